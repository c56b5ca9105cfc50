"""Fit how the reading net's odds are weighed with the linear judgements, and write the weights.

    python -m training.train_second --data DIR --titles FOLDER --runs FOLDER… --quotes KEPT --candidates KEPT

`--runs` are trainings of `train_reading` that each held some shows; `--quotes` and `--candidates` what `train_readable`
and `train_titles` keep with `--kept`. Every row is scored by a net and by linear weights that saw nothing of its show,
and the weights of both are fitted to those scores, so that neither is trusted for what it has learnt by heart. Printed:
the area of each and of both, of other shows, and what would be printed first.
"""

import argparse
import json
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.labels import show_of
from pipeline.engines.reading_net import identity
from pipeline.fitted import Fitted, Shipped
from pipeline.reading import BOTH, ReadingOdds
from pipeline.stages.narrate.told_reading import TOLD
from pipeline.stages.quotes.second_reading import SECOND
from pipeline.stages.segment.title_reading import COLUMNS as OF_TITLES
from pipeline.stages.segment.title_reading import READ_AGAIN
from training import train_readable, train_tellable, train_titles
from training.reading_rows import ReadingRow, rows
from training.shipping import ship
from training.train_readable import auc

RIDGE, STEPS = 3.0, 20
SECTION_S, LEAST = 480.0, 5  # a stretch that counts as a section, and the graded passages that it needs
BOUNDS_OF_QUOTES, BOUNDS_OF_TITLES = (-0.5, 0.0, 0.3, 0.6, 0.9), (1.0, 1.5, 1.75, 2.0)

OF_THOUGHTS = [0, BOTH.index("printable"), BOTH.index("told")]  # few labels: the other heads would be learnt by heart

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Blended:
    """Rows with the scores of both judgements, each of weights that saw nothing of their show."""

    columns: Numbers  # (n, columns)
    worth: Numbers
    good: NDArray[np.bool_]
    show: NDArray[np.str_]
    place: NDArray[np.str_]  # rows of one place compete
    strict: NDArray[np.bool_]  # graded on the scale that the log odds are to be right on


def logistic(columns: Numbers, worth: Numbers, groups: NDArray[np.bool_]) -> tuple[Numbers, float]:
    """Return a weight per column and the bias of the rows in `groups`; the others have a bias of their own."""
    x = np.c_[columns, groups.astype(float), (~groups).astype(float)]
    penalty = np.diag([*[RIDGE] * columns.shape[1], 1e-3, 1e-3])
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        w -= np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + penalty, x.T @ (p - worth) + penalty @ w)
    return w[: columns.shape[1]], float(w[-2])


def least_squares(columns: Numbers, worth: Numbers, _: NDArray[np.bool_]) -> tuple[Numbers, float]:
    """Return a weight per column and the bias that come nearest to `worth`."""
    w = np.asarray(np.linalg.lstsq(np.c_[columns, np.ones(len(worth))], worth, rcond=None)[0], np.float64)
    return w[:-1], float(w[-1])


Fit = Callable[[Numbers, Numbers, NDArray[np.bool_]], tuple[Numbers, float]]


def elsewhere(data: Blended, which: Sequence[int], fit: Fit) -> Numbers:
    """Return `(n,)` the scores of all rows, by these columns and weights fitted on other shows."""
    odds = np.zeros(len(data.good))
    for show in np.unique(data.show):
        mine = data.show == show
        w, bias = fit(data.columns[~mine][:, which], data.worth[~mine], data.strict[~mine])
        odds[mine] = data.columns[mine][:, which] @ w + bias
    return odds


def report(name: str, odds: Numbers, data: Blended, bounds: Sequence[float]) -> None:
    """Print the area, and what is printed of the first of each place and above each bound."""
    mine = np.flatnonzero(data.strict)
    places: dict[str, list[int]] = {}
    for k in mine.tolist():
        places.setdefault(str(data.place[k]), []).append(k)
    firsts = [max(inside, key=lambda k: odds[k]) for inside in places.values() if len(inside) >= LEAST]
    areas = {
        show: round(auc(odds[mine][data.show[mine] == show], data.good[mine][data.show[mine] == show]), 3)
        for show in np.unique(data.show[mine]).tolist()
    }
    print(f"{name}: area {auc(odds[mine], data.good[mine]):.4f} {areas}; first of a place "
          f"{data.good[firsts].mean():.3f} ({len(firsts)})")  # fmt: skip
    for least in bounds:
        above, best = ([k for k in some if odds[k] >= least] for some in (mine.tolist(), firsts))
        print(f"    {least} or more: {len(above)}, printable {data.good[above].mean() if above else 0:.3f};"
              f" firsts {len(best)}, printable {data.good[best].mean() if best else 0:.3f}")  # fmt: skip


def of_quotes(known: Sequence[ReadingRow], odds: dict[int, list[float]], kept: Path) -> Blended:
    """Return the graded quotes; the linear odds are fitted without the show."""
    data = train_readable.Graded(**pickle.loads(kept.read_bytes()))
    kept_of = set(data.episodes.tolist())
    mine = [k for k, row in enumerate(known) if row.head == "printable" and row.episode in kept_of]
    if len(mine) != len(data.grades):
        raise SystemExit(f"expected {len(mine)} graded quotes in {kept}, found {len(data.grades)}: keep them again")
    show = np.array([known[k].show for k in mine])
    linear = train_readable.held_out(data, show)
    read = [n for n, k in enumerate(mine) if k in odds]
    place = [f"{id_}@{int(start // SECTION_S)}" for id_, start in zip(data.episodes, data.starts, strict=True)]
    return Blended(
        np.column_stack((linear[read], [odds[mine[n]] for n in read])), data.worth[read], data.printable[read],
        show[read], np.array(place)[read], ~np.isin(data.graders, list("abcd"))[read],
    )  # fmt: skip


def of_titles(known: Sequence[ReadingRow], odds: dict[int, list[float]], kept: Path) -> Blended:
    """Return the graded titles; the linear grades are fitted without the show."""
    data = train_titles.Graded(**pickle.loads(kept.read_bytes()))
    at = {(row.episode, row.extract.text.lower().rstrip("?")): k for k, row in enumerate(known) if row.head == "title"}
    where = [at.get((str(e), str(t).lower().rstrip("?"))) for e, t in zip(data.episode, data.text, strict=True)]
    show = np.array([known[k].show if k is not None else "" for k in where])
    linear = train_titles.foretold(data, show, np.ones(data.rows.shape[1], np.bool_))
    read = [n for n, k in enumerate(where) if k is not None and k in odds]
    head = ReadingOdds._fields.index("title")
    columns = np.column_stack((linear[read], [odds[where[n] or 0][head] for n in read]))
    grade = data.grade[read]
    return Blended(
        columns,
        grade,
        grade >= train_titles.PRINTABLE,
        show[read],
        data.section[read],
        np.ones(len(read), np.bool_),
    )


def of_thoughts(known: Sequence[ReadingRow], odds: dict[int, list[float]]) -> Blended:
    """Return the graded thoughts of notes; the linear odds are fitted without the episode."""
    table, share, _, episodes = train_tellable.graded()
    linear = train_tellable.left_out(table, share, episodes.tolist())
    keys = train_tellable.keys()
    at = {(row.episode, row.place): k for k, row in enumerate(known) if row.head == "told"}
    found = ((n, at.get(key)) for n, key in enumerate(keys))
    # The run that held lex learnt this head from 150 rows: its odds say little of those of the shipped net.
    read = [(n, k) for n, k in found if k is not None and k in odds and known[k].show != "lex"]
    columns = np.column_stack((linear[[n for n, _ in read]], [odds[k] for _, k in read]))
    rows_ = [known[k] for _, k in read]
    return Blended(
        columns, np.array([row.worth for row in rows_]), np.array([row.good for row in rows_]),
        np.array([row.show for row in rows_]), np.array([row.episode for row in rows_]), np.ones(len(read), np.bool_),
    )  # fmt: skip


def read_before_graded() -> Blended:
    """Return the thoughts that the shipped net had read before they were graded; linear odds without the episode."""
    table, share, _, episodes = train_tellable.graded()
    net = train_tellable.read_by_the_net()
    read = np.flatnonzero(~np.isnan(net[:, 0]))
    columns = np.column_stack((train_tellable.left_out(table, share, episodes.tolist()), net))[read]
    show, good = np.array([show_of(id_) for id_ in episodes[read].tolist()]), share[read]
    return Blended(columns, good, good >= 0.5, show, episodes[read], np.ones(len(read), np.bool_))


def fitted(file: Shipped, data: Blended, names: Sequence[str], weights: Numbers, bias: float) -> None:
    """Write the weights."""
    numbers = Fitted(
        model="weights of two judgements, fitted on scores of other shows", script="training/train_second.py",
        data="readers' grades", fitted_on={"rows": len(data.good)}, embedder=None,
        columns=dict(zip(names, np.round(weights, 4).tolist(), strict=True)), bias=round(bias, 4),
    )  # fmt: skip
    ship(file, numbers)


def main() -> None:
    """Print what each judgement is worth, and write the weights of both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--titles", type=Path, required=True)
    parser.add_argument("--runs", type=Path, nargs="+", required=True)
    parser.add_argument("--quotes", type=Path, required=True)
    parser.add_argument("--candidates", type=Path, required=True)
    options = parser.parse_args()
    known = rows(options.data, options.titles)
    odds: dict[int, list[float]] = {}
    for run in options.runs:
        odds |= {int(k): v for k, v in json.loads((run / "held.json").read_text("utf8")).items()}
    print(f"{len(odds)} of {len(known)} rows scored by a net that did not see their show ({identity().model})")
    quotes = of_quotes(known, odds, options.quotes)
    for name, which in (("linear", [0]), ("net", [1, 2, 3]), ("both", range(len(BOTH)))):
        report(f"quotes, {name}", elsewhere(quotes, list(which), logistic), quotes, BOUNDS_OF_QUOTES)
    fitted(SECOND, quotes, BOTH, *logistic(quotes.columns, quotes.worth, quotes.strict))
    thoughts = of_thoughts(known, odds)
    for name, which in (("linear", [0]), ("net", OF_THOUGHTS[1:]), ("both", OF_THOUGHTS)):
        report(f"thoughts, {name}", elsewhere(thoughts, which, logistic), thoughts, BOUNDS_OF_QUOTES)
    fresh = read_before_graded()
    for name, which in (("linear", [0]), ("net", [1, 2]), ("both", [0, 1, 2])):
        report(
            f"thoughts read before they were graded, {name}", elsewhere(fresh, which, logistic), fresh, BOUNDS_OF_QUOTES
        )
    few, bias = logistic(thoughts.columns[:, OF_THOUGHTS], thoughts.worth, thoughts.strict)
    weights = np.zeros(len(BOTH))
    weights[OF_THOUGHTS] = few
    fitted(TOLD, thoughts, BOTH, weights, bias)
    titles = of_titles(known, odds, options.candidates)
    for name, which in (("linear", [0]), ("net", [1]), ("both", [0, 1])):
        report(f"titles, {name}", elsewhere(titles, which, least_squares), titles, BOUNDS_OF_TITLES)
    fitted(READ_AGAIN, titles, OF_TITLES, *least_squares(titles.columns, titles.worth, titles.strict))


if __name__ == "__main__":
    main()
