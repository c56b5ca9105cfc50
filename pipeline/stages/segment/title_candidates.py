"""Gather what a section might be called: questions, phrases, deeds, and two of them together."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.language.stems import stem
from pipeline.language.words import content_words
from pipeline.ports import SentenceParse
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.phrases import TITLE_LENGTH, Phrases
from pipeline.stages.segment.title_questions import advice_title, asked

Kind = Literal["noun", "of", "joint", "act", "how", "phrase", "pair", "colon", "question", "advice"]
PER_KIND = {"noun": 6, "of": 8, "joint": 4, "act": 6, "how": 6, "question": 8}
PHRASES, PAIRED, COLONS = 4, 3, 8
LONGEST_WORDS = 10
ASKED_S = 120.0  # questions of so much of a section's start may be its title
EARLY_S = 45.0
MATTER = 8  # stems that carry a section


@dataclass(frozen=True)
class TitleCandidate:
    """A possible title: its words, what it is made as, and the sentences it was taken from."""

    text: str
    kind: Kind
    at: int  # first sentence that says it
    said: int  # how many sentences do
    head: str = ""  # what stands before the colon


@dataclass(frozen=True)
class Matter:
    """What a section is about: the weight of each stem in it, against the other sections."""

    weight: dict[str, float]
    count: dict[str, int]  # how often a stem is said in it
    whole: float  # of the MATTER heaviest

    def share(self, text: str) -> float:
        """Return how much of the matter the words of a text hold, 0 to about 1."""
        return sum(self.weight.get(s, 0.0) for s in sorted({stem(w) for w in content_words(text)})) / self.whole


def matters(talk: Talk, groups: Sequence[NDArray[np.intp]]) -> list[Matter]:
    """Return the matter of each group of sentences: how often a stem is said in it, and in how few others."""
    counts = [Counter(stem(w) for i in group for w in content_words(talk.texts[i])) for group in groups]
    spread = Counter(s for count in counts for s in count)
    found = []
    for count in counts:
        weight = {s: math.sqrt(c) * math.log(1 + len(groups) / spread[s]) for s, c in count.items() if c > 1}
        heaviest = sorted(weight.values(), reverse=True)[:MATTER]
        found.append(Matter(weight, dict(count), sum(heaviest) or 1.0))
    return found


def gathered(
    talk: Talk, group: NDArray[np.intp], readings: Sequence[SentenceParse], phrases: Phrases, matter: Matter
) -> list[TitleCandidate]:
    """Return the candidates of one section, each text once, the weightiest of each kind."""
    first: dict[str, TitleCandidate] = {}
    times: Counter[str] = Counter()
    for one in _all(talk, group, readings, phrases):
        key = one.text.lower()
        times[key] += 1
        first.setdefault(key, one)
    pools: dict[str, list[TitleCandidate]] = {}
    for key, one in first.items():
        words = one.text.split()
        if 3 <= len(one.text) <= TITLE_LENGTH and len(words) <= LONGEST_WORDS and content_words(one.text):
            pools.setdefault(one.kind, []).append(TitleCandidate(one.text, one.kind, one.at, times[key], one.head))
    start = talk.start[group[0]]

    def worth(one: TitleCandidate) -> float:
        early = 0.25 if talk.start[one.at] < start + EARLY_S else 0.0
        size = len(content_words(one.text))
        return (matter.share(one.text) + early) * (1 + 0.2 * math.log(one.said)) / (1 + 0.1 * size)

    kept = []
    for kind, pool in pools.items():
        pool.sort(key=lambda one: (-worth(one), one.text))
        kept += pool[: PER_KIND.get(kind, 99)]
    both = _colons(kept, readings, group, phrases)
    return kept + sorted(both, key=lambda one: (-worth(one), one.text))[:COLONS]


def holds(text: str, phrase: str) -> bool:
    """Say whether a title holds a phrase as whole words, before or after a colon.

    >>> holds("Double descent: bigger models", "double descent"), holds("Double descents", "double descent")
    (True, False)
    """
    return f" {phrase.lower()} " in f" {text.lower().rstrip('?')} ".replace(":", " ")


def _all(
    talk: Talk, group: NDArray[np.intp], readings: Sequence[SentenceParse], phrases: Phrases
) -> Iterator[TitleCandidate]:
    places = {
        p: next((int(i) for i in group if p.lower() in talk.texts[i].lower()), int(group[0])) for p in phrases.best
    }
    for p in phrases.best[:PHRASES]:
        yield TitleCandidate(p, "phrase", places[p], 1)
    for a in range(PAIRED):
        for b in range(a + 1, PAIRED):
            if b < len(phrases.best):
                one, other = sorted((phrases.best[a], phrases.best[b]), key=lambda p: places[p])
                yield TitleCandidate(f"{one} and {other}", "pair", places[one], 1)
    for i in group:
        text = talk.texts[i]
        for question in asked(text):
            yield TitleCandidate(question, "question", int(i), 1)
        early = talk.start[i] < talk.start[group[0]] + ASKED_S
        if early and (advice := advice_title(text)):
            yield TitleCandidate(advice, "advice", int(i), 1)
        for heading in readings[i].headings:
            yield TitleCandidate(heading.text, heading.kind, int(i), 1)


def _colons(
    kept: Sequence[TitleCandidate], readings: Sequence[SentenceParse], group: NDArray[np.intp], phrases: Phrases
) -> list[TitleCandidate]:
    """Return "phrase: what is said of it": of a sentence that says the phrase, or of the one after it."""
    found = []
    inside = {int(i) for i in group}
    for head in phrases.best[:2]:
        names = {stem(w) for w in content_words(head)}
        near = {
            k
            for i in group
            if head.lower() in {p.lower() for p in (*readings[i].noun_phrases, *readings[i].names)}
            for k in (int(i), int(i) + 1)
            if k in inside
        }
        for one in kept:
            room = len(head) + 2 + len(one.text) <= TITLE_LENGTH and 2 <= len(one.text.split()) <= 6
            apart = not names & {stem(w) for w in content_words(one.text)}
            if one.kind in ("of", "joint", "act", "how", "noun") and room and apart and one.at in near:
                found.append(TitleCandidate(f"{head}: {one.text}", "colon", one.at, one.said, head))
    return found
