"""Parquet files put together from the row groups of other ones, whose bytes are taken over as they are.

A file is "PAR1", its row groups, and a footer that says where in the file each part of them lies (Apache Parquet format
2.x, written in Thrift's compact protocol). Only the footer is read and written here: a table of a million rows of
which one episode changed costs the row group of that episode. What a row group holds is made and read by pyarrow.
"""

from collections.abc import Iterator, Sequence
from typing import Any

MAGIC = b"PAR1"
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
# Fields of parquet.thrift by number.
_SCHEMA, _ROWS, _GROUPS = 2, 3, 4  # FileMetaData
_COLUMNS, _GROUP_ROWS, _GROUP_OFFSET, _PACKED, _ORDINAL = 1, 3, 5, 6, 7  # RowGroup
_CHUNK_OFFSET, _CHUNK_ABOUT = 2, 3  # ColumnChunk
_CHUNK_INDEXES = (4, 6)  # offset index, column index: pyarrow writes none unless asked
_ABOUT_PACKED, _PAGES = 7, (9, 10, 11)  # ColumnMetaData: its bytes; where data, index and dictionary pages begin

Struct = dict[int, tuple[int, Any]]  # by number of the field: kind, value
Data = bytes | memoryview
Part = int | Data  # the number of a row group of the file before, or a whole file of its own


class ForeignParquet(ValueError):
    """A file is not one that is put together here: other columns, or parts in an order of its own."""


def joined(before: Data, parts: Sequence[Part]) -> Iterator[Data]:
    """Yield the pieces of a file that has these row groups; `ForeignParquet` where they do not fit together."""
    old = _footer(before)
    sources: list[tuple[Data, Struct, list[Any]]] = []
    for part in parts:
        if isinstance(part, int):
            sources.append((before, old, [_of(old, _GROUPS)[1][part]]))
        else:
            about = _footer(part)
            sources.append((part, about, _of(about, _GROUPS)[1]))
    if any(about[_SCHEMA] != old[_SCHEMA] for _, about, _ in sources):
        raise ForeignParquet("the columns differ")
    yield MAGIC
    at, groups, rows = len(MAGIC), list[Struct](), 0
    for data, _, some in sources:
        for group in some:
            if not _of(group, _GROUP_ROWS):
                continue
            start, end = _reach(group)
            yield data[start:end]
            groups.append(_moved(group, at - start, len(groups)))
            rows += _of(group, _GROUP_ROWS)
            at += end - start
    footer = bytearray()
    _write(footer, _STRUCT, old | {_ROWS: (_I64, rows), _GROUPS: (_LIST, (_STRUCT, groups))})
    yield bytes(footer) + len(footer).to_bytes(4, "little") + MAGIC


def _footer(data: Data) -> Struct:
    if len(data) < 12 or bytes(data[-4:]) != MAGIC:
        raise ForeignParquet("it is no Parquet file")
    size = int.from_bytes(data[-8:-4], "little")
    found: Struct = _Compact(bytes(data[len(data) - 8 - size : len(data) - 8])).value(_STRUCT)
    return found


def _of(struct: Struct, field: int) -> Any:
    return struct[field][1]


def _reach(group: Struct) -> tuple[int, int]:
    """Return where the bytes of a row group begin and end; its columns follow each other without a gap."""
    at = None
    for chunk in _of(group, _COLUMNS)[1]:
        about = _of(chunk, _CHUNK_ABOUT)
        start = min(_of(about, page) for page in _PAGES if page in about)
        if any(index in chunk for index in _CHUNK_INDEXES) or (at is not None and start != at[1]):
            raise ForeignParquet("a row group is not in one piece")
        at = (start if at is None else at[0], start + _of(about, _ABOUT_PACKED))
    if at is None:
        raise ForeignParquet("a row group has no columns")
    return at


def _moved(group: Struct, by: int, number: int) -> Struct:
    """Return a row group's entry as it is when its bytes lie `by` bytes further on."""
    chunks = []
    for chunk in _of(group, _COLUMNS)[1]:
        about = dict(_of(chunk, _CHUNK_ABOUT))
        about |= {page: (_I64, about[page][1] + by) for page in _PAGES if page in about}
        offset = _of(chunk, _CHUNK_OFFSET)
        chunks.append(chunk | {_CHUNK_OFFSET: (_I64, offset + by if offset else 0), _CHUNK_ABOUT: (_STRUCT, about)})
    moved = group | {_COLUMNS: (_LIST, (_STRUCT, chunks)), _ORDINAL: (_I16, number)}
    if _GROUP_OFFSET in group:
        moved |= {_GROUP_OFFSET: (_I64, _of(group, _GROUP_OFFSET) + by)}
    return moved


class _Compact:
    """Reads values of Thrift's compact protocol from bytes."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def value(self, kind: int) -> Any:
        """Return the next value of a kind; a struct with its fields in their order, a list with its items' kind."""
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind == _BYTE:
            return self._take(1)[0]
        if kind in (_I16, _I32, _I64):
            number = self._varint()
            return (number >> 1) ^ -(number & 1)
        if kind == _DOUBLE:
            return self._take(8)
        if kind == _BINARY:
            return self._take(self._varint())
        if kind in (_LIST, _SET):
            head = self._take(1)[0]
            count = head >> 4 if head >> 4 < 15 else self._varint()
            inner = head & 15
            return inner, [self._item(inner) for _ in range(count)]
        if kind == _STRUCT:
            return self._struct()
        raise ForeignParquet(f"a value of kind {kind} in the footer")

    def _item(self, kind: int) -> Any:
        return self._take(1)[0] == _TRUE if kind in (_TRUE, _FALSE) else self.value(kind)

    def _struct(self) -> Struct:
        found: Struct = {}
        field = 0
        while head := self._take(1)[0]:
            step = self._varint() if head >> 4 == 0 else 0
            field = (step >> 1) ^ -(step & 1) if head >> 4 == 0 else field + (head >> 4)
            found[field] = (head & 15, self.value(head & 15))
        return found

    def _varint(self) -> int:
        number = shift = 0
        while True:
            byte = self._take(1)[0]
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7

    def _take(self, count: int) -> bytes:
        found = self._data[self._at : self._at + count]
        if len(found) != count:
            raise ForeignParquet("the footer ends too early")
        self._at += count
        return found


def _write(out: bytearray, kind: int, value: Any) -> None:
    if kind in (_TRUE, _FALSE):
        return  # the field's own kind says it
    if kind == _BYTE:
        out.append(value)
    elif kind in (_I16, _I32, _I64):
        _write_varint(out, (value << 1) ^ (value >> 63))
    elif kind == _DOUBLE:
        out += value
    elif kind == _BINARY:
        _write_varint(out, len(value))
        out += value
    elif kind in (_LIST, _SET):
        inner, items = value
        out.append((min(len(items), 15) << 4) | inner)
        if len(items) >= 15:
            _write_varint(out, len(items))
        for item in items:
            if inner in (_TRUE, _FALSE):
                out.append(_TRUE if item else _FALSE)
            else:
                _write(out, inner, item)
    else:
        before = 0
        for field, (inner, item) in sorted(value.items()):
            step = field - before
            if 0 < step <= 15:
                out.append((step << 4) | inner)
            else:
                out.append(inner)
                _write_varint(out, field << 1)
            _write(out, inner, item)
            before = field
        out.append(0)


def _write_varint(out: bytearray, number: int) -> None:
    while number > 127:
        out.append((number & 127) | 128)
        number >>= 7
    out.append(number)
