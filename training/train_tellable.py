"""Fit how far an editor would print a thought in a section's note to readers' grades, and write the weights.

    python -m training.train_tellable
`evaluation/telling_labels.csv` holds grades that readers gave to thoughts, with what was said around them before them:
which words, how it was told, the grade (0 embarrassing, 1 weak, 2 printable, 3 excellent), whether it carries a main
point, why it is weak, and the columns of `tellable.py` and the reading net's odds as they were when it was graded. No
text is kept. Ridge logistic regression. Printed: what share of the sentences of episodes that took no part in the fit
a reader prints, above several log-odds.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import evaluation.labels
from pipeline.fitted import Fitted
from pipeline.stages.narrate.tellable import COLUMNS, TELLABLE
from training.shipping import ship

LABELS = Path(evaluation.labels.__file__).with_name("telling_labels.csv")
RIDGE, STEPS = 10.0, 40
PRINTABLE = 2
EDGES = (-1.2, -0.9, -0.6, -0.3, 0.0)

Numbers = NDArray[np.float64]


def by_thought() -> dict[tuple[str, str, str], list[dict[str, str]]]:
    """Return the labels of each thought, those of several readers together."""
    with LABELS.open(encoding="utf8", newline="") as file:
        found: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
        for row in csv.DictReader(file):
            found[row["episode"], row["first_word"], row["digest"]].append(row)
    return found


def keys() -> list[tuple[str, str]]:
    """Return the episode and the first and last second of each thought, in the order of `graded`."""
    return [(same[0]["episode"], f"{same[0]['start']}-{same[0]['end']}") for same in by_thought().values()]


def read_by_the_net() -> Numbers:
    """Return (n, 2) the net's odds that a thought is printed as a quote and in a note; NaN where it did not read it.

    It is the net that was shipped when the thought was graded; it had not seen the grade.
    """
    nets = ("net_printable", "net_told")
    return np.array([[float(same[0][name] or "nan") for name in nets] for same in by_thought().values()])


def graded() -> tuple[Numbers, Numbers, Numbers, NDArray[np.str_]]:
    """Return (n, len(COLUMNS)), the shares of readers that print and that are embarrassed, and the episodes."""
    by_sentence = by_thought()
    table = [[float(same[0][name]) for name in COLUMNS] for same in by_sentence.values()]
    good = [np.mean([int(row["grade"]) >= PRINTABLE for row in same]) for same in by_sentence.values()]
    bad = [np.mean([row["grade"] == "0" for row in same]) for same in by_sentence.values()]
    return np.array(table), np.array(good), np.array(bad), np.array([episode for episode, *_ in by_sentence])


def fit(rows: Numbers, good: Numbers) -> tuple[Numbers, float]:
    """Return the weights of the columns and the bias, by Newton's method on standardised columns."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-9
    x = np.c_[(rows - mean) / spread, np.ones(len(rows))]
    penalty = np.diag([*[RIDGE] * rows.shape[1], 0.0])
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        bend = (x * (p * (1 - p))[:, None]).T @ x + penalty
        weights -= np.linalg.solve(bend, x.T @ (p - good) + penalty @ weights)
    own = weights[:-1] / spread
    return own, float(weights[-1] - mean @ own)


def left_out(rows: Numbers, good: Numbers, episodes: Sequence[str]) -> Numbers:
    """Return (n,) the log-odds of each sentence by a fit without its episode."""
    found = np.zeros(len(rows))
    for episode in set(episodes):
        inside = np.array([e == episode for e in episodes])
        weights, bias = fit(rows[~inside], good[~inside])
        found[inside] = rows[inside] @ weights + bias
    return found


def main() -> None:
    """Print what the fit is worth on other episodes, then write the weights of all."""
    rows, good, bad, episodes = graded()
    odds = left_out(rows, good, episodes.tolist())
    print(f"{len(rows)} sentences of {len(set(episodes))} episodes: printable {good.mean():.2f}, zero {bad.mean():.2f}")
    for edge in EDGES:
        over = odds >= edge
        print(f"odds >= {edge:4.1f}: {over.sum():3} printable {good[over].mean():.2f}, zero {bad[over].mean():.2f}")
    weights, bias = fit(rows, good)
    ship(
        TELLABLE,
        Fitted(
            model="ridge logistic regression",
            script="training/train_tellable.py",
            data="sentences that readers graded with their section before them (telling_labels.csv)",
            fitted_on={"sentences": len(rows), "episodes": len(set(episodes))},
            embedder=None,
            columns={name: round(float(w), 5) for name, w in zip(COLUMNS, weights, strict=True)},
            bias=round(bias, 5),
        ),
    )


if __name__ == "__main__":
    main()
