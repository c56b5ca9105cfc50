"""Judge whether a passage can be read by itself: fluent, whole, understood by one who has not heard what came before.

Editors choose what to play, and a listener forgives what a reader does not. `readability.json` holds plain numbers that
`training/train_readable.py` fitted to grades of some 5,900 passages of 80 episodes by eight readers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Shipped, flat
from pipeline.language.fluency import joins_on, marked, stumbles
from pipeline.ports import SentenceParse, Vectors
from pipeline.stages.quotes.features import NAMES
from pipeline.stages.quotes.filters import COMMAND, points_at
from pipeline.stages.quotes.surroundings import NAMES as SURROUNDINGS

GRAMMAR = ("fragments", "points_before", "points_elsewhere", "runs_on", "names", "noun_phrases")
WORDING = ("stumbles", "marked", "joins_on", "commas")
COLUMNS = (*NAMES, *GRAMMAR, *WORDING, *SURROUNDINGS)
MEANING = "meaning"  # a column that is a vector
READABILITY = Shipped("pipeline.stages.quotes", "readability.json")

Numbers = NDArray[np.float64]


def columns(
    text: str,
    sentences: Sequence[str],
    readings: Sequence[SentenceParse],
    *,
    found: Mapping[str, float],
    around: Numbers,
) -> Numbers:
    """Return (len(COLUMNS),) of a passage as printed, of its sentences and their grammar, and of what is around it.

    `found` are its features, `around` is what `surroundings.described` returns.
    """
    broken = sum(not r.whole and not COMMAND.match(s) for s, r in zip(sentences, readings, strict=True))
    grammar = (
        broken / len(sentences),
        readings[0].points_back or points_at(sentences[0]),
        sum(r.points_back for r in readings),
        sum(r.runs_on for r in readings),
        sum(len(r.names) for r in readings),
        sum(len(r.noun_phrases) for r in readings),
    )
    words = text.split()
    wording = (stumbles(words), marked(text), joins_on(text), text.count(",") / len(words))
    return np.array([*(found[name] for name in NAMES), *grammar, *wording, *around], np.float64)


@dataclass(frozen=True)
class ReadabilityWeights:
    """One number per column and, for vectors of the fitted embedder, one per dimension of a passage's meaning."""

    columns: Numbers  # (len(COLUMNS),)
    own: Numbers  # (dim,)
    bias: float
    average: float  # log-odds of the graded passages
    embedder: str | None  # SHA-256 of the sentence model whose dimensions these are


@cache
def shipped() -> ReadabilityWeights:
    """Return the weights of `readability.json`."""
    numbers = READABILITY.of((*COLUMNS, MEANING))
    columns = flat({name: numbers.columns[name] for name in COLUMNS})
    own = np.array(numbers.columns[MEANING])
    return ReadabilityWeights(columns, own, numbers.bias, numbers.constants["average"], numbers.embedder)


def readable(
    rows: Numbers, vectors: Vectors, embedder: str | None, weights: ReadabilityWeights | None = None
) -> Numbers:
    """Return (n,) log-odds that a reader accepts each passage, from (n, len(COLUMNS)) and (n, dim) unit vectors.

    `embedder` is the SHA-256 of the sentence model that made the vectors; those of another than the fitted one have no
    part in it.
    """
    weights = weights or shipped()
    odds: Numbers = rows @ weights.columns + weights.bias
    return odds + np.asarray(vectors, np.float64) @ weights.own if embedder == weights.embedder else odds
