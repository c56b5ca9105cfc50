"""Fit the weights of `pipeline.checks.weighing`: what the rules weigh beside a entailment score.

    python -m training.train_judge --data DATA [--labels dev held_back ...]

Logistic regression (ridge 1, Newton) over the sentences that no hard rule refuses; every set is left out of the fit in
turn. Needs `evaluation/claims/entailment.json`. Prints the table by threshold, and writes the weights fitted on
all sets to `weighing.json`.
"""

import argparse
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evaluation.claims import SETS, entailments, labelled
from pipeline.checks.statement import reasons
from pipeline.checks.weighing import HARD, SURE, WEIGHED, WEIGHING
from pipeline.fitted import Fitted
from training.shipping import ship

RIDGE, STEPS = 1.0, 40
REFUSED = -99.0  # log odds of what a hard rule refuses
Floats = npt.NDArray[np.float64]


def fitted(x: Floats, good: Floats) -> Floats:
    """Return `(columns + 1,)` weights, the bias last; `x` is `(n, columns)`, `good` `(n,)` of 0 and 1."""
    x = np.c_[x, np.ones(len(x))]
    w, ridge = np.zeros(x.shape[1]), np.r_[np.full(x.shape[1] - 1, RIDGE), 1e-6]
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        w = w - np.linalg.solve(hessian, x.T @ (p - good) + ridge * w)
    return np.asarray(w)


def area(odds: Floats, good: Floats) -> float:
    """Return the area under the curve of true sentences' odds over those of false ones; both `(n,)`."""
    above = odds[good == 1][:, None] - odds[good == 0]
    return float((above > 0).mean() + 0.5 * (above == 0).mean())


def main() -> None:
    """Print figures on the set left out, and the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--labels", nargs="+", default=[name for name in SETS if name != "ninth"])
    args = parser.parse_args()
    rows = [(name, row) for name in args.labels for row in labelled(args.data, name)]
    sure = [stated for name in args.labels for stated in entailments(name)]
    spoke = [{reason.rule for reason in reasons(row.claim, row.evidence)} for _, row in rows]
    x = np.array(
        [
            (math.log((s + SURE) / (1 - s + SURE)), -("polarity" in r), -("mood" in r))
            for s, r in zip(sure, spoke, strict=True)
        ]
    )
    good = np.array([float(row.label == "good") for _, row in rows])
    turned = np.array([row.kind in ("negation", "direction") for _, row in rows])
    sets, hard = np.array([name for name, _ in rows]), np.array([bool(HARD & rules) for rules in spoke])
    odds = np.full(len(rows), REFUSED)
    for name in args.labels:
        w, mine = fitted(x[(sets != name) & ~hard], good[(sets != name) & ~hard]), (sets == name) & ~hard
        odds[mine] = np.c_[x[mine], np.ones(mine.sum())] @ w
    print(f"{len(rows)} sentences, area under the curve {area(odds, good):.3f}")
    print("  " + " ".join(f"{n} {area(odds[sets == n], good[sets == n]):.3f}" for n in args.labels))
    for least in np.arange(-0.6, 1.3, 0.3):
        refused = odds < least
        parts = [
            f"{n} {refused[(sets == n) & (good == 0)].mean():.2f}/{refused[(sets == n) & (good == 1)].mean():.2f}"
            for n in args.labels
        ]
        print(
            f"least {least:4.1f}: bad found {refused[good == 0].mean():.3f}, polarity and direction "
            f"{refused[turned].mean():.3f}, good refused {refused[good == 1].mean():.3f} | {' '.join(parts)}"
        )
    weights = fitted(x[~hard], good[~hard])
    signs = (1, -1, -1, 1)  # what a rule found speaks against a sentence
    *columns, bias = (round(sign * float(w), 2) for sign, w in zip(signs, weights, strict=True))
    numbers = Fitted(
        model="ridge logistic regression", script="training/train_judge.py",
        data="sentences labelled true or false, with a model's entailment score (claims/)", embedder=None,
        fitted_on={"sentences": len(rows)}, columns=dict(zip(WEIGHED, columns, strict=True)), bias=bias,
    )  # fmt: skip
    ship(WEIGHING, numbers)


if __name__ == "__main__":
    main()
