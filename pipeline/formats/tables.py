"""The catalog: typed tables over all episodes, as Parquet for programs and one CSV of quotes for people."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from pipeline.records import Highlights

# pandas' own nullable types, so that an empty table has the same columns and types as a full one
TEXT, WHOLE, REAL, YES_NO = "string", "Int64", "Float64", "boolean"
COLUMNS: dict[str, dict[str, str]] = {
    "episodes": {
        "episode_id": TEXT, "title": TEXT, "show": TEXT, "number": REAL, "published": TEXT, "language": TEXT,
        "duration": REAL, "people": TEXT, "summary": TEXT, "sections": WHOLE, "quotes": WHOLE, "questions": WHOLE,
        "quotes_checked": WHOLE, "quotes_passed": WHOLE, "sentences_checked": WHOLE, "sentences_passed": WHOLE,
        "speech_s": REAL, "worded_s": REAL, "flags": TEXT, "engine": TEXT, "model": TEXT,
        "transcript_revision": TEXT, "schema_version": TEXT,
    },
    "sections": {
        "episode_id": TEXT, "section_id": TEXT, "title": TEXT, "title_source": TEXT, "kind": TEXT, "start": REAL,
        "end": REAL, "confidence": REAL, "topics": TEXT, "keyphrases": TEXT, "highlight": YES_NO, "rank": WHOLE,
        "quote_id": TEXT,
    },
    "quotes": {
        "episode_id": TEXT, "quote_id": TEXT, "section_id": TEXT, "speaker": TEXT, "speaker_confidence": REAL,
        "text": TEXT, "grade": TEXT, "start": REAL, "end": REAL, "score": REAL, "rank": WHOLE, "flags": TEXT,
        "footnote": WHOLE, "clip_id": TEXT,
    },
    "questions": {
        "episode_id": TEXT, "question_id": TEXT, "section_id": TEXT, "text": TEXT, "speaker": TEXT, "start": REAL,
        "end": REAL, "answer_text": TEXT, "answer_speaker": TEXT, "answer_start": REAL, "answer_end": REAL,
    },
    "clips": {
        "episode_id": TEXT, "clip_id": TEXT, "title": TEXT, "start": REAL, "end": REAL, "path": TEXT,
        "quote_id": TEXT, "section_id": TEXT, "score": REAL,
    },
    "footnotes": {
        "episode_id": TEXT, "n": WHOLE, "start": REAL, "end": REAL, "first_word": WHOLE, "end_word": WHOLE,
        "text": TEXT, "url": TEXT,
    },
    "narrative": {
        "episode_id": TEXT, "section_id": TEXT, "position": WHOLE, "text": TEXT, "method": TEXT, "footnotes": TEXT,
    },
    "related": {
        "episode_id": TEXT, "related_id": TEXT, "title": TEXT, "score": REAL, "shared": TEXT,
    },
}  # fmt: skip
KEYS = {
    "episodes": ["episode_id"], "sections": ["episode_id", "section_id"], "quotes": ["episode_id", "quote_id"],
    "questions": ["episode_id", "question_id"], "clips": ["episode_id", "clip_id"], "footnotes": ["episode_id", "n"],
    "narrative": ["episode_id", "section_id", "position"], "related": ["episode_id", "related_id"],
}  # fmt: skip
BELONGS_TO = {  # columns that name a row of another table, beside the episode that every table names
    "quotes": ("section_id", "sections"), "questions": ("section_id", "sections"), "clips": ("section_id", "sections"),
    "narrative": ("section_id", "sections"),
}  # fmt: skip
FRICTIONLESS = {TEXT: "string", WHOLE: "integer", REAL: "number", YES_NO: "boolean"}
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
        frame = pd.DataFrame(together[name], columns=list(columns)).astype(columns)
        out = BytesIO()
        frame.to_parquet(out, index=False, engine="pyarrow", compression="zstd")
        files[f"{name}.parquet"] = out.getvalue()
        if name == "quotes":
            files["quotes.csv"] = frame.map(harmless).to_csv(index=False, lineterminator="\n").encode()
    return files | {"datapackage.json": _package(files)}


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
        fields = [{"name": column, "type": FRICTIONLESS[type_]} for column, type_ in COLUMNS[name].items()]
        resources.append(
            {
                "name": name if kind == "parquet" else f"{name}-{kind}",
                "path": file,
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
