"""Words: how they are compared, which of them carry content, and what kind of words a sentence is made of."""

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from pipeline.language.breaks import joined
from pipeline.language.openers import opens_with
from pipeline.language.stems import singular
from pipeline.records import Span, Word

STOP_WORDS = frozenset(json.loads(resources.files(__package__).joinpath("stop_words.json").read_text(encoding="utf-8")))
FILLERS = frozenset({"um", "uh", "uhm", "erm", "er", "ah", "hmm", "mm"})
_BETWEEN = re.compile(r"[^\w]+")
# Thai, Lao, Burmese, Khmer, kana and Han are written without blanks. `site.js` has the same list.
_NO_BLANKS = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff])"
)
_BARE = re.compile(r"[^\w'’-]+")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9'’\-]+")
_DANGLING = re.compile(
    r"^(?:it|this|that|these|those|he|she|they|him|them|there|here|its|his|her|their|which|such|same|one of them|"
    r"even though|that's|it's|there's|yes|no|right|exactly|sure|definitely|i see|let's|let us)\b",
    re.I,
)

# Announces what is said only after it: "Now our rule is simple." What ends so ends on a promise.
_ANNOUNCES = re.compile(
    r"(?:\b(?:rules?|answers?|reasons?|things?|points?|tricks?|lessons?|questions?|ideas?|problems?|truths?|secrets?|"
    r"story|"
    r"plan|deal|principle|advice|formula|recipe|strategy|insight|example|metaphor|analogy|key) "
    r"(?:is|was|are|were|goes) (?:very |really |quite |pretty |actually |always )?(?:simple|this|these|clear|easy|"
    r"straightforward|as follows|the following|like this|obvious)\W*$)|"
    r"(?:\b(?:two|three|four|five|several|a few|a couple of|a number of|multiple|some) (?:\w+ )?(?:things|reasons|ways|"
    r"parts|kinds|types|steps|rules|lessons|questions|principles|problems|points|answers|pieces|levels|stages|factors)"
    r"(?: (?:that|to|why|of|here|i|we|you)\b[^.,;]{0,40})?\W*$)|"
    r"(?:\b(?:for example|for instance|which is|such as|namely|like this|as follows|the following)\W*$|:$)|"
    r"\blet me (?:now )?(?:bring in|read|ask|take|turn|move|go)\b[^.!?]*\W*$|"
    r"\b(?:brings|leads|takes) us to\b[^.!?]*\W*$",
    re.I,
)

_ANNOUNCES_AT_ONCE = re.compile(
    r"(?:here(?:'s| is| are)|let me (?:tell|give|explain|show|put|walk|share)|i'll (?:tell|give|explain|show)|"
    r"i(?:'m going to| want to| will) (?:tell|give|explain|show|share)|"
    r"think about (?:it|this)|consider this|guess what|listen)\b[^.!]*\W*$",
    re.I,
)


@lru_cache(maxsize=50_000)  # an hour of talk has some thousand different words
def bare(word: str) -> str:
    """Return a word without case and punctuation: `"Well,"` → `"well"`."""
    return _BARE.sub("", word).replace("’", "'").strip("'-").lower()


def plain(words: Sequence[Word], span: Span) -> str:
    """Return the words of one span as they stand in the transcript, with the blanks that their script sets."""
    return joined(w.text for w in words[span[0] : span[1]])


def content_words(text: str) -> list[str]:
    """Return the lower-case words of three letters or more that are not stop words, in order."""
    words = (w.lower().replace("’", "'").strip("'") for w in _TOKEN.findall(text))
    return [w for w in words if len(w) > 2 and w not in STOP_WORDS]


def leans_on_before(text: str) -> bool:
    """Say whether a sentence opens with a word that points back, so that it does not stand alone."""
    return opens_with(_DANGLING, text)


def announces_more(text: str) -> bool:
    """Say whether the last sentence of a text only announces what comes after it: "Now our rule is simple."."""
    last = re.split(r"(?<=[.!]) ", text)[-1]
    return bool(_ANNOUNCES.search(last)) or opens_with(_ANNOUNCES_AT_ONCE, last)


def fold(text: str) -> str:
    """Return a text without case and accents, its apostrophes straight: "Schrödinger’s" → schrodinger's."""
    plain_text = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(c for c in plain_text if not unicodedata.combining(c))


def squash(text: str) -> str:
    """Return letters and digits only: "GPT-2" and "GPT 2" are the same name to the ear.

    >>> squash("Alex-Net's")
    'alexnet'
    """
    return re.sub(r"[\W_]+", "", re.sub(r"'s\b", "", fold(text)))


def search_words(text: str) -> list[str]:
    """Return the words of a text as search compares them: folded, without possessives and plural s.

    `site.js` does the same with what is typed. "The Transformer's layers" → ["the", "transformer", "layer"]. Of scripts
    without blanks each character is a word, so that a word is found inside a sentence: "茶葉" → ["茶", "葉"].
    """
    parts = _BETWEEN.split(re.sub(r"'s\b", "", _apart(fold(text))).replace("'", "").replace("_", " "))
    return [singular(part) for part in parts if part]


def _apart(text: str) -> str:
    """Return a text with blanks around each character of a script that is written without them."""
    return text if text.isascii() else _NO_BLANKS.sub(r" \1 ", text)
