"""Words: how they are compared, which of them carry content, and what kind of words a sentence is made of."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from pipeline.records import Span, Word

STOP_WORDS = frozenset(json.loads(resources.files(__package__).joinpath("stop_words.json").read_text(encoding="utf-8")))
FILLERS = frozenset({"um", "uh", "uhm", "erm", "er", "ah", "hmm", "mm"})
_BARE = re.compile(r"[^\w'’-]+")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9'’\-]+")
_LEADING = re.compile(r"^(?:(?:and|so|but|because|or|well|yeah|okay|now|then)\b[, ]*)+", re.I)
_DANGLING = re.compile(
    r"^(?:it|this|that|these|those|he|she|they|him|them|there|here|its|his|her|their|which|such|same|one of them|then|"
    r"even though|that's|it's|there's|yes|no|right|exactly|sure|definitely|i see|okay|yeah|let's|let us)\b",
    re.I,
)

# Announces what is said only after it: "Now our rule is simple." What ends so ends on a promise.
_ANNOUNCES = re.compile(
    r"(?:\b(?:rules?|answers?|reasons?|things?|points?|tricks?|lessons?|questions?|ideas?|problems?|truths?|secrets?|"
    r"story|"
    r"plan|deal|principle|advice|formula|recipe|strategy|insight|example|metaphor|analogy|key) "
    r"(?:is|was|are|were|goes) (?:very |really |quite |pretty |actually |always )?(?:simple|this|these|clear|easy|"
    r"straightforward|as follows|the following|like this|obvious)\W*$)|"
    r"(?:^(?:(?:and|so|but|now|well|okay)[, ]+)*(?:here(?:'s| is| are)|"
    r"let me (?:tell|give|explain|show|put|walk|share)|i'll (?:tell|give|explain|show)|"
    r"i(?:'m going to| want to| will) (?:tell|give|explain|show|share)|"
    r"think about (?:it|this)|consider this|guess what|listen)\b[^.!]*\W*$)|"
    r"(?:\b(?:two|three|four|five|several|a few|a couple of|a number of|multiple|some) (?:\w+ )?(?:things|reasons|ways|"
    r"parts|kinds|types|steps|rules|lessons|questions|principles|problems|points|answers|pieces|levels|stages|factors)"
    r"(?: (?:that|to|why|of|here|i|we|you)\b[^.,;]{0,40})?\W*$)|"
    r"(?:\b(?:for example|for instance|which is|such as|namely|like this|as follows|the following)\W*$|:$)|"
    r"\blet me (?:now )?(?:bring in|read|ask|take|turn|move|go)\b[^.!?]*\W*$|"
    r"\b(?:brings|leads|takes) us to\b[^.!?]*\W*$",
    re.I,
)


def bare(word: str) -> str:
    """Return a word without case and punctuation: `"Well,"` → `"well"`."""
    return _BARE.sub("", word).replace("’", "'").strip("'-").lower()


def plain(words: Sequence[Word], span: Span) -> str:
    """Return the words of one span as they stand in the transcript."""
    return " ".join(w.text for w in words[span[0] : span[1]])


def content_words(text: str) -> list[str]:
    """Return the lower-case words of three letters or more that are not stop words, in order."""
    words = (w.lower().replace("’", "'").strip("'") for w in _TOKEN.findall(text))
    return [w for w in words if len(w) > 2 and w not in STOP_WORDS]


def leans_on_before(text: str) -> bool:
    """Say whether a sentence opens with a word that points back, so that it does not stand alone."""
    return bool(_DANGLING.match(_LEADING.sub("", text)))


def announces_more(text: str) -> bool:
    """Say whether the last sentence of a text only announces what comes after it: "Now our rule is simple."."""
    return bool(_ANNOUNCES.search(re.split(r"(?<=[.!]) ", text)[-1]))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word without its commonest endings, so that forms of one word meet: "networks" → network.

    "improves", "improved", "improving", "improvement" → improv; made for comparison only, never shown.
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    ending = next((e for e, least in _ENDINGS if word.endswith(e) and len(word) - len(e) >= least), "")
    word = word.removesuffix(ending) if ending else word
    if ending and word.endswith("er") and len(word) > 4:  # "answered" → answer → answ, as "answer" itself
        word = word[:-2]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lse":
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word.rstrip("e") if len(word) > 3 else word


_ENDINGS = (
    ("ational", 4), ("ization", 4), ("ements", 4), ("ement", 4), ("ments", 4), ("ment", 4), ("ations", 4), ("ation", 4),
    ("nesses", 3), ("ness", 3), ("ingly", 3), ("edly", 3), ("ings", 3), ("ing", 3), ("iest", 3), ("ies", 2),
    ("ied", 2), ("ier", 3), ("ily", 3), ("ions", 4), ("ion", 4), ("ers", 4), ("er", 3), ("est", 3), ("ors", 5),
    ("or", 5), ("eds", 3), ("ed", 3), ("es", 3), ("ly", 3), ("s", 3),
)  # fmt: skip
