"""Fit the ranking of stretches for clips to what editors played before their episodes, and write the weights.

    python -m training.train_clips --data DIR --vectors FILE.npz
`evaluation/clips.py` has the loss; `python -m benchmarks.moments` measures it on episodes that took no part.
"""

import argparse
from pathlib import Path

from evaluation.clips import fit, played
from evaluation.teasers import load_teasers
from pipeline.fitted import Fitted
from pipeline.stages.quotes.moments import COLUMNS, MEANING, MOMENTS
from training.shipping import ship


def main() -> None:
    """Fit on everything and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, default=Path("vectors.npz"), help="where sentence vectors are kept")
    options = parser.parse_args()
    episodes = [played(e) for e in load_teasers(options.data, options.vectors)]
    weights = fit(episodes)
    numbers = Fitted(
        model="listwise softmax (ListNet's top one), ridge", script="training/train_clips.py",
        data="passages that editors played before their episodes", embedder=weights.embedder,
        columns=dict(zip(COLUMNS, weights.columns.round(5).tolist(), strict=True))
        | {MEANING: tuple(weights.meaning.round(4).tolist())},
        fitted_on={
            "episodes": len(episodes), "stretches": sum(len(e.found.first) for e in episodes),
            "passages": sum(len(e.episode.clips) for e in episodes),
        },
    )  # fmt: skip
    ship(MOMENTS, numbers)


if __name__ == "__main__":
    main()
