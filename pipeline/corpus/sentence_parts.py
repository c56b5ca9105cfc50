"""The table of all sentences: a folder of Parquet files, so that one episode more costs the part that it lies in.

Which part an episode lies in follows from its id and from how many parts there are, so that the same episodes give the
same files, in whatever order they came.
"""

from collections.abc import Collection, Mapping, Sequence

from pipeline.corpus.generations import Generation
from pipeline.formats import search
from pipeline.formats.table_files import put_together
from pipeline.formats.tables import SENTENCES, Row

IN_A_PART = 32  # episodes at most, on average: a part has about 2 MB and 40,000 rows


def parts_for(episodes: int) -> int:
    """Return how many parts the table of so many episodes has: a power of two, so that it seldom changes."""
    return search.blocks_for(episodes, IN_A_PART)


def file_of(part: int) -> str:
    """Return the name of a part in the catalog."""
    return f"{SENTENCES}/{part:05d}.parquet"


def part_of(
    generation: Generation,
    part: int,
    parts: int,
    *,
    before: int,
    fresh: Mapping[str, Sequence[Row]],
    away: Collection[str],
) -> bytes:
    """Return a part of a table that had `before` parts in the generation in place; 0 where there was none.

    `fresh` are the rows of the episodes of this part that changed; `away` are the ids of those whose rows of before go.
    """
    rows = [row for id_ in sorted(fresh) for row in fresh[id_]]
    step = min(parts, before)
    old = [generation.content(file_of(k)) for k in range(part % step, before, step)] if step else []

    def stays(id_: str) -> bool:
        return search.block_of(id_, parts) == part and id_ not in away and id_ not in fresh

    return put_together("sentences", rows, old, stays)
