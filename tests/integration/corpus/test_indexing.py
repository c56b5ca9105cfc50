"""The database follows the episodes: only what changed is written, and generations keep theirs."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.corpus import SearchFilter, find, generations, listed, publish_corpus
from pipeline.corpus.database import DATABASE
from pipeline.language.query import parse
from pipeline.store import Store
from tests.corpus_builder import corpus, put, renamed
from tests.record_builder import highlights


def numbers(root: Path) -> dict[str, int]:
    with closing(sqlite3.connect(root / "catalog" / DATABASE)) as connection:
        return dict(connection.execute("SELECT episode_id, n FROM episodes"))


def answers(place: Path, words: str) -> set[str]:
    return {
        one.episode_id
        for one in find(place, parse(words), SearchFilter(kind="titles" if words == "kettles" else "said"))
    }


def add(store: Store, id_: str) -> None:
    record, transcript = highlights()
    put(store, renamed(record, id_), transcript)


def test_one_episode_more_leaves_the_rows_of_the_others(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b", "c")
    before, old = numbers(tmp_path), (tmp_path / "catalog").resolve() / DATABASE
    file = old.stat().st_ino
    add(store, "d")
    publish_corpus(store)
    assert numbers(tmp_path).items() >= before.items()
    assert set(numbers(tmp_path)) == {"a", "b", "c", "d"}
    assert (tmp_path / "catalog" / DATABASE).stat().st_ino == file, "it is not copied"


def test_who_reads_the_generation_before_sees_it_as_it_was(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b", "c")
    old = (tmp_path / "catalog").resolve() / DATABASE
    before = [listed(old), answers(old, "leaf"), answers(old, "kettles")]
    record, transcript = highlights()
    put(store, renamed(record, "a", title="Kettles and leaves"), transcript)
    add(store, "d")
    publish_corpus(store)
    new = (tmp_path / "catalog").resolve() / DATABASE
    assert [listed(old), answers(old, "leaf"), answers(old, "kettles")] == before
    assert {one.id for one in listed(new)} == answers(new, "leaf") == {"a", "b", "c", "d"}
    assert answers(new, "kettles") == {"a"}
    assert set(numbers(tmp_path)) == {"a", "b", "c", "d"}, "whoever asks in SQL sees the newest"


def test_what_is_gone_is_found_by_nobody_any_more(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b", "c")
    old = (tmp_path / "catalog").resolve() / DATABASE
    for path in (tmp_path / "b").iterdir():
        path.unlink()
    publish_corpus(store)
    assert answers(old, "leaf") == {"a", "c"}


def test_rows_that_no_generation_sees_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = corpus(tmp_path, "a", "b", "c")
    monkeypatch.setattr(generations, "GRACE_S", 0.0)
    for title in ("One", "Two", "Three"):
        record, transcript = highlights()
        put(store, renamed(record, "a", title=title), transcript)
        publish_corpus(store)
    with closing(sqlite3.connect(tmp_path / "catalog" / DATABASE)) as connection:
        assert connection.execute("SELECT count(*) FROM versions").fetchone()[0] <= 4
        connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    assert len(list((tmp_path / ".databases").glob("catalog-*"))) == 1


DIES = """
import importlib, os, sys, pathlib
from pipeline.corpus import publish_corpus
from pipeline.store import Store
from tests.corpus_builder import DEFAULT
from tests.integration.corpus.test_indexing import add
store = Store(pathlib.Path(sys.argv[1]))
add(store, "late")
database = importlib.import_module("pipeline.corpus.database")
real = database._add
def dies(connection, row, since):
    real(connection, row, since)
    connection.execute("PRAGMA cache_spill = 1")
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("CREATE TABLE more (k BLOB)")
    for _ in range(99):
        connection.execute("INSERT INTO more VALUES (zeroblob(9999))")
    os.kill(os.getpid(), 9)
database._add = dies
publish_corpus(store, DEFAULT)
"""


def test_what_a_killed_writer_began_is_taken_back(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    killed = subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list((tmp_path / ".databases").glob("*-journal")), "it was killed in the middle"
    assert answers((tmp_path / "catalog").resolve() / DATABASE, "leaf") == {"a", "b"}
    publish_corpus(store)
    assert answers((tmp_path / "catalog").resolve() / DATABASE, "leaf") == {"a", "b", "late"}


def test_what_did_not_change_is_the_same_file(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    file = (tmp_path / "catalog" / DATABASE).stat().st_ino
    publish_corpus(store, beside={"more.txt": b"another generation"})
    assert (tmp_path / "catalog" / DATABASE).stat().st_ino == file


def test_all_are_there_after_most_of_them_changed(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b", "c")
    for id_ in ("b", "c"):
        record, transcript = highlights()
        put(store, renamed(record, id_, show="Kettles"), transcript)
    publish_corpus(store)
    assert set(numbers(tmp_path)) == {"a", "b", "c"}


def test_episode_that_is_gone_is_found_no_more(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b", "c")
    (tmp_path / "b").rename(tmp_path.parent / "elsewhere")
    publish_corpus(store)
    assert set(numbers(tmp_path)) == {"a", "c"}


def test_transcript_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b", "c")
    (tmp_path / "b" / "transcript.json").write_text("{", encoding="utf-8")
    publish_corpus(store)
    assert set(numbers(tmp_path)) == {"a", "c"}
