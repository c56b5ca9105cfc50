"""Tables over all episodes as Parquet files, in which the rows of some episodes are replaced."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from pipeline.formats.row_groups import Data, Part, joined
from pipeline.formats.tables import Row, arrow, parquet, texts

ROWS_TOGETHER = 10_000  # in a row group: what one episode more reads and writes of a table


class NewTable:
    """A table that is made from nothing, an episode after the other, in the order of their ids."""

    def __init__(self, name: str) -> None:
        self._name, self._rows, self._parts = name, list[Row](), list[Data]()

    def add(self, some: Sequence[Row]) -> None:
        """Add the rows of an episode."""
        self._rows += some
        if len(self._rows) >= ROWS_TOGETHER:
            self._parts.append(parquet(arrow(self._name, self._rows)))
            self._rows = []

    def pieces(self) -> Iterator[Data]:
        """Yield the pieces of the Parquet file."""
        if self._rows or not self._parts:
            self._parts.append(parquet(arrow(self._name, self._rows)))
        return joined(self._parts[0], self._parts)


def updated(
    name: str, before: Data, fresh: Mapping[str, Sequence[Row]], changed: Collection[str]
) -> Iterator[Data] | None:
    """Return the pieces of a table in which the rows of some episodes are replaced; None where it stays as it is.

    `changed` are the ids of the episodes that changed or are gone; `fresh` has the rows of those that are there. Rows
    are in the order of the episodes' ids. Row groups in which none of these are taken over unread.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(pa.BufferReader(before))
    if not file.metadata.num_rows:
        table = NewTable(name)
        for id_ in sorted(fresh):
            table.add(fresh[id_])
        return table.pieces() if any(fresh.values()) else None
    groups = [file.metadata.row_group(k).column(0) for k in range(file.metadata.num_row_groups)]
    last = [group.statistics.max if group.statistics else "" for group in groups]
    new: dict[int, list[str]] = {}
    for id_ in sorted(fresh):
        if fresh[id_]:
            new.setdefault(next((k for k, end in enumerate(last) if id_ <= end), len(last) - 1), []).append(id_)
    parts: list[Part] = []
    for k, group in enumerate(groups):
        first = group.statistics.min if group.statistics else ""
        if k not in new and not any(first <= id_ <= last[k] for id_ in changed):
            parts.append(k)
            continue
        there = file.read_row_group(k)
        wanted = _merged(name, there, [row for id_ in new.get(k, ()) for row in fresh[id_]], changed)
        parts += [k] if wanted.equals(there) else _encoded(wanted)
    if parts == list(range(len(groups))):
        return None
    return joined(before, parts or [parquet(arrow(name, []))])


def put_together(name: str, rows: Sequence[Row], others: Sequence[Data], stays: Callable[[str], bool]) -> bytes:
    """Return a table of some rows and of those of other files whose episode stays, in the order of the ids."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    pieces = [arrow(name, rows)]
    for data in others:
        there = pq.ParquetFile(pa.BufferReader(data)).read()
        ids = [id_ for id_ in pc.unique(there["episode_id"]).to_pylist() if stays(id_)]
        if ids:
            pieces.append(there.filter(pc.is_in(there["episode_id"], texts(ids))))
    together = pa.concat_tables(pieces)
    return parquet(together.take(pc.sort_indices(together["episode_id"])).combine_chunks())


def have_same_rows(one: Data, other: Data) -> bool:
    """Say whether two Parquet files hold the same rows, however these are divided into groups."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        a, b = (pq.ParquetFile(pa.BufferReader(data)).read() for data in (one, other))
    except (pa.ArrowException, OSError):  # one of them is damaged
        return False
    return bool(a.schema.equals(b.schema, check_metadata=True) and a.equals(b))


def _merged(name: str, there: Any, rows: list[Row], changed: Collection[str]) -> Any:
    """Return a row group without the rows of some episodes and with others, in the order of the ids."""
    import pyarrow as pa
    import pyarrow.compute as pc

    stays = there.filter(pc.invert(pc.is_in(there["episode_id"], texts(sorted(changed)))))
    together = pa.concat_tables([stays, arrow(name, rows).cast(stays.schema)]) if rows else stays
    return together.take(pc.sort_indices(together["episode_id"])).combine_chunks()


def _encoded(table: Any) -> list[Part]:
    """Return a table as Parquet files of one row group each: one, or two where it has become large; none if empty."""
    count = table.num_rows
    if count <= 2 * ROWS_TOGETHER:
        return [parquet(table)] if count else []
    half = count // 2
    while half < count - 1 and table["episode_id"][half] == table["episode_id"][half - 1]:
        half += 1
    return [parquet(table.slice(0, half)), parquet(table.slice(half))]
