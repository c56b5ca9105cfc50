"""Fit the weights of quotability to what editors played before their episodes, and write them as plain numbers.

    python -m benchmarks.train_quotes --data DIR --vectors FILE.npz
A listwise loss (Cao et al. 2007, ListNet's top one): inside each episode, the played sentences should have the largest
share of the softmax over all sentences compared. An episode counts once, however many sentences it has; a sentence of
a long clip counts less, for it was played for its neighbours as much as for itself. Ridge penalty, Newton's method.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.teasers import Teased, load_teasers
from pipeline.stages.quotes.ranker import COLUMNS, Numbers, Weights, described, meanings

WEIGHTS = Path(__file__).parents[1] / "pipeline" / "stages" / "quotability" / "weights.json"
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


def table(episode: Teased) -> Table:
    """Return an episode's rows."""
    spoken, fits = episode.spoken, episode.spoken.fits
    own, near = meanings(spoken)
    mass = np.where(episode.chosen, episode.passage**-0.5, 0.0)[fits]
    return Table(described(spoken)[fits], own[fits], near[fits], mass / mass.sum())


def fit(tables: Sequence[Table]) -> Weights:
    """Return the weights that rank the played sentences of these episodes first."""
    own = np.vstack([t.own for t in tables])
    values, directions = np.linalg.eigh(own.T @ own / len(own))
    basis = directions[:, ::-1] / np.sqrt(values[::-1] + 1e-9)  # (dim, dim): whitened principal directions
    near = np.vstack([t.near for t in tables]) @ basis[:, :NEAR_DIMS]
    to_near = basis[:, :NEAR_DIMS] * (NEAR_SCALE / near.std(0))
    to_own = basis[:, :OWN_DIMS]
    rows = [np.hstack((t.columns, t.own @ to_own, t.near @ to_near)) for t in tables]
    found = _ranked(rows, [t.mass for t in tables])
    k = len(COLUMNS)
    return Weights(found[:k], to_own @ found[k : k + OWN_DIMS], to_near @ found[k + OWN_DIMS :])


def _ranked(rows: Sequence[Numbers], masses: Sequence[Numbers]) -> Numbers:
    """Minimise the mean cross entropy of an episode's `masses` to the softmax of its scores (Newton's method)."""
    weights = np.zeros(rows[0].shape[1])
    for _ in range(STEPS):
        slope, bend = RIDGE * weights, RIDGE * np.eye(len(weights))
        for x, mass in zip(rows, masses, strict=True):
            score = x @ weights
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


def main() -> None:
    """Fit on everything and write weights.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, default=Path("vectors.npz"), help="where sentence vectors are kept")
    options = parser.parse_args()
    episodes = load_teasers(options.data, options.vectors)
    weights = fit([table(e) for e in episodes])
    fitted_on = {
        "episodes": len(episodes), "sentences": int(sum(e.spoken.fits.sum() for e in episodes)),
        "chosen": int(sum(e.chosen.sum() for e in episodes)),
    }  # fmt: skip
    numbers = {
        "columns": dict(zip(COLUMNS, weights.columns.round(5).tolist(), strict=True)),
        "own": weights.own.round(4).tolist(), "near": weights.near.round(4).tolist(), "fitted_on": fitted_on,
    }  # fmt: skip
    WEIGHTS.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf8")
    print(f"{fitted_on}\nwrote {WEIGHTS.name}")


if __name__ == "__main__":
    main()
