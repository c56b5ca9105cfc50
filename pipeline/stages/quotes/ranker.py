"""Judge how much each sentence appeals, against the others of its episode: weights fitted to what editors played.

An episode's sentences are compared with each other only: every column is standardised inside the episode, so that what
is a habit of the show (long sentences, many "I") decides nothing. Editors play passages, not sentences; the meaning of
a sentence's neighbours therefore counts beside its own. `weights.json` holds plain numbers written by
`training/train_quotes.py`; nothing is fitted here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Shipped, flat
from pipeline.ports import Vectors
from pipeline.stages.quotes.features import NAMES, features

NEAR = 3  # sentences before and after, in the same turn, that are the passage a sentence stands in
WIDE = 20  # sentences before and after that are its surroundings
LIKE = 10  # nearest sentences of the episode: what is said ten times is what the episode is about
FEW = 100  # sentences; among so few, a comparison says half as much
BLOCK = 1024  # sentences compared with all others at once
PLACE = ("position", "central", "on_subject", "returned_to")
COLUMNS = (*NAMES, *PLACE)
MEANING, PASSAGE = "meaning", "passage"  # columns that are vectors
RANKER = Shipped("pipeline.stages.quotes", "weights.json")

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class SentenceTable:
    """An episode's sentences; `fits` says which of them are compared: long enough, and not a host's."""

    texts: Sequence[str]
    vectors: Vectors  # (n, dim)
    turns: NDArray[np.int_]  # (n,), never falling
    starts: Numbers  # (n,), seconds
    fits: NDArray[np.bool_]  # (n,)
    embedder: str | None = None  # SHA-256 of the sentence model that made the vectors; None: one without weights

    @property
    def compared(self) -> NDArray[np.bool_]:
        """Return `fits`; all, where hardly any sentence fits."""
        return self.fits if self.fits.sum() > 1 else np.ones(len(self.texts), bool)


@dataclass(frozen=True)
class RankerWeights:
    """One number per column, and one per dimension of a sentence's own meaning and of its passage's."""

    columns: Numbers  # (len(COLUMNS),)
    own: Numbers  # (dim,)
    near: Numbers  # (dim,)
    embedder: str | None = None  # SHA-256 of the sentence model whose dimensions these are


@cache
def shipped() -> RankerWeights:
    """Return the weights of `weights.json`."""
    numbers = RANKER.of((*COLUMNS, MEANING, PASSAGE))
    own, near = numbers.columns[MEANING], numbers.columns[PASSAGE]
    return RankerWeights(
        flat({name: numbers.columns[name] for name in COLUMNS}), np.array(own), np.array(near), numbers.embedder
    )


def appeal(spoken: SentenceTable, weights: RankerWeights | None = None) -> dict[str, Numbers]:
    """Return each sentence's appeal in standard deviations of the episode (`appeal`) and what it is made of.

    The parts are the columns of COLUMNS, `meaning` and `passage`; they add up to the appeal, to a constant. Vectors of
    another embedder than the fitted one have no part in it.
    """
    weights = weights or shipped()
    parts = dict(zip(COLUMNS, (described(spoken) * weights.columns).T, strict=True))
    if spoken.embedder == weights.embedder:
        own, near = meanings(spoken)
        parts |= {MEANING: own @ weights.own, PASSAGE: near @ weights.near}
    total = np.sum(list(parts.values()), axis=0)
    inside = total[spoken.compared]
    middle, trust = float(inside.mean()), len(inside) / (len(inside) + FEW)
    scale = trust / (float(inside.std()) + 1e-9)
    parts = {name: part * scale for name, part in parts.items()}
    return parts | {"appeal": (total - middle) * scale}


def earliness(spoken: SentenceTable) -> Numbers:
    """Return (n,) how early each sentence is said, in standard deviations of the episode, less where it is short."""
    inside = spoken.starts[spoken.compared]
    trust = len(inside) / (len(inside) + FEW)
    early: Numbers = (inside.mean() - spoken.starts) / (inside.std() + 1e-9) * trust
    return early


def described(spoken: SentenceTable) -> Numbers:
    """Return (n, len(COLUMNS)): wording and place of each sentence, standardised over the episode."""
    wording = np.array([[found[name] for name in NAMES] for found in map(features, spoken.texts)])
    rows = np.column_stack((wording, _places(spoken)))
    inside = rows[spoken.compared]
    standard: Numbers = (rows - inside.mean(0)) / (inside.std(0) + 1e-9)
    return standard


def meanings(spoken: SentenceTable) -> tuple[Numbers, Numbers]:
    """Return (n, dim) twice: each sentence's vector and its passage's mean, both from the episode's middle."""
    own = np.asarray(spoken.vectors, np.float64)
    near = _means(own, spoken.turns, NEAR)
    middle, near_middle = own[spoken.compared].mean(0), near[spoken.compared].mean(0)
    return own - middle, near - near_middle


def _places(spoken: SentenceTable) -> Numbers:
    """Return (n, len(PLACE)): how late it is said, and how near to the whole, to its surroundings, to its likes."""
    vectors = np.asarray(spoken.vectors, np.float64)
    compared = vectors[spoken.compared]
    around = _means(vectors, np.zeros(len(vectors), int), WIDE)
    likes = np.zeros(len(vectors))
    most = min(LIKE + 2, len(compared))
    for at in range(0, len(vectors), BLOCK):
        likeness = np.sort(np.partition(vectors[at : at + BLOCK] @ compared.T, -most, axis=1)[:, -most:], axis=1)
        likes[at : at + BLOCK] = likeness[:, :-2].mean(1) if most > 2 else 0.0  # not itself
    late = spoken.starts / max(float(spoken.starts.max()), 1e-9)
    return np.column_stack((late, _cosine(vectors, compared.mean(0)), _cosine(vectors, around), likes))


def _means(rows: Numbers, groups: NDArray[np.int_], reach: int) -> Numbers:
    """Return the mean of each row and of up to `reach` rows before and after it that are of its group."""
    n = len(rows)
    sums = np.vstack((np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)))
    at = np.arange(n)
    first = np.maximum(np.searchsorted(groups, groups, "left"), at - reach)
    last = np.minimum(np.searchsorted(groups, groups, "right"), at + reach + 1)
    means: Numbers = (sums[last] - sums[first]) / (last - first)[:, None]
    return means


def _cosine(rows: Numbers, others: Numbers) -> Numbers:
    others = np.broadcast_to(others, rows.shape)
    cosine: Numbers = (rows * others).sum(1) / (np.linalg.norm(rows, axis=1) * np.linalg.norm(others, axis=1) + 1e-9)
    return cosine
