"""The catalog has the same columns and types whether it is full or empty, and no cell that a spreadsheet would run."""

import hashlib
import io
import json
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from pipeline.formats.columns import COLUMNS, IN_PARTS, KEYS
from pipeline.formats.tables import arrow, catalog, harmless, package, parquet, rows, run_id, sentence_rows, sentences
from pipeline.formats.word_addresses import word_address
from pipeline.records import Anchor, Correction, Tombstone
from tests.record_builder import highlights


def test_an_empty_catalog_has_every_table_with_its_types() -> None:
    pd = pytest.importorskip("pandas")
    files = catalog([])
    assert {f"{name}.parquet" for name in IN_PARTS}.isdisjoint(files)
    for name, columns in ((name, columns) for name, columns in COLUMNS.items() if name not in IN_PARTS):
        frame = pd.read_parquet(io.BytesIO(files[f"{name}.parquet"]))
        assert list(frame.columns) == list(columns)
        assert len(frame) == 0
        assert set(KEYS[name]) <= set(columns)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "＝1"])
def test_text_that_opens_like_a_formula_is_disarmed(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["plain", 3, None, -1.5])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert harmless(cell) is cell


def test_the_datapackage_knows_the_hash_and_size_of_every_file() -> None:
    files = catalog([])
    package = json.loads(files["datapackage.json"])
    assert {r["path"] for r in package["resources"]} == set(files) - {"datapackage.json"}
    for resource in package["resources"]:
        data = files[resource["path"]]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of an episode with everything in it, and its sentences beside them."""
    record, transcript = highlights()
    said = Anchor(text="tea", start=3.0, end=4.0)
    wish = Correction(op="word", target="tee", value="tea", said=said, state="applied")
    stone = Tombstone(id="q01", now=record.quotes[0].id, why="x", since="2026-03-01", start=1.0, end=2.0)
    quotes = tuple(q.model_copy(update={"footnote": k}) for k, q in enumerate(record.quotes, start=1))
    notes = tuple(note.model_copy(update={"id": f"f{note.n}xyz"}) for note in record.footnotes)
    record = record.model_copy(update={"corrections": (wish,), "gone": (stone,), "quotes": quotes, "footnotes": notes})
    folder = tmp_path_factory.mktemp("tables")
    for name, data in catalog([record], "https://pods.example/").items():
        (folder / name).write_bytes(data)
    texts, some = [word.text for word in transcript.words], [s.model_dump() for s in transcript.sentences]
    (folder / "sentences.parquet").mkdir()
    part = parquet(arrow("sentences", sentence_rows(record, texts, some, "https://pods.example/")))
    (folder / "sentences.parquet" / "00000.parquet").write_bytes(part)
    return folder


def asked(folder: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{folder}'")
        return connection.execute(query).fetchall()


def test_dates_and_lists_are_dates_and_lists_to_another_reader(folder: Path) -> None:
    episode = highlights()[0].episode
    people = [person.name for person in episode.people]
    found = asked(folder, "SELECT published - INTERVAL 1 DAY, people FROM 'episodes.parquet' "
                          f"WHERE list_contains(people, '{people[0]}') AND published > DATE '1999-01-01'")  # fmt: skip
    day = datetime.fromisoformat(str(episode.published))
    assert found == [(day - timedelta(days=1), people)]
    assert asked(folder, "SELECT typeof(footnotes), typeof(footnote_ids) FROM 'narrative.parquet' LIMIT 1") == [
        ("BIGINT[]", "VARCHAR[]")
    ]


def test_the_rows_of_all_tables_join(folder: Path) -> None:
    record, transcript = highlights()
    (count,) = asked(folder, "SELECT count(*) FROM 'quotes.parquet' q JOIN 'footnotes.parquet' f "
                             "USING (episode_id, footnote_id) WHERE q.footnote = f.n")  # fmt: skip
    assert count == (len(record.quotes),)
    said = asked(folder, "SELECT s.text, s.first_word FROM 'sentences.parquet' s JOIN 'sections.parquet' USING "
                         "(episode_id, section_id, run_id) ORDER BY s.first_word")  # fmt: skip
    assert " ".join(str(text) for text, _ in said) == " ".join(word.text for word in transcript.words)
    assert asked(folder, "SELECT DISTINCT run_id FROM 'people.parquet'") == [(run_id(record),)]
    assert asked(folder, "SELECT op, state, start, \"end\" FROM 'corrections.parquet'") == [
        ("word", "applied", 3.0, 4.0)
    ]
    assert asked(folder, "SELECT id, year(since) FROM 'tombstones.parquet'") == [("q01", 2026)]
    topics = asked(folder, "SELECT count(*) FILTER (watched), count(*) FROM 'topics.parquet'")
    assert topics == [(len(record.topics), len(record.topics) + len(record.discovered))]


def test_a_row_leads_to_its_place_on_the_page(folder: Path) -> None:
    quote = highlights()[0].quotes[0]
    (found,) = asked(folder, f"SELECT url, kind, source FROM 'quotes.parquet' WHERE quote_id = '{quote.id}'")
    assert found == (f"https://pods.example/kettle-7/page.html#{quote.id}", quote.kind, quote.source)
    first = asked(folder, "SELECT url FROM 'sentences.parquet' ORDER BY first_word LIMIT 1")
    address = word_address([word.text for word in highlights()[1].words], 0)
    assert first == [(f"https://pods.example/kettle-7/page.html#{address}",)]


def test_exported_sentences_are_the_rows_of_the_table(folder: Path) -> None:
    record, transcript = highlights()
    lines = [json.loads(line) for line in sentences(record, transcript).splitlines()]
    assert [set(line) for line in lines] == [set(COLUMNS["sentences"])] * len(transcript.sentences)
    said = asked(folder, "SELECT sentence_id, text FROM 'sentences.parquet' ORDER BY first_word")
    assert [(line["sentence_id"], line["text"]) for line in lines] == said


def test_a_table_of_several_files_is_one_resource() -> None:
    told = {f"sentences.parquet/0000{k}.parquet": (k + 1, "0" * 64) for k in range(2)}
    (resource,) = json.loads(package(told))["resources"]
    assert (resource["name"], resource["path"], resource["bytes"]) == ("sentences", list(told), 3)
    assert "hash" not in resource


def test_a_run_has_one_name_and_another_run_another() -> None:
    record = highlights()[0]
    other = record.provenance.model_copy(update={"config_sha256": "1" * 64})
    assert run_id(record) == run_id(highlights()[0]) != run_id(record.model_copy(update={"provenance": other}))


def test_tables_are_made_without_the_import_of_pandas() -> None:
    code = (
        "import sys; from pipeline.formats import table_files as f, tables as t; from tests.record_builder import *; "
        "some = t.rows(highlights()[0])['episodes']; empty = t.parquet(t.arrow('episodes', [])); "
        "data = f.put_together('episodes', some, [empty], lambda _: True); "
        "fresh = {some[0][0]: some, 'z': [('z', *some[0][1:])]}; "
        "new = b''.join(map(bytes, f.updated('episodes', data, fresh, {'z'}))); "
        "print(f.have_same_rows(data, new), 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("False False\n", "")


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_described_to_pandas_as_it_describes_them_itself(name: str) -> None:
    frame = arrow(name, []).to_pandas()
    own = pa.Table.from_pandas(frame, schema=arrow(name, []).schema.remove_metadata(), preserve_index=False)
    ours, theirs = (json.loads(table.schema.metadata[b"pandas"])["columns"] for table in (arrow(name, []), own))
    assert ours == theirs


def test_numbers_that_are_none_are_null_and_days_before_1970_are_days() -> None:
    record, _ = highlights()
    row = dict(zip(COLUMNS["episodes"], rows(record)["episodes"][0], strict=True))
    row |= {"duration": float("nan"), "published": date(1950, 3, 1), "title": "a\n\u2028\U0001f600"}
    read = arrow("episodes", [tuple(row.values())]).to_pylist()[0]
    assert (read["duration"], read["published"], read["title"]) == (None, date(1950, 3, 1), row["title"])
