"""Judge of reported speech: which words of a speaker may follow "says that", and what they then read like.

Nothing is reworded. A clause is reported only where no word in it changes its meaning when somebody else says it: no
"I", no "we", no "here" or "today", no question. Only the "I" of "I think …" becomes the speaker's name, for whom else
could it mean. Words left out are named as deletions, each of a listed kind (`deletion_problems`).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.checks.same import Same
from pipeline.checks.verbatim import deletion_is_listed
from pipeline.language.openers import neutral_length
from pipeline.language.words import bare
from pipeline.records import Deletion, Span, Word

ASIDES = (("you", "know"), ("i", "mean"), ("like",))  # between commas; "I guess" and "kind of" are hedges and stay
RELATIVES = frozenset({"which", "who", "where", "whose"})
# What only announces the sentence that follows: "What I mean is that …", "The thing is, …".
ANNOUNCEMENTS = frozenset(
    tuple(one.split())
    for one in """the fact is that|the fact is|the fact of the matter is that|the fact of the matter is|
    the truth is that|the truth is|the reality is that|the reality is|the thing is that|the thing is|the point is that|
    the point is|my point is that|my point is|what happened is that|what i mean is that|what i mean is|
    what i'm saying is that|what i'm saying is|what i would say is that|what i would say is|what i'd say is|
    all i'm saying is that|all i'm saying is|it's kind of like|the way i see it is that|the way i see it|
    i will say that|i'll say that|i will say|i'll say|let me say that|let me say|i should say that|
    i have to say that|i have to say|i mean to say that|i want to say that|i can tell you that|i can tell you|
    i must say that|i must say|as you know|in other words|you can say that|you could say that|as i said|
    like i said|as i mentioned""".replace("\n", "").split("|")
)
# What a speaker says of his own mind, and the same said of him; "that" follows where a whole clause does.
ATTITUDES: tuple[tuple[tuple[str, ...], str, bool], ...] = (
    (("i", "don't", "think", "that"), "doesn't think that", False),
    (("i", "don't", "think"), "doesn't think that", True),
    (("i", "do", "think", "that"), "thinks that", False),
    (("i", "do", "think"), "thinks that", True),
    (("i", "really", "think", "that"), "really thinks that", False),
    (("i", "really", "think"), "really thinks that", True),
    (("i", "think", "that"), "thinks that", False),
    (("i", "think"), "thinks that", True),
    (("i", "believe", "that"), "believes that", False),
    (("i", "believe", "in"), "believes in", False),
    (("i", "believe"), "believes that", True),
    (("i", "would", "say", "that"), "would say that", False),
    (("i", "would", "say"), "would say that", True),
    (("i'd", "say", "that"), "would say that", False),
    (("i'd", "say"), "would say that", True),
    (("i", "feel", "like"), "feels that", True),
    (("i", "suspect"), "suspects that", True),
    (("i", "expect"), "expects", False),
    (("i", "hope", "that"), "hopes that", False),
    (("i", "doubt", "that"), "doubts that", False),
)
# Words that mean another thing when another says them, elsewhere, later.
_FIRST = re.compile(r"\b(?:i|i'\w+|me|my|mine|myself|we|we'\w+|us|our|ours|ourselves|let's)\b", re.I)
_SECOND = re.compile(r"\b(?:you|you'\w+|your|yours|yourself|yourselves)\b", re.I)
_ANYBODY = re.compile(
    r"\b(?:if|when|whenever|once|as|unless|where|what|how|the more|the better|until|before|after|because|that) "
    r"(?:you|your)\b|"
    r"\b(?:you|you'll|you'd) (?:can|could|have to|need to|get|gets|should|might|may|always|usually|will|just)\b|"
    r"\b(?:you'll|you're going to)\b",
    re.I,
)
_TO_THE_OTHER = re.compile(
    r"\byou (?:said|say|asked|ask|told|mentioned|wrote|know|see|think|mean|were|did|had|made|described)\b|"
    r"\b(?:ask|tell|thank|asked|told|show|give|gave|promise|with) you\b|"
    r"\byour (?:question|show|podcast|book|work|point)\b",
    re.I,
)
_DEICTIC = re.compile(
    r"\b(?:today|tonight|yesterday|tomorrow|here|ago|right now|nowadays|currently|"
    r"(?:this|last|next) (?:year|month|week|morning|evening|summer|winter|spring|fall|weekend)|like this|over there)\b",
    re.I,
)
_QUOTING = re.compile(r"[\"“”‘]|\b(?:was|were|is|'s|am|be) like,")
LOWERED = frozenset(
    """a an the this that these those there it its he she they his her their if when while once as because since
    although though unless until after before in on at by for from with without to of about over under between among
    through every each all any some many most much more few several both no none not nobody nothing never only even
    just often sometimes usually always perhaps maybe probably what which who how why where whether people everyone
    somebody someone everything something one two three four five six seven eight nine ten first""".split()
)


def reported(words: Sequence[Word], spans: Sequence[Span], *, proper: bool = False) -> str | None:
    """Return the clause as it reads after "says that"; None where it cannot be reported.

    "Networks were decades old." → "networks were decades old"; `proper` says that the first word is a name, where the
    transcript itself does not show it.
    """
    pieces: list[str] = []
    for k, (i, j) in enumerate(spans):
        piece = " ".join(w.text for w in words[i:j])
        cut = pieces and not deletion_is_listed(words, (spans[k - 1][1], i))
        if cut and not words[i - 1].text.endswith(","):
            pieces[-1] = pieces[-1].rstrip(",")
        pieces.append(piece)
    text = " ".join(pieces).replace("’", "'")
    said = text.rstrip(",;: ")
    if said.endswith(("?", "!", "…", "-", "–", "—")) or re.search(r"[.?!…:] \S", said):
        return None
    said = said.rstrip(".")
    if not said or _FIRST.search(said) or _DEICTIC.search(said) or _QUOTING.search(said):
        return None
    if speaks_to_the_other(said):
        return None
    return lowered(words, spans[0][0], said, proper=proper)


def announcement(said: Sequence[str]) -> int:
    """Return how many words (bare) at the front only announce the sentence that follows; 0 where none do.

    >>> announcement(["the", "thing", "is", "that", "it", "works"])
    4
    """
    return max((len(one) for one in ANNOUNCEMENTS if tuple(said[: len(one)]) == one), default=0)


def is_opening(said: Sequence[str]) -> bool:
    """Say whether words (bare) are nothing but openers and announcements in a row."""
    at = 0
    while step := neutral_length(said[at:]) or announcement(said[at:]):
        at += step
    return at == len(said)


def speaks_to_the_other(text: str) -> bool:
    """Say whether a "you" means whoever listens: "you told me"; "if you double it" means anybody."""
    text = text.replace("’", "'")
    return bool(_SECOND.search(text) and (_TO_THE_OTHER.search(text) or not _ANYBODY.search(text)))


def attitude(words: Sequence[Word], spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]] | None:
    """Return what "I think …" says of its speaker and the spans that follow it: ("thinks that", spans); None if not."""
    i, j = spans[0]
    said = tuple(bare(w.text) for w in words[i:j])
    for prefix, verb, clause in ATTITUDES:
        n = len(prefix)
        if said[:n] == prefix and len(said) > n + 1 and not words[i + n - 1].text.endswith((",", ".")):
            if clause and said[n] in {"about", "of", "so", "it's", "in", "to", "too"}:
                return None
            return verb, ((i + n, j), *spans[1:])
    return None


def lowered(words: Sequence[Word], first: int, text: str, *, proper: bool) -> str:
    """Return a clause with its first letter as it is written inside a sentence; `proper`: its first word is a name."""
    opener = words[first].text.strip(".,;:!?\"'“”’")
    if not text[:1].isupper() or text[1:2].isupper():
        return text
    small = text[:1].lower() + text[1:]
    if opener.lower() in LOWERED or opener.split("'")[0].lower() in LOWERED:
        return small
    name, common = _spellings(Same(words)).get(bare(opener), (False, False))
    return text if (proper if name == common else name) else small


@lru_cache(maxsize=2)
def _spellings(talk: Same[Sequence[Word]]) -> dict[str, tuple[bool, bool]]:
    """Return for each word whether it stands capital inside a sentence, and whether it stands small anywhere."""
    found: dict[str, tuple[bool, bool]] = {}
    for before, word in pairwise(talk.value):
        name, common = found.get(key := bare(word.text), (False, False))
        inside = not before.text.endswith((".", "?", "!", ":", "…"))
        found[key] = (name or (inside and word.text[:1].isupper()), common or word.text[:1].islower())
    return found


def deletion_problems(words: Sequence[Word], spans: Sequence[Span], deletions: Sequence[Deletion]) -> list[str]:
    """Return why what was left out may not be: each deletion must be of a kind that changes no claim."""
    found = []
    last = spans[-1][1]
    for deletion in deletions:
        i, j = deletion.words
        said = [bare(w.text) for w in words[i:j]]
        shown = " ".join(w.text for w in words[i:j])
        before = words[i - 1].text if i else ""
        closes = j >= last or words[j - 1].text.endswith((",", ".", ";"))
        sound = {
            "marker": j == spans[0][0] and is_opening(said),
            "filler": deletion_is_listed(words, (i, j)),
            "aside": tuple(said) in ASIDES and before.endswith(",") and closes,
            "relative": before.endswith(",") and said[0] in RELATIVES and closes,
            "coordinate": before.endswith(",") and said[0] == "and" and i >= last,
        }[deletion.kind]
        if not sound:
            found.append(f"leaves out “{shown}” as a {deletion.kind}, which it is not")
    gaps = [(a[1], b[0]) for a, b in pairwise(spans)]
    named = {d.words for d in deletions}
    unnamed = [g for g in gaps if g not in named and not deletion_is_listed(words, g)]
    found += [f"leaves out words {g[0]}-{g[1]} without saying so" for g in unnamed]
    return found
