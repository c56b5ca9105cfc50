"""Describe a passage by what stands around it: whether it is whole, what it leans on, what goes on after it.

The wording alone (features.py) cannot tell a whole thought from the middle of one. Nothing here refuses: these are
columns of the fitted judgement in readability.py.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.checks.context import Standing
from pipeline.language.word_frequency import telling
from pipeline.language.words import content_words
from pipeline.ports import Vectors
from pipeline.records import Transcript
from pipeline.stages.quotes.filters import HALF

AROUND = 20  # sentences on each side that are a passage's surroundings
BEFORE = 2  # sentences before a passage that it may lean on
LEAD = 6  # first words of a passage, where a pronoun has nothing to stand for yet
_QUESTION = re.compile(r"\?[\"”’]?$")
_JOINS = re.compile(
    r"^(?:and|but|so|because|or|which|then|also|now|that's|this is|it's|it is|they|he|she|these|those|that)\b", re.I
)
_PRONOUN = re.compile(
    r"\b(?:it|its|it's|they|them|their|they're|this|that|that's|these|those|he|him|his|she|her)\b", re.I
)
_THE = re.compile(r"\b(?:the|this|that|these|those|such) (?:\w+ )?([a-z]{4,})\b", re.I)
_PAIRED = re.compile(
    r"\bnot\b[^.]{2,60}\bbut\b|\b(?:isn't|is not|it's not|don't|wasn't|aren't)\b[^.]{2,80}[.,;] (?:it's|it is|they|"
    r"you|we|but)\b|\b(?:instead of|rather than|as opposed to|more than|less than|the more\b.*\bthe more)\b", re.I,
)  # fmt: skip
_CLAIMS = re.compile(
    r"\b(?:means?|shows?|proves?|explains?|requires?|depends?|comes? from|turns? out|leads? to|makes?|becomes?|causes?|"
    r"creates?|matters?|happens?|works?|fails?|need to|have to|can't|never|always)\b", re.I,
)  # fmt: skip
_ENDS_WEAKLY = re.compile(
    r"\b(?:it|that|this|them|there|here|though|right|so|too|as well|or something|and so on|et cetera|you know|"
    r"like that|stuff|things?|whatever|or not|at all|of|to|for|with|about)[.!\"”’]*$", re.I,
)  # fmt: skip
_SLIPS = re.compile(r"\b(?:like|you know|i mean|sort of|kind of|right|just|really|actually|basically)\b", re.I)
_TELLS = re.compile(r"\b(?:i|we|he|she|they) (?:\w+ )?(?:was|were|had|did|went|said|told|came|saw|\w{3,}ed)\b", re.I)
_GENERAL = re.compile(
    r"\b(?:people|person|you|everyone|life|world|humans?|we|companies|society|anything|everything)\b", re.I
)

NAMES = (
    "place_in_turn", "rest_of_turn", "opens_turn", "ends_turn", "after_question", "before_question",
    "like_before", "like_after", "like_around", "like_itself", "shares_before", "shares_after",
    "next_joins", "joins", "needs_before", "needs_after", "is_half",
    "new_the", "the_things", "pronoun_lead", "pronouns", "told_words", "rarest", "sentences", "three_or_more",
    "longest", "shortest", "gaps", "paired", "claims", "ends_weakly", "slips", "said_twice", "tells", "general",
)  # fmt: skip
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Surroundings:
    """An episode's sentences as passages are described by them."""

    transcript: Transcript
    texts: Sequence[str]
    vectors: Vectors  # (n, dim)
    standings: Sequence[Standing]

    @cached_property
    def words(self) -> list[frozenset[str]]:
        """Return the content words of each sentence."""
        return [frozenset(content_words(text)) for text in self.texts]

    @cached_property
    def turns(self) -> list[int]:
        """Return the turn of each sentence."""
        return [s.turn for s in self.transcript.sentences]

    @cached_property
    def edges(self) -> dict[int, tuple[int, int]]:
        """Return the sentences [first, last) of each turn."""
        found: dict[int, tuple[int, int]] = {}
        for k, turn in enumerate(self.turns):
            found[turn] = (found.get(turn, (k, k))[0], k + 1)
        return found

    @cached_property
    def around(self) -> Numbers:
        """Return (n, dim) the mean vector of the sentences around each."""
        rows = np.asarray(self.vectors, np.float64)
        sums = np.vstack((np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)))
        at = np.arange(len(rows))
        low, high = np.maximum(at - AROUND, 0), np.minimum(at + AROUND + 1, len(rows))
        means: Numbers = (sums[high] - sums[low]) / (high - low)[:, None]
        unit: Numbers = means / (np.linalg.norm(means, axis=1, keepdims=True) + 1e-9)
        return unit


def described(around: Surroundings, first: int, last: int, text: str, spans: int) -> Numbers:
    """Return (len(NAMES),) of the sentences [first, last), printed as `text` from so many spans of words."""
    values = (
        *_place(around, first, last), *_likeness(around, first, last), *_wholeness(around, first, last),
        *_wording(around, first, last, text, spans),
    )  # fmt: skip
    return np.array(values, np.float64)


def _place(around: Surroundings, first: int, last: int) -> tuple[float, ...]:
    low, high = around.edges[around.turns[first]][0], around.edges[around.turns[last - 1]][1]
    asked = any(_QUESTION.search(around.texts[k]) for k in range(max(0, first - BEFORE), first))
    asks = last < len(around.texts) and bool(_QUESTION.search(around.texts[last]))
    return math.log1p(min(first - low, 30)), math.log1p(min(high - last, 30)), first == low, last == high, asked, asks


def _likeness(around: Surroundings, first: int, last: int) -> tuple[float, ...]:
    vectors, n = around.vectors, len(around.texts)
    own = vectors[first:last].mean(0)
    own = own / (np.linalg.norm(own) + 1e-9)
    said = frozenset[str]().union(*around.words[first:last])
    before = frozenset[str]().union(*around.words[max(0, first - BEFORE) : first])
    after = around.words[last] if last < n else frozenset()
    inside = [float(a @ b) for a, b in pairwise(vectors[first:last])]
    return (
        float(vectors[first - 1] @ vectors[first]) if first else 0.0,
        float(vectors[last] @ vectors[last - 1]) if last < n else 0.0,
        float(own @ around.around[(first + last) // 2 if last - first > 1 else first]),
        min(inside, default=0.0),
        len(said & before) / max(1, len(said)),
        len(said & after) / max(1, len(said)),
    )


def _wholeness(around: Surroundings, first: int, last: int) -> tuple[float, ...]:
    same = last < len(around.texts) and around.turns[last] == around.turns[first]
    standing = around.standings
    return (
        same and bool(_JOINS.match(around.texts[last])),
        bool(_JOINS.match(around.texts[first])),
        any(k - standing[k].before < first for k in range(first, last)),
        any(k + standing[k].after >= last for k in range(first, last)),
        bool(HALF.match(around.texts[first])),
    )


def _wording(around: Surroundings, first: int, last: int, text: str, spans: int) -> tuple[float, ...]:
    lower = text.replace("’", "'")
    words = lower.lower().split()
    things = [m.group(1).lower() for m in _THE.finditer(lower)]
    seen = Counter(words)
    said = around.words[first:last]
    lengths = [len(t.split()) for t in around.texts[first:last]]
    content = frozenset[str]().union(*said)
    rare = sorted((telling(word) for word in content), reverse=True)
    pairs = Counter(pairwise(words))
    count, n = last - first, max(1, len(words))
    return (
        sum(seen[thing] < 2 for thing in things) / n,
        bool(things) and lower.lower().find(things[0]) < len(lower) / 3,
        sum(bool(_PRONOUN.fullmatch(w.strip(".,;:!?\"”“"))) for w in words[:LEAD]),
        len(_PRONOUN.findall(lower)) / n,
        sum(rare) / max(1, len(rare)),
        sum(rare[:3]) / 3,
        count, count >= 3, math.log(max(lengths)), math.log(max(1, min(lengths))), spans - 1,
        bool(_PAIRED.search(lower)), len(_CLAIMS.findall(lower)) / n, bool(_ENDS_WEAKLY.search(lower)),
        len(_SLIPS.findall(lower)) / n, sum(c - 1 for c in pairs.values()) / n, len(_TELLS.findall(lower)) / n,
        len(_GENERAL.findall(lower)) / n,
    )  # fmt: skip
