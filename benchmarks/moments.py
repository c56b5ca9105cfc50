"""How well are stretches for clips ranked? What editors played before their episodes against the best five of ours.

    python -m benchmarks.moments --data DIR [--vectors FILE.npz]
A clip is a stretch of whole sentences of 20 to 60 s; it hits where it holds a played passage whole, or lies whole in a
longer one. "by episode" trains on other episodes of both shows (5 folds), "by show" on the other show only. The last
two columns are Rhapsody's view of an episode, in 100 equal bins: whether one of the five best bins was played from, and
the average precision over all bins.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation import quotes
from evaluation.clips import Played, fit, played
from evaluation.teasers import load_teasers
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.features import features
from pipeline.stages.quotes.hand_score import hand_points
from pipeline.stages.quotes.moments import COLUMNS, best, worth
from pipeline.stages.quotes.ranker import Numbers, RankerWeights, appeal, earliness

FOLDS, CLIPS, BINS = 5, 5, 100


def hit(episode: Played, points: Numbers) -> bool:
    """Say whether one of the five best stretches that share no sentence hits."""
    return bool(episode.holds[best(episode.found, points, CLIPS)].any())


def in_bins(episode: Played, points: Numbers) -> tuple[float, float]:
    """Return whether one of the five best bins was played from, and the average precision over the bins.

    A bin is as good as the best stretch that covers its middle.
    """
    starts, ends = episode.seconds
    edges = np.linspace(0.0, float(ends.max()), BINS + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    lowest = float(points.min())
    covers = (starts[:, None] <= middles) & (ends[:, None] > middles)
    values = np.where(covers, points[:, None], lowest - 1).max(0)
    gold = np.zeros(BINS, bool)
    for a, b in episode.episode.clips:
        gold |= (edges[:-1] < b) & (edges[1:] > a)
    order = np.argsort(-values, kind="stable")
    found = gold[order]
    precision = np.cumsum(found) / np.arange(1, BINS + 1)
    return float(found[:CLIPS].any()), float(precision[found].mean())


def report(name: str, episodes: Sequence[Played], points: Sequence[Numbers]) -> None:
    """Print the means over the episodes, the first with its standard error."""
    hits = np.array([hit(e, p) for e, p in zip(episodes, points, strict=True)], float)
    bins = np.array([in_bins(e, p) for e, p in zip(episodes, points, strict=True)])
    error = hits.std() / np.sqrt(len(hits))
    print(f"{name:32}{hits.mean():8.3f} ±{error:.3f}{bins[:, 0].mean():8.3f}{bins[:, 1].mean():8.3f}", flush=True)


def said(episode: Played, weights: RankerWeights) -> Numbers:
    """Return (n,) what each sentence is worth to an editor, as the stage judges it."""
    config, spoken = QuotesConfig(), episode.episode.spoken
    hand = np.array([hand_points(features(text)) for text in spoken.texts])
    return (
        config.fitted_weight * appeal(spoken, weights)["appeal"]
        + config.early_weight * earliness(spoken)
        + config.hand_weight * hand
    )


def points(episodes: Sequence[Played], groups: NDArray[np.str_]) -> list[Numbers]:
    """Return each episode's stretches' worth, by weights fitted without its group."""
    tables = [quotes.table(e.episode) for e in episodes]
    found: dict[int, Numbers] = {}
    for group in np.unique(groups):
        rest = np.flatnonzero(groups != group).tolist()
        sentences, stretches = quotes.fit([tables[k] for k in rest]), fit([episodes[k] for k in rest])
        for k in np.flatnonzero(groups == group).tolist():
            episode = episodes[k]
            found[k] = worth(episode.found, said(episode, sentences), episode.episode.spoken, stretches)
    return [found[k] for k in range(len(episodes))]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, default=Path("vectors.npz"), help="where sentence vectors are kept")
    options = parser.parse_args()
    episodes = [played(e) for e in load_teasers(options.data, options.vectors)]
    rng = np.random.default_rng(0)
    folds = (rng.permutation(len(episodes)) % FOLDS).astype(str)
    shows = np.array([e.episode.show for e in episodes])
    print(f"{len(episodes)} episodes; some stretch hits in {np.mean([e.holds.any() for e in episodes]):.3f}")
    print(f"{'':32}{'clips@5':>8}{'':7}{'bins hit':>8}{'bins AP':>8}")
    report("chance", episodes, [rng.random(len(e.found.first)) for e in episodes])
    early = COLUMNS.index("mean_position")
    report("earlier first", episodes, [-e.found.columns[:, early] for e in episodes])
    report("longer first", episodes, [e.found.columns[:, COLUMNS.index("seconds")] for e in episodes])
    for name, groups in (("by episode", folds), ("by show", shows)):
        found = points(episodes, groups)
        report(f"shipped, {name}", episodes, found)
        for show in sorted(set(shows.tolist())):
            here = [k for k, other in enumerate(shows.tolist()) if other == show]
            report(f"  {show}"[:31], [episodes[k] for k in here], [found[k] for k in here])


if __name__ == "__main__":
    main()
