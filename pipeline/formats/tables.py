"""The catalog: typed tables over all episodes, as Parquet for programs and one CSV of quotes for people."""

import csv
import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from math import isfinite
from typing import Any
from urllib.parse import quote

from pipeline.formats.columns import (
    BELONGS_TO,
    COLUMNS,
    DAY,
    FRICTIONLESS,
    IN_PARTS,
    KEYS,
    REAL,
    TABLES,
    TEXT,
    TEXTS,
    WHOLE,
    WHOLES,
    YES_NO,
    Column,
)
from pipeline.formats.word_addresses import word_address
from pipeline.records import Correction, Highlights, Person, TalkTime, Transcript

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP: what a spreadsheet would run

QUOTES_CSV = "quotes.csv"
SENTENCES = "sentences.parquet"  # a folder of parts
EPOCH = date(1970, 1, 1).toordinal()
PANDAS = {  # the types of a column as pandas describes them: what it holds, and in which of its own
    TEXT: ("unicode", "string"), WHOLE: ("int64", "Int64"), REAL: ("float64", "Float64"), YES_NO: ("bool", "boolean"),
    DAY: ("date", "object"), TEXTS: ("list[unicode]", "object"), WHOLES: ("list[int64]", "object"),
}  # fmt: skip
OF_ONE_FILE = tuple(name for name in COLUMNS if name not in IN_PARTS)
FILES = tuple(
    file for name in COLUMNS for file in (f"{name}.parquet", *([QUOTES_CSV] if name == "quotes" else []))
)  # of the catalog, in the order in which the datapackage names them

Row = tuple[Any, ...]


def run_id(record: Highlights) -> str:
    """Return the name of the run that made a record: a digest of its provenance."""
    return hashlib.sha256(record.provenance.model_dump_json().encode()).hexdigest()[:16]


def _day(text: str | None) -> date | None:
    """Return the day of a date or a time; None where there is none."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def rows(record: Highlights, base_url: str = "") -> dict[str, list[Row]]:
    """Return one episode's rows per table, in the order of COLUMNS; `base_url` is the address of artifacts/."""
    e, v, at = record.episode, record.verification, (record.episode.id, run_id(record))
    notes = {note.n: note.id for note in record.footnotes}
    page = f"{base_url}{quote(e.id)}/page.html"

    def url(id_: str) -> str:
        return f"{page}#{quote(id_)}"

    return {
        "episodes": [
            (
                *at, e.title, e.show, e.number, _day(e.published), e.language, e.duration, [p.name for p in e.people],
                record.summary.text, len(record.sections), len(record.quotes), len(record.questions),
                v.quotes.checked, v.quotes.passed, v.sentences.checked, v.sentences.passed,
                record.coverage.speech_s, record.coverage.worded_s, list(record.flags),
                record.provenance.engine.name, record.provenance.engine.model, record.provenance.transcript_revision,
                record.schema_version, record.provenance.config_sha256, page,
            )
        ],
        "sections": [
            (
                *at, s.id, s.title, s.title_source, s.kind, s.start, s.end, s.confidence, list(s.topics),
                list(s.keyphrases), s.highlight, s.rank, s.quote, url(s.id),
            )
            for s in record.sections
        ],
        "quotes": [
            (
                *at, q.id, q.section, q.speaker, q.speaker_confidence, q.text, q.grade, q.start, q.end, q.score, q.rank,
                list(q.flags), q.footnote, q.clip, notes.get(q.footnote or 0) or None, q.kind, q.source, url(q.id),
            )
            for q in record.quotes
        ],
        "questions": [
            (
                *at, q.id, q.section, q.text, q.speaker, q.start, q.end,
                *((q.answer.text, q.answer.speaker, q.answer.start, q.answer.end) if q.answer else (None,) * 4),
                url(q.id),
            )
            for q in record.questions
        ],
        "clips": [
            (*at, c.id, c.title, c.start, c.end, c.path, c.quote, c.section, c.score, url(c.id)) for c in record.clips
        ],
        "footnotes": [
            (*at, f.n, f.start, f.end, *f.words, f.text, f.id or None, f.url, url(f.id or f"fn{f.n}"))
            for f in record.footnotes
        ],
        "narrative": [
            (
                *at, s.id, k, n.text, n.method, list(n.footnotes), [notes[f] for f in n.footnotes if notes.get(f)],
                n.id or None, n.mark,
            )
            for s in record.sections
            for k, n in enumerate(s.narrative, start=1)
        ],
        "related": [(*at, r.episode_id, r.title, r.score, list(r.shared)) for r in record.related],
        **_named(record, at),
    }  # fmt: skip


def _named(record: Highlights, at: Row) -> dict[str, list[Row]]:
    """Return the rows of people, topics, corrections and tombstones."""
    voices = {voice.label: voice for voice in record.talk_time if voice.label}
    return {
        "people": [
            (*at, k, *_person(person, voices.get(person.label or "")))
            for k, person in enumerate(record.episode.people, start=1)
        ],
        "topics": [
            (*at, t.id, t.name, watched, t.found, t.score, list(t.sections), t.start, t.end)
            for some, watched in ((record.topics, True), (record.discovered, False))
            for t in some
        ],
        "corrections": [
            (*at, k, c.op, c.target, c.value, c.scope, c.state, c.why or None, *_place(c))
            for k, c in enumerate(record.corrections, start=1)
        ],
        "tombstones": [(*at, g.id, g.now, g.why, _day(g.since), g.start, g.end) for g in record.gone],
    }  # fmt: skip


def _person(person: Person, voice: TalkTime | None) -> Row:
    rule = person.evidence.rule if person.evidence else None
    spoken = (voice.seconds, voice.share, voice.turns) if voice else (None,) * 3
    return (person.name, person.role, person.pronouns, person.source, person.label, rule, *spoken)


def _place(correction: Correction) -> Row:
    if correction.said:
        return correction.said.start, (correction.there or correction.said).end
    return (correction.at[0].start, correction.at[-1].end) if correction.at else (None, None)


def catalog(records: Sequence[Highlights], base_url: str = "") -> dict[str, bytes]:
    """Return the catalog's files of some episodes by name: one Parquet a table, quotes.csv, the datapackage.

    The sentences, which are in the transcripts, are not among them.
    """
    together: dict[str, list[Row]] = {name: [] for name in OF_ONE_FILE}
    for record in records:
        for name, some in rows(record, base_url).items():
            together[name] += some
    files = {f"{name}.parquet": parquet(arrow(name, some)) for name, some in together.items()}
    files[QUOTES_CSV] = quotes_csv(together["quotes"], header=True).encode()
    return files | {"datapackage.json": package({n: (len(d), hashlib.sha256(d).hexdigest()) for n, d in files.items()})}


def sentence_rows(
    record: Highlights, texts: Sequence[str], sentences: Sequence[Mapping[str, Any]], base_url: str = ""
) -> list[Row]:
    """Return an episode's rows of sentences, from the texts of its words and its sentences as JSON has them."""
    at, page = (record.episode.id, run_id(record)), f"{base_url}{quote(record.episode.id)}/page.html"
    starts = [section.words[0] for section in record.sections]
    found: list[Row] = []
    for s in sentences:
        first, end = s["words"]
        k = bisect_right(starts, first) - 1
        section, text = record.sections[k].id if k >= 0 else None, " ".join(texts[first:end])
        found.append(
            (
                *at,
                s["id"],
                s["start"],
                s["end"],
                s["speaker"],
                section,
                first,
                end,
                text,
                f"{page}#{word_address(texts, first)}",
            )
        )
    return found


def sentences(record: Highlights, transcript: Transcript) -> str:
    """Return the table of an episode's sentences as JSON Lines: an object for each, with the columns as its keys."""
    texts = [word.text for word in transcript.words]
    some = sentence_rows(record, texts, [s.model_dump() for s in transcript.sentences])
    return "".join(
        json.dumps(dict(zip(COLUMNS["sentences"], row, strict=True)), ensure_ascii=False) + "\n" for row in some
    )


def arrow(name: str, some: Sequence[Row]) -> Any:
    """Return rows of a table as Arrow has them; each column's `description` is in its field's metadata.

    pandas' own nullable types stand in the file too, so that an empty table has the same columns and types.
    """
    import pyarrow as pa

    columns = COLUMNS[name]
    types = {
        TEXT: pa.string(), WHOLE: pa.int64(), REAL: pa.float64(), YES_NO: pa.bool_(), DAY: pa.date32(),
        TEXTS: pa.list_(pa.string()), WHOLES: pa.list_(pa.int64()),
    }  # fmt: skip
    fields = [
        pa.field(column, types[about.kind], metadata={"description": about.says}) for column, about in columns.items()
    ]
    schema = pa.schema(fields, metadata={"pandas": json.dumps(_for_pandas(columns))})
    return _typed(schema, (dict(zip(columns, map(_cell, row), strict=True)) for row in some))


def texts(some: Iterable[str]) -> Any:
    """Return texts as Arrow has them."""
    import pyarrow as pa

    return _typed(pa.schema([("text", pa.string())]), ({"text": text} for text in some))["text"]


def _typed(schema: Any, some: Iterable[Mapping[str, Any]]) -> Any:
    """Return objects as a table; `pyarrow.array` would import pandas, which takes longer than a small table does."""
    import pyarrow as pa
    import pyarrow.json as pj

    lines = "".join(json.dumps(one) + "\n" for one in some).encode()
    if not lines:
        return pa.Table.from_batches([], schema)
    read = pj.ReadOptions(use_threads=False, block_size=len(lines) + 1)
    asked = pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error")
    return pj.read_json(BytesIO(lines), read_options=read, parse_options=asked).combine_chunks().cast(schema)


def _cell(value: Any) -> Any:
    """Return what a cell is in JSON: a day as the days since 1970, as Arrow counts them; null for no number."""
    if isinstance(value, date):
        return value.toordinal() - EPOCH
    return None if isinstance(value, float) and not isfinite(value) else value


def _for_pandas(columns: Mapping[str, Column]) -> dict[str, Any]:
    """Return what pandas keeps with a table: which of its types each column has."""
    about = [
        {"name": name, "field_name": name, "pandas_type": PANDAS[one.kind][0], "numpy_type": PANDAS[one.kind][1],
         "metadata": None}
        for name, one in columns.items()
    ]  # fmt: skip
    return {"index_columns": [], "column_indexes": [], "columns": about, "attributes": {}, "pandas_version": "3.1.1"}


def parquet(table: Any) -> bytes:
    """Return an Arrow table as a Parquet file of one row group."""
    import pyarrow.parquet as pq

    out = BytesIO()
    pq.write_table(table, out, compression="zstd", row_group_size=max(table.num_rows, 1))
    return out.getvalue()


def quotes_csv(some: Sequence[Row], *, header: bool = False) -> str:
    """Return rows of quotes as CSV; lists are JSON, and no cell is one that a spreadsheet takes for a formula."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    if header:
        table.writerow(COLUMNS["quotes"])
    for row in some:
        plain = (json.dumps(cell, ensure_ascii=False) if isinstance(cell, list) else cell for cell in row)
        table.writerow([harmless(cell) for cell in plain])
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


def package(files: Mapping[str, tuple[int, str]]) -> bytes:
    """Return a Data Package 2.0 descriptor with the size, SHA-256 and columns of every file, by its name.

    A table of several files is one resource, with the size of all of them and no digest.
    """
    parts: dict[str, list[str]] = {}
    for file in sorted(files):
        parts.setdefault(file.partition("/")[0], []).append(file)
    resources = []
    for table in sorted(parts, key=FILES.index):
        name, kind = table.split(".")
        fields = [
            {"name": column, "type": FRICTIONLESS[about.kind], "description": about.says}
            for column, about in COLUMNS[name].items()
        ]
        first = parts[table][0]
        one = len(parts[table]) == 1
        resources.append(
            {
                "name": name if kind == "parquet" else f"{name}-{kind}",
                "path": first if one else parts[table],
                "description": TABLES[name],
                "format": kind,
                "mediatype": {"parquet": "application/vnd.apache.parquet", "csv": "text/csv"}[kind],
                "bytes": sum(files[file][0] for file in parts[table]),
                **({"hash": f"sha256:{files[first][1]}"} if one else {}),
                "schema": {"fields": fields, "primaryKey": KEYS[name], "foreignKeys": _foreign_keys(name)},
            }
        )
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "episode-highlights-catalog",
        "resources": resources,
    }
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()
