"""Fit the weights of `pipeline.checks.judging` on claims by independent writers, and choose the least probability.

    python -m training.train_judging --claims FOLDER --model FOLDER --writers w01 w02 [--net FOLDER --held w06 w07]

`--model` holds the sentence model. Without `--net` the weights without the entailment net are fitted; with it, those
with it, on the `--held` writers alone, whose claims the net has not seen. Each writer is left out of the fit in turn:
the figures, and the thresholds, are of claims by writers whom the fit has not seen.
"""

import argparse
from pathlib import Path

import numpy as np

from evaluation.premises import cited
from pipeline.checks import judging
from pipeline.engines.embeddings import MODEL_SHA256, MiniLM
from pipeline.fitted import Fitted
from training.entailment_rows import ClaimRow, claims
from training.shipping import ship
from training.train_judge import Floats, area, fitted

MOST_FALSE, SURE = 0.02, 0.9  # of what is accepted, and how sure that has to be
LIES_FOUND = 0.95


def measured(rows: list[ClaimRow], embedder: MiniLM) -> list[dict[str, float]]:
    """Return the columns of each claim beside the net's."""
    found = []
    for row in rows:
        evidence = cited(row.premise)
        vectors = embedder.embed(judging.texts(row.claim, evidence))
        judgement = judging.reasons(row.claim, evidence)
        likeness = float((vectors[:2] @ vectors[2:].T).max())
        found.append(judging.columns(row.claim, evidence, judgement, likeness))
    return found


def most_false(false: int, accepted: int, sure: float = SURE) -> float:
    """Return the upper bound of Clopper and Pearson on the share of false ones among those accepted."""
    if accepted in (0, false):
        return 1.0
    low, high = false / accepted, 1.0
    terms = np.cumsum(np.r_[0.0, np.log(np.arange(1, accepted + 1))])
    k = np.arange(false + 1)
    ways = terms[accepted] - terms[k] - terms[accepted - k]
    for _ in range(60):
        p = (low + high) / 2
        below = float(np.exp(ways + k * np.log(p) + (accepted - k) * np.log1p(-p)).sum())
        low, high = (p, high) if below > 1 - sure else (low, p)
    return high


def controlled(p: Floats, good: Floats) -> float:
    """Return the least probability at which the bound on the accepted holds; above 1 where none does.

    Fixed-sequence testing (Learn then Test, Angelopoulos et al. 2021): from the strictest on, up to the first failure.
    """
    best = 1.01
    for least in np.round(np.arange(0.99, 0.3, -0.01), 2):
        taken = p >= least
        if taken.sum() >= 30 and most_false(int((good[taken] == 0).sum()), int(taken.sum())) > MOST_FALSE:
            break
        if taken.sum() >= 30:
            best = float(least)
    return best


def main() -> None:
    """Fit, print the figures of the writers left out, and ship."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--writers", nargs="*", default=[])
    parser.add_argument("--held", nargs="*", default=[])
    parser.add_argument("--net", type=Path)
    args = parser.parse_args()
    writers = args.held if args.net else args.writers
    rows, embedder = claims(args.claims, writers), MiniLM(args.model)
    values = measured(rows, embedder)
    names = judging.ALONE
    if args.net:
        from pipeline.engines.entailment import EntailmentNet

        net = EntailmentNet(args.net, args.model).supported([(row.claim, row.premise) for row in rows])
        names = judging.WITH_NET
        for columns, odds in zip(values, net, strict=True):
            columns["net"] = max(-judging.CAP, min(judging.CAP, odds))
    x = np.array([[columns[name] for name in names] for columns in values])
    good = np.array([float(row.label) for row in rows])
    who = np.array([row.writer for row in rows])
    odds = np.zeros(len(rows))
    for writer in sorted(set(who)):
        odds[who == writer] = np.c_[x, np.ones(len(x))][who == writer] @ fitted(x[who != writer], good[who != writer])
    p = 1 / (1 + np.exp(-odds))
    print(f"{len(rows)} claims, area {area(odds, good):.3f}: " + " ".join(
        f"{w} {area(odds[who == w], good[who == w]):.3f}" for w in sorted(set(who))))  # fmt: skip
    if args.net:
        print(f"the net alone {area(x[:, 0], good):.3f}")
    strict = controlled(p, good)
    even = float(np.round(max(np.arange(0.2, 0.8, 0.01), key=lambda t: ((p >= t) == (good == 1)).mean()), 2))
    lies = float(np.round(np.quantile(p[good == 0], LIES_FOUND), 3))
    for what, least in (("risk control", strict), ("most right", even), ("lies found .95", lies)):
        taken = p >= least
        print(
            f"{what}: least {least:.3f} · accepted {taken.mean():.3f}, of these false {1 - good[taken].mean():.3f} · "
            f"lies found {1 - taken[good == 0].mean():.3f}, true refused {1 - taken[good == 1].mean():.3f}"
        )
    for low in np.arange(0, 1, 0.1):  # calibration of writers left out
        part = (p >= low) & (p < low + 0.1)
        print(
            f"  said {low:.1f}–{low + 0.1:.1f}: {part.sum():4d} claims, true {good[part].sum() / max(1, part.sum()):.2f}"
        )
    *weights, bias = (round(float(w), 3) for w in fitted(x, good))
    numbers = Fitted(
        model="ridge logistic regression", script="training/train_judging.py",
        data="claims by independent writers about passages of development episodes", embedder=MODEL_SHA256,
        fitted_on={"claims": len(rows), "writers": len(set(who))}, columns=dict(zip(names, weights, strict=True)),
        bias=bias,
        constants={"least": strict, "even": even, "lies_found": lies},
    )  # fmt: skip
    ship(judging.BY_NET if args.net else judging.BY_RULES, numbers)


if __name__ == "__main__":
    main()
