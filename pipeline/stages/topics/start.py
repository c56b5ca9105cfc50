"""Where in its section the talk of a topic begins: sections are cut without knowing what a person looks for."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.language.stems import stem
from pipeline.language.words import content_words
from pipeline.ports import Vectors
from pipeline.records import Outline, Transcript
from pipeline.stages.topics.section_index import IndexedSection

AROUND_S = 90.0  # before and after a place, whose relevance is compared
CHANGE = 8.0  # log-odds of a section starting that one unit of relevance gained is worth
SAID = 0.5  # relevance of a sentence that says all words of the name, beside its cosine
LEAST_LEFT_S = 30.0  # of the section after the place

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Speech:
    """All sentences of an episode, with what speaks for a section starting at each."""

    start: Floats  # seconds
    weight: Floats  # words
    meaning: Floats  # unit vectors around the episode's mean, (n, dim)
    middle: Floats  # the mean itself
    stems: tuple[frozenset[str], ...]
    holding: Counter[str]  # sentences that hold each stem
    openings: dict[int, float]  # by sentence: starts expected close to it


def speech_of(transcript: Transcript, outline: Outline, texts: Sequence[str], vectors: Vectors) -> Speech:
    """Gather the sentences once for all topics; `vectors` are theirs, `(n, dim)` of unit length."""
    number = {s.words[0]: k for k, s in enumerate(transcript.sentences)}
    middle = vectors.mean(0, dtype=np.float64)
    stems = tuple(frozenset(map(stem, content_words(text))) for text in texts)
    return Speech(
        start=np.maximum.accumulate(np.array([s.start for s in transcript.sentences], np.float64)),
        weight=np.array([max(1, len(text.split())) for text in texts], np.float64),
        meaning=_unit(vectors - middle),
        middle=middle,
        stems=stems,
        holding=Counter(word for found in stems for word in found),
        openings={number[o.word]: o.expected for o in outline.openings if o.word in number},
    )


def beginning(speech: Speech, name: str, vector: Vectors, part: IndexedSection, end: float) -> float:
    """Return when talk of a topic begins in a section of talk: its start, or a later place where relevance rises.

    `vector`, `(dim,)`, is the topic's.
    Only places where a section might have started are tried, so nothing changes under a publisher's chapters.
    """
    first = int(part.rows[0])
    tried = [k for k in map(int, part.rows) if k in speech.openings and speech.start[k] < end - LEAST_LEFT_S]
    if not tried:
        return part.section.start
    relevance = _relevance(speech, name, vector)
    total = np.concatenate([[0.0], np.cumsum(relevance * speech.weight)])
    weight = np.concatenate([[0.0], np.cumsum(speech.weight)])

    def mean(low: int, high: int) -> float:
        return float((total[high] - total[low]) / max(1.0, weight[high] - weight[low]))

    def worth(k: int) -> float:
        low, high = np.searchsorted(speech.start, speech.start[k] + np.array([-AROUND_S, AROUND_S]))
        gained = mean(k, int(high)) - mean(int(low), k) if low < k else 0.0
        expected = speech.openings.get(k, 1.0)  # a section's own start is sure where the search had no part in it
        return math.log(expected) + CHANGE * gained

    best = max(sorted({first, *tried}), key=worth)
    return part.section.start if best == first else float(speech.start[best])


def _relevance(speech: Speech, name: str, vector: Vectors) -> Floats:
    """Return how near each sentence is to the topic in meaning, and the share of the name's words that it says."""
    words = sorted({stem(word) for word in content_words(name)})
    rare = {word: math.log(1 + len(speech.stems) / max(1, speech.holding[word])) for word in words}
    said = [sum(rare[word] for word in words if word in found) for found in speech.stems]
    nearness = speech.meaning @ _unit(vector - speech.middle)
    relevance: Floats = nearness + SAID * np.array(said) / (sum(rare.values()) + 1e-9)
    return relevance


def _unit(rows: NDArray[np.floating]) -> Floats:
    unit: Floats = rows / (np.linalg.norm(rows, axis=-1, keepdims=True) + 1e-9)
    return unit
