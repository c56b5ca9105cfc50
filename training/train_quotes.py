"""Fit the weights of the ranking of quotes to what editors played before their episodes, and measure the hand score.

    python -m training.train_quotes --data DIR --vectors FILE.npz
`evaluation/quotes.py` has the loss. Writes `weights.json` and, for the same episodes, the mean and the deviation of the
hand-weighted features over the sentences that may be quoted (`hand_score.json`).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evaluation.quotes import fit, table
from evaluation.teasers import Teased, load_teasers
from pipeline.fitted import Fitted
from pipeline.stages.quotes.features import features
from pipeline.stages.quotes.hand_score import HAND, raw_points
from pipeline.stages.quotes.ranker import COLUMNS, MEANING, PASSAGE, RANKER
from training.shipping import ship


def ranking(episodes: Sequence[Teased]) -> Fitted:
    """Return the weights fitted on everything."""
    weights = fit([table(e) for e in episodes])
    columns = dict(zip(COLUMNS, weights.columns.round(5).tolist(), strict=True))
    return Fitted(
        model="listwise softmax (ListNet's top one), ridge", script="training/train_quotes.py",
        data="sentences that editors played before their episodes", embedder=weights.embedder,
        columns=columns | {MEANING: tuple(weights.own.round(4)), PASSAGE: tuple(weights.near.round(4))},
        fitted_on={
            "episodes": len(episodes), "sentences": int(sum(e.spoken.fits.sum() for e in episodes)),
            "chosen": int(sum(e.chosen.sum() for e in episodes)),
        },
    )  # fmt: skip


def hand_measured(episodes: Sequence[Teased]) -> Fitted:
    """Return the weights set by hand, with the mean and the deviation of their sum over what may be quoted."""
    points = [raw_points(features(e.spoken.texts[k])) for e in episodes for k in np.flatnonzero(e.quotable).tolist()]
    measured = {"mean": round(float(np.mean(points)), 5), "deviation": round(float(np.std(points)), 5)}
    return HAND.numbers.model_copy(
        update={"constants": measured, "fitted_on": {"episodes": len(episodes), "sentences": len(points)}}
    )


def main() -> None:
    """Fit on everything and write the two files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, default=Path("vectors.npz"), help="where sentence vectors are kept")
    options = parser.parse_args()
    episodes = load_teasers(options.data, options.vectors)
    ship(RANKER, ranking(episodes))
    ship(HAND, hand_measured(episodes))


if __name__ == "__main__":
    main()
