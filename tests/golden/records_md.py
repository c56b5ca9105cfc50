"""`docs/records.md`, made from the records, the tables and the flags themselves."""

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipeline.formats.columns import COLUMNS, FRICTIONLESS, KEYS, TABLES
from pipeline.records import SCHEMA_VERSION, Highlights, Hit, Profile, Record, Seconds, Share, Span, Transcript
from pipeline.records.flags import FLAGS, Flag

PUBLISHED: dict[str, tuple[type[Record], str]] = {
    "highlights.json": (Highlights, "`schema/highlights.schema.json`"),
    "transcript.json": (Transcript, "`schema/transcript.schema.json`"),
    "profile.json": (Profile, "kept for searching and comparing; no schema"),
}
NAMES = {str: "text", int: "whole number", float: "number", bool: "yes or no", NoneType: "null"}
HEAD = f"""# Records, tables and flags

This page is made from the code (`make golden`); `tests/golden` fails where they differ.

**Versions.** Every `highlights.json` names its `schema_version`, now {SCHEMA_VERSION}. A later minor version adds
fields and changes none. A later major version may change anything. The published schemas (JSON Schema 2020-12, in
`artifacts/schema/`) let unknown fields pass, and so should every reader. This program reads all records of its own
major version and leaves out what it does not know. It refuses a later major version and changes nothing in it.
A run writes over no record of a later version, a minor one included.

**Times** are seconds from the start of the decoded audio. Stretches are half-open: `end` is no longer part of them.
**Word numbers** count the words of `transcript.json` from 0; a span `[i, j)` holds the words i to j − 1.
**Null** means that something is not known or does not exist; the description says which.
"""


def kind(annotation: Any) -> str:
    """Return a field's type in words: "list of Quote", "seconds or null"."""
    for known, name in ((Seconds, "seconds"), (Share, "0 to 1"), (Span, "span"), (Flag, "flag")):
        if annotation == known:
            return name
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind(args[0])
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in args)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(kind(arg) for arg in args))
    if origin is tuple:
        return f"list of {kind(args[0])}" if args[-1] is Ellipsis else f"{len(args)} × {kind(args[0])}"
    if origin is dict:
        return f"{kind(args[1])}, by name"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return NAMES[annotation]


def typed(field: FieldInfo) -> str:
    """Return the type of a field with the limits that pydantic keeps apart from it."""
    annotation = field.annotation
    for limited in (Seconds, Share):
        base, *more = get_args(limited)
        if annotation is base and field.metadata and field.metadata == more[0].metadata:
            return kind(limited)
    return kind(annotation)


def inside(annotation: Any) -> Iterator[type[Record]]:
    """Yield the records that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for arg in get_args(annotation):
        yield from inside(arg)


def closure(*roots: type[Record]) -> list[type[Record]]:
    """Return records and all records inside them, each once, in the order in which a reader meets them."""
    found: list[type[Record]] = []
    waiting = list(roots)
    while waiting:
        record = waiting.pop(0)
        if record not in found:
            found.append(record)
            waiting += [r for field in record.model_fields.values() for r in inside(field.annotation)]
    return found


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def record_part(record: type[Record]) -> str:
    about = (record.__doc__ or "").strip()
    rows = [(f"`{name}`", typed(field), field.description or "") for name, field in record.model_fields.items()]
    return f"### {record.__name__}\n\n{about}\n\n{table(('field', 'type', 'meaning'), rows)}\n"


def table_part(name: str) -> str:
    rows = [(f"`{column}`", FRICTIONLESS[about.kind], about.says) for column, about in COLUMNS[name].items()]
    key = ", ".join(f"`{column}`" for column in KEYS[name])
    return f"### Table `{name}`\n\n{TABLES[name]} Key: {key}.\n\n{table(('column', 'type', 'meaning'), rows)}\n"


def records_md() -> str:
    """Return the whole page."""
    files = [(f"`{file}`", kind(record), schema) for file, (record, schema) in PUBLISHED.items()]
    records = closure(*(record for record, _ in PUBLISHED.values()), Hit)
    flags = [(f"`{flag}`", said.of, said.words, said.says) for flag, said in FLAGS.items()]
    parts = [
        HEAD,
        "## Files\n\nIn the folder of each episode:\n",
        table(("file", "record", "schema"), files) + "\n",
        "`highlights search --json` prints a [Hit](#hit) for each moment that it found.\n",
        "## Records\n",
        *map(record_part, records),
        "## Tables of the catalog\n",
        "`artifacts/catalog/` holds each table as Parquet, the quotes as CSV as well, and `datapackage.json` with "
        "these descriptions. A cell without a value is null.\n",
        *map(table_part, COLUMNS),
        "## Flags\n\nA reader should show a flag that it does not know as it is.\n",
        table(("flag", "noticed about", "label", "meaning"), flags) + "\n",
    ]
    return "\n".join(parts)
