"""Fit the weights of `pipeline.checks.judging` on claims by independent writers, and choose the least probability.

    python -m training.train_judging --claims FOLDER --model FOLDER --kept FILE --writers w01 w02 \
        [--net FILE --held w06 w07]

`--model` holds the sentence model. Without `--net` the weights without the entailment net are fitted; with it, those
with it, on the `--held` writers alone, whose claims the net has not seen. Each writer is left out of the fit in turn:
the figures, and the thresholds, are of claims by writers whom the fit has not seen. True claims are also held against
another passage of their episode, as false ones: writers never wrote claims about something else, users' texts do. No
weight may have the wrong sign: a column that would get one is left out of the fit and weighs nothing.
"""

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from evaluation.premises import cited
from pipeline.checks import judging
from pipeline.checks.statement import reasons
from pipeline.engines.embeddings import MODEL_SHA256, MiniLM
from pipeline.fitted import Fitted
from training.entailment_rows import ClaimRow, claims
from training.shipping import ship
from training.train_judge import Floats, area, fitted

MOST_FALSE, SURE = 0.02, 0.9  # of what is accepted, and how sure that has to be
LIES_FOUND = 0.95  # what the figures are compared at
LIES_REFUSED = 0.8  # of writers left out, by what `check` calls supported
SPEAK_FOR = ("net", "likeness", "overlap")  # these may only raise the probability, all others only lower it
PASSAGES = 20  # of each writer, evenly spread, where `--passages` says nothing else


def measured(rows: list[ClaimRow], embedder: MiniLM) -> list[dict[str, float]]:
    """Return the columns of each claim beside the net's."""
    found = []
    for row in rows:
        evidence = cited(row.premise)
        vectors = embedder.embed(judging.texts(row.claim, evidence))
        judgement = reasons(row.claim, evidence)
        likeness = float((vectors[:2] @ vectors[2:].T).max())
        found.append(judging.columns(row.claim, evidence, judgement, likeness))
    return found


def kept(file: Path, rows: list[ClaimRow], embedder: MiniLM) -> list[dict[str, float]]:
    """Return the columns of each claim; those measured before are read from `file`, the others are added to it."""
    known: dict[str, dict[str, float]] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    names = [hashlib.sha256(f"{row.claim}|{row.premise}".encode()).hexdigest()[:16] for row in rows]
    fresh = {name: row for name, row in zip(names, rows, strict=True) if name not in known}
    known |= dict(zip(fresh, measured(list(fresh.values()), embedder), strict=True))
    file.write_text(json.dumps(known), encoding="utf-8")
    return [dict(known[name]) for name in names]


def of_passages(rows: list[ClaimRow], most: int) -> list[ClaimRow]:
    """Return the claims about so many passages of each writer, evenly spread over those he wrote about."""
    taken: set[str] = set()
    for writer in sorted({row.writer for row in rows}):
        passages = list(dict.fromkeys(row.passage for row in rows if row.writer == writer))
        taken |= {passages[k * len(passages) // most] for k in range(min(most, len(passages)))}
    return [row for row in rows if row.passage in taken]


def elsewhere(rows: list[ClaimRow]) -> list[ClaimRow]:
    """Return the true claims held against another passage, of their own episode where there is one."""
    premises = {row.passage: row.premise for row in rows}
    found = []
    for n, row in enumerate(row for row in rows if row.label):
        others = [p for p in premises if p != row.passage]
        beside = [p for p in others if p.split(":")[1] == row.passage.split(":")[1]] or others
        found.append(replace(row, premise=premises[beside[n % len(beside)]], label=0, kind="elsewhere"))
    return found


def fitted_with_signs(x: Floats, good: Floats, names: Sequence[str]) -> Floats:
    """Return weights, the bias last; those of columns that would have the wrong sign are 0."""
    kept = list(range(len(names)))
    while True:
        found = fitted(x[:, kept], good)
        wrong = [k for k, w in zip(kept, found, strict=False) if (w < 0) == (names[k] in SPEAK_FOR)]
        if not wrong:
            weights = np.zeros(len(names) + 1)
            weights[[*kept, len(names)]] = found
            return weights
        kept = [k for k in kept if k not in wrong]


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


def thresholds(p: Floats, good: Floats) -> dict[str, float]:
    """Return the least probabilities: to print, to call a claim supported, and what figures are compared at."""
    lies = p[good == 0]
    return {
        "least": controlled(p, good),
        "supported": float(np.round(np.quantile(lies, LIES_REFUSED), 2)),
        "lies_found": float(np.round(np.quantile(lies, LIES_FOUND), 3)),
    }


def report(p: Floats, good: Floats, least: Mapping[str, float]) -> None:
    """Print what each threshold accepts and refuses, and how well the probabilities are calibrated."""
    for name, bound in least.items():
        taken = p >= bound
        if not taken.any():
            print(f"{name}: no threshold holds")
            continue
        print(
            f"{name}: least {bound:.3f} · accepted {taken.mean():.3f}, of these false {1 - good[taken].mean():.3f} · "
            f"lies found {1 - taken[good == 0].mean():.3f}, true refused {1 - taken[good == 1].mean():.3f}"
        )
    for low in np.arange(0, 1, 0.1):
        part = (p >= low) & (p < low + 0.1)
        share = good[part].sum() / max(1, part.sum())
        print(f"  said {low:.1f}–{low + 0.1:.1f}: {part.sum():4d} claims, true {share:.2f}")


def main() -> None:
    """Fit, print the figures of the writers left out, and ship."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--writers", nargs="*", default=[])
    parser.add_argument("--held", nargs="*", default=[])
    parser.add_argument("--net", type=Path)
    parser.add_argument("--kept", type=Path, required=True, help="file that keeps what was measured")
    parser.add_argument("--passages", type=int, default=PASSAGES)
    args = parser.parse_args()
    writers = args.held if args.net else args.writers
    rows, embedder = of_passages(claims(args.claims, writers), args.passages), MiniLM(args.model)
    written = len(rows)
    rows += elsewhere(rows)
    values = kept(args.kept, rows, embedder)
    names: Sequence[str] = judging.ALONE
    if args.net:
        from pipeline.engines.entailment_net import EntailmentNet

        net = EntailmentNet(args.net, args.model).supported([(row.claim, row.premise) for row in rows])
        names = judging.WITH_NET
        for columns, by_net in zip(values, net, strict=True):
            columns["net"] = max(-judging.CAP, min(judging.CAP, by_net))
    x = np.array([[columns[name] for name in names] for columns in values])
    good = np.array([float(row.label) for row in rows])
    who = np.array([row.writer for row in rows])
    odds, ones = np.zeros(len(rows)), np.ones((len(rows), 1))
    for writer in sorted(set(who)):
        mine = who == writer
        odds[mine] = np.c_[x, ones][mine] @ fitted_with_signs(x[~mine], good[~mine], names)
    weights = fitted_with_signs(x, good, names)
    print(f"{written} claims, and {len(rows) - written} held against another passage: area {area(odds, good):.3f}")
    print(f"elsewhere: mean probability {float((1 / (1 + np.exp(-odds[written:]))).mean()):.3f}")
    x, good, odds, who = x[:written], good[:written], odds[:written], who[:written]
    p = 1 / (1 + np.exp(-odds))
    areas = " ".join(f"{w} {area(odds[who == w], good[who == w]):.3f}" for w in sorted(set(who)))
    print(f"{len(x)} claims, area {area(odds, good):.3f}: {areas}")
    if args.net:
        print(f"the net alone {area(x[:, 0], good):.3f}")
    least = thresholds(p, good)
    report(p, good, least)
    *weighed, bias = (round(float(w), 3) for w in weights)
    numbers = Fitted(
        model="ridge logistic regression", script="training/train_judging.py",
        data="claims by independent writers about passages of development episodes", embedder=MODEL_SHA256,
        fitted_on={"claims": len(rows), "writers": len(set(who))}, columns=dict(zip(names, weighed, strict=True)),
        bias=bias,
        constants=least,
    )  # fmt: skip
    ship(judging.BY_NET if args.net else judging.BY_RULES, numbers)


if __name__ == "__main__":
    main()
