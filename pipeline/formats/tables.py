"""The catalog: typed tables over all episodes, as Parquet for programs and one CSV of quotes for people."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from pipeline.formats.columns import BELONGS_TO, COLUMNS, FRICTIONLESS, KEYS, TABLES, Column
from pipeline.records import Highlights

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP: what a spreadsheet would run

Row = tuple[Any, ...]


def _words(values: Iterable[object]) -> str:
    """Return a list as JSON text: readable by every reader, without a nested type."""
    return json.dumps(list(values), ensure_ascii=False)


def rows(record: Highlights) -> dict[str, list[Row]]:
    """Return one episode's rows per table, in the order of COLUMNS."""
    e, v, at = record.episode, record.verification, record.episode.id
    return {
        "episodes": [
            (
                at, e.title, e.show, e.number, e.published, e.language, e.duration, _words(p.name for p in e.people),
                record.summary.text, len(record.sections), len(record.quotes), len(record.questions),
                v.quotes.checked, v.quotes.passed, v.sentences.checked, v.sentences.passed,
                record.coverage.speech_s, record.coverage.worded_s, _words(record.flags),
                record.provenance.engine.name, record.provenance.engine.model, record.provenance.transcript_revision,
                record.schema_version,
            )
        ],
        "sections": [
            (
                at, s.id, s.title, s.title_source, s.kind, s.start, s.end, s.confidence, _words(s.topics),
                _words(s.keyphrases), s.highlight, s.rank, s.quote,
            )
            for s in record.sections
        ],
        "quotes": [
            (
                at, q.id, q.section, q.speaker, q.speaker_confidence, q.text, q.grade, q.start, q.end, q.score, q.rank,
                _words(q.flags), q.footnote, q.clip,
            )
            for q in record.quotes
        ],
        "questions": [
            (
                at, q.id, q.section, q.text, q.speaker, q.start, q.end,
                *((q.answer.text, q.answer.speaker, q.answer.start, q.answer.end) if q.answer else (None,) * 4),
            )
            for q in record.questions
        ],
        "clips": [
            (at, c.id, c.title, c.start, c.end, c.path, c.quote, c.section, c.score) for c in record.clips
        ],
        "footnotes": [(at, f.n, f.start, f.end, *f.words, f.text, f.url) for f in record.footnotes],
        "narrative": [
            (at, s.id, k, n.text, n.method, _words(n.footnotes))
            for s in record.sections
            for k, n in enumerate(s.narrative, start=1)
        ],
        "related": [(at, r.episode_id, r.title, r.score, _words(r.shared)) for r in record.related],
    }  # fmt: skip


def catalog(records: Sequence[Highlights]) -> dict[str, bytes]:
    """Return the catalog's files by name: one Parquet a table, quotes.csv and the datapackage that describes them."""
    import pandas as pd

    together: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    for record in records:
        for name, some in rows(record).items():
            together[name] += some
    files: dict[str, bytes] = {}
    for name, columns in COLUMNS.items():
        types = {column: about.kind for column, about in columns.items()}
        frame = pd.DataFrame(together[name], columns=list(columns)).astype(types)
        files[f"{name}.parquet"] = _parquet(frame, columns)
        if name == "quotes":
            files["quotes.csv"] = frame.map(harmless).to_csv(index=False, lineterminator="\n").encode()
    return files | {"datapackage.json": _package(files)}


def _parquet(frame: Any, columns: Mapping[str, Column]) -> bytes:
    """Return a table as Parquet; each column's `description` is in its field's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    described = [field.with_metadata({"description": columns[field.name].says}) for field in table.schema]
    out = BytesIO()
    pq.write_table(table.cast(pa.schema(described, metadata=table.schema.metadata)), out, compression="zstd")
    return out.getvalue()


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: text that opens like one gets an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _foreign_keys(name: str) -> list[dict[str, object]]:
    """Return which rows of other tables a table's rows belong to."""
    if name == "episodes":
        return []
    found = [(["episode_id"], "episodes")]
    if name in BELONGS_TO:
        column, table = BELONGS_TO[name]
        found.append((["episode_id", column], table))
    return [{"fields": fields, "reference": {"resource": table, "fields": fields}} for fields, table in found]


def _package(files: dict[str, bytes]) -> bytes:
    """Return a Data Package 2.0 descriptor with the hash, size and columns of every file."""
    resources = []
    for file, data in files.items():
        name, kind = file.split(".")
        fields = [
            {"name": column, "type": FRICTIONLESS[about.kind], "description": about.says}
            for column, about in COLUMNS[name].items()
        ]
        resources.append(
            {
                "name": name if kind == "parquet" else f"{name}-{kind}",
                "path": file,
                "description": TABLES[name],
                "format": kind,
                "mediatype": {"parquet": "application/vnd.apache.parquet", "csv": "text/csv"}[kind],
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "schema": {"fields": fields, "primaryKey": KEYS[name], "foreignKeys": _foreign_keys(name)},
            }
        )
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "episode-highlights-catalog",
        "resources": resources,
    }
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()
