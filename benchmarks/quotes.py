"""How well are editors' own picks ranked? AUC and hit@20 of each way to score a sentence.

    python -m benchmarks.quotes --data DIR
An episode's guest sentences of five words or more are ranked; the picks are those played in its cold open.
"by episode" trains on other episodes of both shows (5 folds), "by show" on the other show only.
"""

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.teasers import Teased, load_teasers
from benchmarks.train_quotes import Numbers, fit, load_films, matrix
from pipeline.stages.quotability.features import NAMES
from pipeline.stages.quotability.judge import HAND

FOLDS, TOP = 5, 20


def auc(points: Numbers, chosen: NDArray[np.bool_]) -> float:
    """Return the chance that a chosen sentence stands above another; ties count half."""
    above, others = np.sort(points[~chosen]), points[chosen]
    below = np.searchsorted(above, others) + np.searchsorted(above, others, side="right")
    return float(below.mean() / 2 / len(above))


def report(name: str, episodes: list[Teased], points: list[Numbers]) -> None:
    """Print the means over episodes: among all sentences, and among those that may be quoted at all."""
    areas, among, hits = [], [], []
    for episode, score in zip(episodes, points, strict=True):
        fits = episode.quotable
        areas.append(auc(score, episode.chosen))
        best = np.flatnonzero(fits)[np.argsort(-score[fits], kind="stable")[:TOP]]
        hits.append(episode.chosen[best].any())
        if episode.chosen[fits].any():
            among.append(auc(score[fits], episode.chosen[fits]))
    print(f"{name:24}{np.mean(areas):8.3f}{np.mean(among):10.3f}{np.mean(hits):8.2f}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    episodes, films = load_teasers(data), load_films(data)
    x = {e.id: matrix(e.texts) for e in episodes}
    fold = np.random.default_rng(0).permutation(len(episodes)) % FOLDS
    by_episode = [fit([e for e, f in zip(episodes, fold, strict=True) if f != k], x, films) for k in range(FOLDS)]
    by_show = {s: fit([e for e in episodes if e.show != s], x, films) for s in {e.show for e in episodes}}
    shares = [e.chosen[e.quotable].mean() for e in episodes]
    print(f"{len(episodes)} episodes, {sum(e.chosen.sum() for e in episodes)} of {sum(map(len, x.values()))} sentences")
    print(f"{'':24}{'AUC':>8}{'quotable':>10}{'hit@20':>8}")
    print(f"{'chance':24}{0.5:8.3f}{0.5:10.3f}{np.mean([1 - (1 - share) ** TOP for share in shares]):8.2f}")
    hand = np.array([HAND.get(name, 0.0) for name in NAMES])
    learnt = [x[e.id] @ by_episode[k] for e, k in zip(episodes, fold, strict=True)]
    abroad = [x[e.id] @ by_show[e.show] for e in episodes]
    manual = [x[e.id] @ hand for e in episodes]
    report("length only", episodes, [x[e.id][:, NAMES.index("log_words")] for e in episodes])
    report("hand weights", episodes, manual)
    report("fitted, by episode", episodes, learnt)
    report("fitted, by show", episodes, abroad)
    report("both, by episode", episodes, [a / a.std() + b / b.std() for a, b in zip(manual, learnt, strict=True)])
    report("both, by show", episodes, [a / a.std() + b / b.std() for a, b in zip(manual, abroad, strict=True)])
    for show in sorted({e.show for e in episodes}):
        here = [k for k, e in enumerate(episodes) if e.show == show]
        report(f"by show, {show}"[:23], [episodes[k] for k in here], [abroad[k] for k in here])


if __name__ == "__main__":
    main()
