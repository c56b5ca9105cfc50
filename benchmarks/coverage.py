"""How many of the points that readers wrote down for a section the program carries.

    python -m benchmarks.coverage ARTIFACTS [--data DATA] [--labels FILE]

`evaluation/section_points.jsonl` holds, for sections of twelve development episodes (the publisher's chapters), the
three to five points that a reader wanted told, in the reader's words, with the seconds of the lines that carry each.
ARTIFACTS holds those episodes as the program made them. A point is carried (1) by a printed item that cites at least
half of the shorter of both: the point's words and its own; it is half carried (.5) by one that cites four of its words
or more; else 0. Printed are the narrative, with the quotes, and with the answers to questions as well. Two episodes
were labelled by both readers: how much of each other's points they carry, by the same measure in seconds, is the best
that can be asked for. `--data` checks that the transcripts are those that were labelled.
"""

import argparse
import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.records import Highlights, Span, Transcript

LABELS = Path(__file__).parents[1] / "evaluation" / "section_points.jsonl"
SOME = 4  # words, or seconds, in common that carry half a point
KINDS = ("narrative", "points of the record", "with quotes", "page")

Seconds = tuple[float, float]


@dataclass(frozen=True)
class LabelledSection:
    """One section of a development episode, and what a reader would tell of it."""

    episode: str
    reader: str
    start: float
    digest: str
    points: tuple[tuple[Seconds, ...], ...]


def labelled(file: Path = LABELS) -> list[LabelledSection]:
    """Return the labelled sections in the order of the file."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        LabelledSection(
            row["episode"], row["reader"], row["start"], row["sha256"],
            tuple(tuple((a, b) for a, b in point["seconds"]) for point in row["points"]),
        )
        for row in rows
    ]  # fmt: skip


def carried(point: set[int], items: Iterable[set[int]]) -> float:
    """Return 1, .5 or 0: how much of a point the best of the items carries.

    >>> carried(set(range(20)), [set(range(12, 24))]), carried(set(range(20)), [set(range(16, 40))])
    (1.0, 0.5)
    """
    best = 0.0
    for item in items:
        common = len(point & item)
        if common >= max(SOME, min(len(point), len(item)) / 2):
            return 1.0
        best = max(best, 0.5 * (common >= SOME))
    return best


def printed(record: Highlights) -> dict[str, list[set[int]]]:
    """Return the words that each printed item cites, by what is counted."""
    told = [_numbers(s.words) for section in record.sections for s in section.narrative]
    points = [_numbers(point.words) for section in record.sections for point in section.points]
    quotes = [_numbers(q.words) for q in record.quotes]
    answers = [_numbers(q.answer.words) for q in record.questions if q.answer]
    kinds = (told, points, [*told, *quotes], [*told, *quotes, *answers])
    return dict(zip(KINDS, kinds, strict=True))


def _numbers(spans: Iterable[Span]) -> set[int]:
    return {k for i, j in spans for k in range(i, j)}


def _words(starts: Sequence[float], seconds: Iterable[Seconds]) -> set[int]:
    """Return the words that begin inside the stretches."""
    return {k for a, b in seconds for k in range(bisect_left(starts, a - 0.005), bisect_left(starts, b - 0.005))}


def measured(folder: Path, sections: Sequence[LabelledSection]) -> dict[str, list[float]]:
    """Return for each kind of item how much of every labelled point it carries."""
    record = Highlights.model_validate_json((folder / "highlights.json").read_text(encoding="utf-8"))
    transcript = Transcript.model_validate_json((folder / "transcript.json").read_text(encoding="utf-8"))
    starts = [word.start for word in transcript.words]
    points = [_words(starts, point) for section in sections for point in section.points]
    return {kind: [carried(p, items) for p in points] for kind, items in printed(record).items()}


def agreement(sections: Sequence[LabelledSection]) -> list[float]:
    """Return how much of each point one reader's points carry of another's, where two read the same section."""
    by_place = defaultdict(list)
    for section in sections:
        by_place[section.episode, section.start].append(section)
    found = []
    for both in by_place.values():
        for one in both:
            others = [_ticks(p) for other in both if other.reader != one.reader for p in other.points]
            found += [carried(_ticks(p), others) for p in one.points] if others else []
    return found


def _ticks(seconds: Iterable[Seconds]) -> set[int]:
    return {k for a, b in seconds for k in range(round(a), max(round(b), round(a) + 1))}


def main() -> None:
    """Print a row per episode and the mean over all points."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--labels", type=Path, default=LABELS)
    args = parser.parse_args()
    sections = labelled(args.labels)
    total: dict[str, list[float]] = defaultdict(list)
    for episode in sorted({s.episode for s in sections}):
        mine = [s for s in sections if s.episode == episode]
        folder = args.artifacts / episode
        if not (folder / "highlights.json").exists():
            print(f"{episode:24} not in {args.artifacts}")
            continue
        if args.data:
            lines = (args.data / "episodes" / episode / "transcript.jsonl").read_bytes()
            if sha256(lines).hexdigest()[: len(mine[0].digest)] != mine[0].digest:
                print(f"{episode:24} another transcript than the one that was labelled")
                continue
        found = measured(folder, mine)
        for kind, values in found.items():
            total[kind] += values
        print(f"{episode:24} " + " · ".join(f"{kind} {sum(v) / len(v):.2f}" for kind, v in found.items()))
    for kind, values in total.items():
        print(f"{kind:24} {sum(values) / len(values):.3f} of {len(values)} points")
    both = agreement(sections)
    print(f"{'the other reader':24} {sum(both) / len(both):.3f} of {len(both)} points of sections read by two")


if __name__ == "__main__":
    main()
