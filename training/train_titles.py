"""Fit how an editor would grade a title to readers' grades of candidate titles, and write the weights.

    python -m training.train_titles --data DIR [--kept FILE]
Ridge regression of the mean grade on the columns of `title_ranker.py`, with a penalty of its own for the vector.
Printed: how grades of episodes and of shows that took no part in the fit are foretold, which candidate would be chosen
there, and what each column that weighs little costs when it is left out.
"""

import argparse
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.labels import show_of
from evaluation.titles import TitleLabel, digest, labels, outlined, outlines, read
from pipeline.bench import equip
from pipeline.engines.embeddings import identity
from pipeline.fitted import Fitted
from pipeline.settings import defaults
from pipeline.stages.segment.title_ranker import COLUMNS, TITLES
from pipeline.stages.segment.titles import described
from training.shipping import blocks, ship

FOLDS, PRINTABLE = 5, 1.5
RIDGE, RIDGE_OF_MEANING = 50.0, 1000.0  # chosen among 10 to 300 and 300 to 3000 on other episodes
PLAIN = len(COLUMNS) - 1
HEARD = 0.03  # of a grade per standard deviation; a column that moves less is not heard

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Graded:
    """The candidates of all sections that readers graded: their columns, grades and places."""

    rows: Numbers  # (n, len(COLUMNS))
    grade: Numbers  # (n,)
    episode: NDArray[np.str_]
    section: NDArray[np.str_]
    printed: NDArray[np.bool_]
    text: NDArray[np.str_]


def gather(data: Path, known: Sequence[TitleLabel]) -> Graded:
    """Return what the ranking knows of each graded candidate; those that are not made any more are left out."""
    equipment = equip(defaults())
    starts = outlines()
    rows, texts, kept = [], [], []
    for id_ in dict.fromkeys(label.episode for label in known):
        title, transcript = read(data, id_)
        view = outlined(title, transcript, starts[id_], embedder=equipment.embedder, reader=equipment.parser)
        wanted = [True] * len(view.groups)
        tables = described(
            view.talk, view.groups, view.readings, view.phrases, wanted=wanted,
            embedder=equipment.embedder, parser=equipment.parser,
        )  # fmt: skip
        made = {
            (f"{view.talk.start[group[0]]:.2f}", digest(one.text)): (row, one.text)
            for group, (pool, table) in zip(view.groups, tables, strict=True)
            for one, row in zip(pool, table, strict=True)
        }
        own = [label for label in known if label.episode == id_]
        found = [label for label in own if (label.start, label.digest) in made]
        rows += [made[label.start, label.digest][0] for label in found]
        texts += [made[label.start, label.digest][1] for label in found]
        kept += found
        print(f"{id_}: {len(found)} of {len(own)} graded candidates are still made", flush=True)
    return Graded(
        np.array(rows),
        np.array([label.grade for label in kept]),
        np.array([label.episode for label in kept]),
        np.array([f"{label.episode}@{label.start}" for label in kept]),
        np.array([label.printed for label in kept]),
        np.array(texts),
    )


def fit(rows: Numbers, grade: Numbers, used: NDArray[np.bool_]) -> tuple[Numbers, float]:
    """Return one weight per column that is used, 0 for the others, and the bias.

    Columns are standardised one by one, the dimensions of the vector together.
    """
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    scale[PLAIN:] = scale[PLAIN:].mean()
    penalty = np.where(np.arange(rows.shape[1]) < PLAIN, RIDGE, RIDGE_OF_MEANING)[used]
    x = ((rows - mean) / scale)[:, used]
    w = np.zeros(rows.shape[1])
    w[used] = np.linalg.solve(x.T @ x + np.diag(penalty), x.T @ (grade - grade.mean()))
    w /= scale
    return w, float(grade.mean() - w @ mean)


def foretold(known: Graded, groups: NDArray[np.str_], used: NDArray[np.bool_]) -> Numbers:
    """Return the grade foretold for each candidate by weights fitted to the other groups."""
    out = np.zeros(len(known.grade))
    for group in set(groups):
        w, bias = fit(known.rows[groups != group], known.grade[groups != group], used)
        out[groups == group] = known.rows[groups == group] @ w + bias
    return out


def report(name: str, known: Graded, score: Numbers) -> float:
    """Print how well scores tell the grades, and what the best-scored candidate of each section was graded."""
    best, good = [], []
    for section in set(known.section):
        mine = np.flatnonzero(known.section == section)
        best.append(known.grade[mine[np.argmax(score[mine])]])
        good.append(known.grade[mine].max())
    printable = known.grade >= PRINTABLE
    order = np.argsort(np.argsort(score, kind="stable"))
    pairs = printable.sum() * (~printable).sum()
    auc = (order[printable].sum() - printable.sum() * (printable.sum() - 1) / 2) / pairs
    chosen = np.array(best)
    print(
        f"{name:30} correlation {np.corrcoef(score, known.grade)[0, 1]:.3f}  AUC of printable {auc:.3f}  chosen: grade "
        f"{chosen.mean():.2f}, printable {(chosen >= PRINTABLE).mean():.2f}, "
        f"of the best {(np.array(good) >= PRINTABLE).mean():.2f}"
    )
    return float(chosen.mean())


def ablate(known: Graded, fold: NDArray[np.str_], used: NDArray[np.bool_]) -> None:
    """Print what each column weighs per standard deviation, and what leaving out groups of columns costs."""
    w, _ = fit(known.rows, known.grade, used)
    heard = np.abs(w * known.rows.std(0))
    for k in np.argsort(-heard[:PLAIN]):
        print(f"  {COLUMNS[k]:24} {w[k] * known.rows[:, k].std():+.3f}")
    at = np.arange(len(used))
    report("without those not heard", known, foretold(known, fold, used & ((heard >= HEARD) | (at >= PLAIN))))
    report("without the vector", known, foretold(known, fold, used & (at < PLAIN)))
    for name in ("kind_", "near", "share", "said"):
        left = np.array([not c.startswith(name) for c in COLUMNS[:PLAIN]] + [True] * (len(used) - PLAIN))
        report(f"without {name}…", known, foretold(known, fold, used & left))


def main() -> None:
    """Print how the grades carry over, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--kept", type=Path, help="where the candidates' numbers are kept between runs")
    options = parser.parse_args()
    if options.kept and options.kept.is_file():
        known = Graded(**pickle.loads(options.kept.read_bytes()))
    else:
        known = gather(options.data, labels())
        if options.kept:
            options.kept.write_bytes(pickle.dumps(vars(known)))
    episodes = len(set(known.episode))
    print(f"{len(known.grade)} candidates of {len(set(known.section))} sections of {episodes} episodes")
    fold = np.array([str(sum(map(ord, e)) % FOLDS) for e in known.episode])
    show = np.array([show_of(e).replace("lexh", "lex").replace("lexw", "lex") for e in known.episode])
    used = np.ones(known.rows.shape[1], np.bool_)
    report("what was printed before", known, known.printed.astype(float))
    report("fitted, other episodes", known, foretold(known, fold, used))
    report("fitted, other shows", known, foretold(known, show, used))
    report("fitted, seen", known, known.rows @ fit(known.rows, known.grade, used)[0])
    ablate(known, fold, used)
    w, bias = fit(known.rows, known.grade, used)
    numbers = Fitted(
        model="ridge regression of the mean grade", script="training/train_titles.py",
        data="readers' grades of candidate titles (evaluation/title_labels.csv)",
        fitted_on={"candidates": len(known.grade), "episodes": episodes}, embedder=identity().digest,
        columns=blocks(np.round(w, 4).tolist(), dict.fromkeys(COLUMNS, 1) | {"meaning": len(w) - PLAIN}),
        bias=round(bias, 4),
    )  # fmt: skip
    ship(TITLES, numbers)


if __name__ == "__main__":
    main()
