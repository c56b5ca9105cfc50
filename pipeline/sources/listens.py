"""Reads `listens.csv`: how often each stretch of an episode was played, as a publisher's statistics count it."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import BadInput
from pipeline.records import Listens, Plays
from pipeline.sources.sidecar import MAX_BYTES, is_there

NAME = "listens.csv"
COLUMNS = ["start", "end", "count"]


def listens_of(path: Path, sidecar: Path | None, others: Callable[[], int]) -> Plays:
    """Return the plays that lie beside an episode's file, none where there is no such file.

    `<name>.listens.csv` counts for the episode of that name; a plain `listens.csv` only where the folder holds no
    other episodes, for it would count for each of them; `others` counts them. `BadInput` names a line that is no count.
    """
    folder = (sidecar or path).parent
    own = folder / f"{(sidecar or path).stem}.{NAME}"
    if is_there(own):
        return read_listens(own)
    shared = folder / NAME
    if not is_there(shared):
        return Plays()
    if more := others():
        raise BadInput(
            f"expected one episode beside {shared}, found {more + 1}: rename it to {own.name}, so that "
            "the play counts belong to one episode"
        )
    return read_listens(shared)


def read_listens(path: Path) -> Plays:
    """Return the rows of a CSV file with the columns start, end (seconds) and count; `BadInput` names a bad line."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"expected at most {MAX_BYTES} bytes of plays, found more: {path}")
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"expected a CSV file in UTF-8, cannot read {path}: {error}") from error
    rows = csv.DictReader(lines, skipinitialspace=True)
    if not set(COLUMNS) <= {(name or "").strip() for name in _head(rows, path)}:
        raise BadInput(f"{path}, line 1: expected the columns {', '.join(COLUMNS)}, found {lines[:1]!r:.80}")
    counts = []
    for row in _each(rows, path):
        found = {name: (row.get(name) or "").strip() for name in COLUMNS}
        try:
            item = Listens.model_validate(found)
        except ValidationError as error:
            first = error.errors()[0]
            raise BadInput(
                f"{path}, line {rows.line_num}: {first['loc'][0]}: {first['msg']}, found {first['input']!r:.40}"
            ) from error
        if item.end <= item.start:
            raise BadInput(
                f"{path}, line {rows.line_num}: expected end after start, found {item.start:g} to {item.end:g}"
            )
        counts.append(item)
    return Plays(counts=tuple(counts))


def _each(rows: "csv.DictReader[str]", path: Path) -> Iterator[dict[str, str]]:
    """Return the rows; `BadInput` where a line is none of CSV."""
    try:
        yield from rows
    except csv.Error as error:
        raise BadInput(f"{path}, line {rows.line_num}: expected a line of CSV, found another: {error}") from error


def _head(rows: "csv.DictReader[str]", path: Path) -> Sequence[str]:
    try:
        return rows.fieldnames or ()
    except csv.Error as error:
        raise BadInput(f"{path}, line 1: expected a line of CSV, found another: {error}") from error
