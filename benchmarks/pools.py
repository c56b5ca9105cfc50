"""Of the best few of a section, is the first the one that a reader prints? Of pools that two readers graded whole.

    python -m benchmarks.pools
`evaluation/quote_pools.csv`: of up to nine sections of eight episodes the four passages that read best, with the
readability score and the score that the line gave them. `evaluation/title_pools.csv`: of seven sections of seven
episodes the five titles that were graded best by the program. Readers saw the words, the episode's title and the
section's subject (of titles an excerpt), shuffled, not how the program ranked them, and gave 0 to 3; 2 and 3 are
printable. No weight was fitted to the quotes or the titles of these episodes. The figures need no other data and no
model. No text of the episodes is kept.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import evaluation
from benchmarks.context import kappa
from evaluation.episodes import HELD_OUT

FOLDER = Path(evaluation.__file__).parent
READERS = ("r1", "r2")
PRINTABLE = 2
BOUNDS = (-0.5, 0.0, 0.2, 0.4, 0.6)  # log odds by the readability score


@dataclass(frozen=True)
class Pooled:
    """A passage or a title of a pool, how good the program found it, and what two readers did."""

    episode: str
    section: str
    worth: float
    printed: bool
    grades: tuple[int, ...]


def passages() -> list[Pooled]:
    """Return the graded passages; their worth is the readability score."""
    return [
        Pooled(row["episode"], row["section"], float(row["reads"]), row["printed"] == "1", _grades(row))
        for row in _rows("quote_pools.csv")
    ]


def titles() -> list[Pooled]:
    """Return the graded titles; the first of a section is printed."""
    return [
        Pooled(row["episode"], row["start"], -float(row["rank"]), row["rank"] == "1", _grades(row))
        for row in _rows("title_pools.csv")
    ]


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf8") as file:
        return list(csv.DictReader(file))


def _grades(row: dict[str, str]) -> tuple[int, ...]:
    return tuple(int(row[reader]) for reader in READERS)


def sections(pool: Sequence[Pooled]) -> list[list[Pooled]]:
    """Return the pool by section, each the best first."""
    found: dict[tuple[str, str], list[Pooled]] = defaultdict(list)
    for one in sorted(pool, key=lambda one: -one.worth):
        found[one.episode, one.section].append(one)
    return list(found.values())


def areas(pool: Sequence[Pooled]) -> list[float]:
    """Return for each reader how often a passage that is printed is worth more than one that is not, ties half."""
    worth = np.array([one.worth for one in pool])
    found = []
    for reader in range(len(READERS)):
        good = np.array([one.grades[reader] >= PRINTABLE for one in pool])
        found.append(float((np.sign(worth[good][:, None] - worth[~good]) / 2 + 0.5).mean()))
    return found


def told(some: Sequence[Pooled]) -> str:
    """Return how many there are, and what each reader would print and finds unusable."""
    if not some:
        return "none"
    grades = np.array([one.grades for one in some])
    good, bad = (grades >= PRINTABLE).mean(0), (grades == 0).mean(0)
    return f"{len(some)}: printable {good[0]:.2f}, {good[1]:.2f}; unusable {bad[0]:.2f}, {bad[1]:.2f}"


def report(name: str, pool: Sequence[Pooled]) -> None:
    """Print how a pool was graded, and what the program made of it."""
    groups = sections(pool)
    agreed = kappa(*([one.grades[reader] >= PRINTABLE for one in pool] for reader in range(len(READERS))))
    any_ = np.array([np.array([one.grades for one in inside]).max(0) >= PRINTABLE for inside in groups]).mean(0)
    print(f"{name}, {len(groups)} sections, kappa of the readers {agreed:.2f}")
    print(f"  the whole pool {told(pool)}; area of the ranking {', '.join(f'{a:.3f}' for a in areas(pool))}")
    print(f"  printed {told([one for one in pool if one.printed])}")
    print(f"  the best of each section {told([inside[0] for inside in groups])}")
    print(f"  sections with a printable one in the pool: {', '.join(f'{share:.2f}' for share in any_)}")


def main() -> None:
    """Print the figures; the episodes held out stand apart."""
    everything = passages()
    known = [one for one in everything if one.episode not in HELD_OUT]
    report("quotes", known)
    for least in BOUNDS:
        print(f"    readability of {least} or more {told([one for one in known if one.worth >= least])}")
    report("quotes of the episode held out", [one for one in everything if one.episode in HELD_OUT])
    report("titles", titles())


if __name__ == "__main__":
    main()
