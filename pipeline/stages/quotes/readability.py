"""Judge whether a passage can be read by itself: fluent, whole, understood by one who has not heard what came before.

Editors choose what to play, and a listener forgives what a reader does not. `readability.json` holds plain numbers that
`benchmarks/train_readable.py` fitted to grades of some 2,800 passages of 39 episodes by their readers.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from pipeline.language.fluency import joins_on, marked, stumbles
from pipeline.ports import Reading, Vectors
from pipeline.stages.quotes.features import NAMES
from pipeline.stages.quotes.filters import COMMAND, points_at

GRAMMAR = ("fragments", "points_before", "points_elsewhere", "runs_on", "names", "noun_phrases")
WORDING = ("stumbles", "marked", "joins_on", "commas")
COLUMNS = (*NAMES, *GRAMMAR, *WORDING)
_FILE = resources.files(__package__).joinpath("readability.json").read_text(encoding="utf8")
DIGEST = hashlib.sha256(_FILE.encode()).hexdigest()[:8]

Numbers = NDArray[np.float64]


def columns(text: str, sentences: Sequence[str], readings: Sequence[Reading], found: Mapping[str, float]) -> Numbers:
    """Return (len(COLUMNS),) of a passage as printed, of its sentences and their grammar; `found` are its features."""
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
    return np.array([*(found[name] for name in NAMES), *grammar, *wording], np.float64)


class Weights:
    """One number per column and, for vectors of the fitted embedder, one per dimension of a passage's meaning."""

    def __init__(self, numbers: Mapping[str, object]) -> None:
        told = numbers["columns"]
        if not isinstance(told, dict) or tuple(told) != COLUMNS:
            raise ValueError("readability.json was made for other columns: run benchmarks/train_readable.py")
        self.columns = np.array(list(told.values()), np.float64)
        self.own = np.array(numbers["own"], np.float64)
        self.bias = float(str(numbers["bias"]))
        self.average = float(str(numbers["average"]))  # log-odds of the graded passages


@cache
def shipped() -> Weights:
    """Return the weights of `readability.json`."""
    return Weights(json.loads(_FILE))


def readable(rows: Numbers, vectors: Vectors, weights: Weights | None = None) -> Numbers:
    """Return (n,) log-odds that a reader accepts each passage, from (n, len(COLUMNS)) and (n, dim) unit vectors."""
    weights = weights or shipped()
    odds: Numbers = rows @ weights.columns + weights.bias
    return odds + np.asarray(vectors, np.float64) @ weights.own if vectors.shape[1] == len(weights.own) else odds
