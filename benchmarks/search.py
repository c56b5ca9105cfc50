"""How fast `catalog.sqlite` answers over many episodes, and what one episode more costs.

    python -m benchmarks.search ARTIFACTS --episodes 10000 [--folder DIR]

ARTIFACTS is a folder of episodes that the line made. Their rows are written again and again under changed ids. Prints
the time to write all, the time to copy the database and replace one episode in it, and for each query the milliseconds
of the processor to the first page of the site (six episodes, three moments each), and to every hit of some.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.corpus import SearchFilter, find, find_page, gathered
from pipeline.corpus.database import DATABASE, EpisodeRow, write
from pipeline.corpus.indexing import row_of
from pipeline.corpus.search_rows import made
from pipeline.language.query import parse
from pipeline.store import Store
from pipeline.system import flush

QUERIES = (
    '"neural networks"', "neural networks", "meaning of life", "bitcoin", "reinforcement learning agent",
    "i don't know",
    '"i don\'t know"', "consciousness", "the", "what is the hardest problem", "zeppelin", "university", "brew*",
    "NEAR(deep learning, 2)", "love NOT hate", "tea OR coffee", "AGI", "reason*", '"of the"', "alignment",
)  # fmt: skip
EVERY_HIT = 4  # queries whose every hit is counted, too


def copies(rows: Sequence[EpisodeRow], first: int, end: int) -> Iterator[tuple[str, EpisodeRow]]:
    """Yield rows in turn under ids of their own."""
    for k in range(first, end):
        row, id_ = rows[k % len(rows)], f"copy-{k:05d}"
        yield id_, replace(row, episode=row.episode.model_copy(update={"id": id_}))


def told(step: str, started: float) -> None:
    """Print a step as it ends."""
    print(f"{step:40} {time.monotonic() - started:8.2f} s", flush=True)


def main() -> None:
    """Write, replace one, ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("--episodes", type=int, default=1000)
    parser.add_argument("--folder", type=Path, help="where the databases are written")
    arguments = parser.parse_args()
    store = Store(arguments.artifacts)
    rows = [row_of(store, n, made(n.record), "1")[0] for n in gathered(store)]
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        place, next_one = Path(folder) / DATABASE, Path(folder) / f"next-{DATABASE}"
        started = time.monotonic()
        write(place, copies(rows, 0, arguments.episodes), made_by="benchmark")
        flush(place)
        told(f"{arguments.episodes} episodes, {place.stat().st_size / 1e6:.0f} MB", started)
        started = time.monotonic()
        shutil.copyfile(place, next_one)
        told("copied", started)
        write(next_one, copies(rows, arguments.episodes // 2, arguments.episodes // 2 + 1), made_by="benchmark")
        told("and one episode replaced", started)
        flush(next_one)
        told("and on the disk", started)
        answers = []
        for n, asked in enumerate(QUERIES):
            query, started, used = parse(asked), time.monotonic(), time.process_time()
            page = find_page(next_one, query, SearchFilter(), pages="", first=0, most=6, each=3)
            answers.append((time.process_time() - used) * 1000)
            wall = (time.monotonic() - started) * 1000
            print(f"{asked:32} {answers[-1]:7.0f} ms ({wall:.0f} by the clock), {page.episodes} episodes", flush=True)
            if n < EVERY_HIT:
                started = time.monotonic()
                hits = sum(found.all_hits for found in find(next_one, query, SearchFilter()))
                told(f"  every hit: {hits}", started)
        ordered = sorted(answers)
        p95 = ordered[int(len(ordered) * 0.95) - 1]
    print(f"median {statistics.median(answers):.0f} ms, 95th percentile {p95:.0f} ms, worst {ordered[-1]:.0f} ms")


if __name__ == "__main__":
    main()
