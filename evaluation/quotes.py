"""Fit what makes a sentence be played by editors, on any part of the episodes.

A listwise loss (Cao et al. 2007, ListNet's top one): inside each episode, the played sentences should have the largest
share of the softmax over all sentences compared. An episode counts once, however many sentences it has; a sentence of
a long clip counts less, for it was played for its neighbours as much as for itself. Ridge penalty, Newton's method.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.teasers import Teased
from pipeline.stages.quotes.ranker import COLUMNS, Numbers, RankerWeights, described, meanings

OWN_DIMS, NEAR_DIMS = 128, 32  # principal directions kept of a sentence's meaning and of its passage's
NEAR_SCALE = 0.5  # of the passage's standardised directions: penalised four times as much
RIDGE = 0.5
STEPS = 12


@dataclass(frozen=True)
class Table:
    """An episode's rows as they are weighed, of the sentences that are compared."""

    columns: Numbers  # (n, len(COLUMNS))
    own: Numbers  # (n, dim)
    near: Numbers  # (n, dim)
    mass: Numbers  # (n,), sums to 1 over the played sentences, 0 elsewhere
    embedder: str | None  # SHA-256 of the sentence model that made the vectors


def table(episode: Teased) -> Table:
    """Return an episode's rows."""
    spoken, fits = episode.spoken, episode.spoken.fits
    own, near = meanings(spoken)
    mass = np.where(episode.chosen, episode.passage**-0.5, 0.0)[fits]
    return Table(described(spoken)[fits], own[fits], near[fits], mass / mass.sum(), spoken.embedder)


def fit(tables: Sequence[Table]) -> RankerWeights:
    """Return the weights that rank the played sentences of these episodes first."""
    own = np.vstack([t.own for t in tables])
    values, directions = np.linalg.eigh(own.T @ own / len(own))
    basis = directions[:, ::-1] / np.sqrt(values[::-1] + 1e-9)  # (dim, dim): whitened principal directions
    near = np.vstack([t.near for t in tables]) @ basis[:, :NEAR_DIMS]
    to_near = basis[:, :NEAR_DIMS] * (NEAR_SCALE / near.std(0))
    to_own = basis[:, :OWN_DIMS]
    rows = [np.hstack((t.columns, t.own @ to_own, t.near @ to_near)) for t in tables]
    found = ranked(rows, [t.mass for t in tables])
    k = len(COLUMNS)
    return RankerWeights(
        found[:k], to_own @ found[k : k + OWN_DIMS], to_near @ found[k + OWN_DIMS :], tables[0].embedder
    )


def ranked(
    rows: Sequence[Numbers],
    masses: Sequence[Numbers],
    *,
    ridge: float = RIDGE,
    offsets: Sequence[Numbers] | None = None,
) -> Numbers:
    """Minimise the mean cross entropy of an episode's `masses` to the softmax of its scores (Newton's method).

    `offsets` are added to the scores: the log of how many rows each row stands for.
    """
    weights = np.zeros(rows[0].shape[1])
    for _ in range(STEPS):
        slope, bend = ridge * weights, ridge * np.eye(len(weights))
        for k, (x, mass) in enumerate(zip(rows, masses, strict=True)):
            score = x @ weights + (offsets[k] if offsets else 0.0)
            share = np.exp(score - score.max())
            share /= share.sum()
            middle = share @ x
            slope = slope + (middle - mass @ x) / len(rows)
            bend = bend + ((x * share[:, None]).T @ x - np.outer(middle, middle)) / len(rows)
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-7:
            break
    return weights
