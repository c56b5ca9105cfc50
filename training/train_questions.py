"""Fit what makes a question stand alone to the labels of `question_labels.csv`, and write the weights as plain numbers.

    python -m training.train_questions --data DIR
Logistic regression with a ridge penalty over the cues of `standalone.py` and `surroundings.py`, standardised while
fitting and folded back.
Printed first: how it ranks each show's questions when fitted on the other shows alone, which is what to expect of a new
one, and each episode's when fitted on the other episodes.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.labels import labelled, show_of
from pipeline.fitted import Fitted
from pipeline.stages.questions.ranker import QUESTION_WEIGHTS, cues, may_be_listed
from training.shipping import ship

RIDGE = 12.0
STEPS = 30
LEAST = (1.2, 1.6, 2.0)  # scores; what stands above each is printed too
SHARES = (0.15, 0.25, 0.35, 0.5)  # of the questions, the best first

Numbers = NDArray[np.float64]


def fit(rows: Numbers, alone: Numbers, names: Sequence[str]) -> tuple[dict[str, float], float]:
    """Return the weights and the bias for rows of cues, `(n, cues)`, by Newton's method."""
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    x = np.c_[(rows - mean) / scale, np.ones(len(rows))]
    penalty = np.diag([*[RIDGE] * len(names), 0.0])
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + penalty, x.T @ (p - alone) + penalty @ w)
    raw = w[:-1] / scale
    weights = {name: round(float(value), 4) for name, value in zip(names, raw, strict=True)}
    return weights, round(float(w[-1] - raw @ mean), 4)


def held_out(rows: Numbers, alone: Numbers, names: Sequence[str], groups: NDArray[np.str_]) -> Numbers:
    """Return `(n,)` scores of `(n, cues)` rows, each by weights fitted without its group."""
    scores = np.zeros(len(alone))
    for group in np.unique(groups):
        mine = groups == group
        weights, bias = fit(rows[~mine], alone[~mine], names)
        scores[mine] = rows[mine] @ np.array([weights[name] for name in names]) + bias
    return scores


def main() -> None:
    """Print how the score carries over, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    found = [(label, scene, k) for label, scene, k in labelled(options.data) if may_be_listed(scene, k)]
    told = [cues(scene, k) for _, scene, k in found]
    names, rows = list(told[0]), np.array([list(one.values()) for one in told], float)
    alone = np.array([label.alone for label, _, _ in found], float)
    episodes = np.array([label.episode for label, _, _ in found])
    shows = np.array([show_of(id_) for id_ in episodes])
    print(f"{len(alone)} questions that may be listed, {alone.mean():.3f} stand alone; share of those among the best")
    for name, groups in (("by show", shows), ("by episode", episodes)):
        scores = held_out(rows, alone, names, groups)
        ranked = alone[np.argsort(-scores, kind="stable")]
        tops = (f"{share:.0%}: {ranked[: round(share * len(ranked))].mean():.3f}" for share in SHARES)
        area = (scores[alone == 1][:, None] > scores[alone == 0]).mean()
        cut = np.sort(scores)[::-1][round(0.3 * len(scores))]
        above = (f"{least}: {alone[scores >= least].mean():.3f} of {(scores >= least).sum()}" for least in LEAST)
        print(f"{'':12} above a score of  {'  '.join(above)}")
        print(f"{name:12} AUC {area:.3f}  {'  '.join(tops)}  (the best 30 % score {cut:.2f} or more)")
    weights, bias = fit(rows, alone, names)
    numbers = Fitted(
        model="ridge logistic regression", script="training/train_questions.py",
        data="questions labelled by hand (question_labels.csv)", embedder=None, columns=dict(weights), bias=bias,
        fitted_on={"questions": len(alone), "episodes": len(set(episodes))},
    )  # fmt: skip
    ship(QUESTION_WEIGHTS, numbers)


if __name__ == "__main__":
    main()
