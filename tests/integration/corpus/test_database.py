"""`catalog.sqlite` as SQLite itself sees it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.corpus.database import DATABASE, EpisodeRow, known, reading, write
from pipeline.corpus.search_rows import SaidWords, known_ids, made, passages
from pipeline.errors import ArtifactDamaged
from tests.record_builder import highlights


def row(id_: str, made_from: str = "1", title: str = "Tea") -> tuple[str, EpisodeRow]:
    record, transcript = highlights()
    record = record.model_copy(update={"episode": record.episode.model_copy(update={"id": id_, "title": title})})
    said = transcript.model_dump()
    return id_, EpisodeRow(
        record.episode, made_from, [*passages(record, said), *made(record)], SaidWords.of(said["words"]),
        known_ids(record),
    )  # fmt: skip


def answers(place: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(place)) as connection:
        return connection.execute(statement, values).fetchall()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write(tmp_path / DATABASE, [row("a"), row("b")], made_by="x")
    return tmp_path / DATABASE


def test_people_can_ask_in_sql(place: Path) -> None:
    found = answers(
        place,
        "SELECT moments.episode_id, speaker, text, url FROM moments JOIN episodes USING (episode_id) "
        "JOIN words ON words.rowid = episodes.n WHERE words MATCH ? AND kind = 'said' AND text LIKE '%failed pots%'",
        '"failed pot"',
    )
    assert [one[:2] for one in found] == [("a", "Ada"), ("b", "Ada")]
    assert "twelve failed pots" in str(found[0][2])
    assert str(found[0][3]).startswith("a/page.html#w")


def test_replacing_and_removing_leave_nothing_behind(place: Path) -> None:
    write(place, [row("a", "2", "Milk and zebras"), ("b", None)], made_by="x")
    assert known(place, "x") == {"a": "2"}
    for table in ("passages", "spoken", "speakers"):
        assert answers(place, f"SELECT count(DISTINCT n) FROM {table}") == [(1,)]
    assert len(answers(place, "SELECT rowid FROM words WHERE words MATCH 'titles : zebra'")) == 1
    assert answers(place, "SELECT rowid FROM words WHERE words MATCH 'titles : tea'") == []
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_database_of_another_version_or_a_broken_one_is_not_known(place: Path, tmp_path: Path) -> None:
    assert known(place, "another") == known(None, "x") == {}
    (tmp_path / "broken.sqlite").write_bytes(place.read_bytes()[:5000])
    assert known(tmp_path / "broken.sqlite", "x") == {}


def test_broken_database_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"no database at all" * 100)
    with pytest.raises(ArtifactDamaged, match="highlights search"), reading(tmp_path / DATABASE) as connection:
        connection.execute("SELECT * FROM about")
