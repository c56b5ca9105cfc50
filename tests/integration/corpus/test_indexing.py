"""The database follows the episodes: only what changed is written, and generations keep theirs."""

import sqlite3
from contextlib import closing
from pathlib import Path

from pipeline.corpus import publish_corpus
from pipeline.corpus.database import DATABASE
from pipeline.store import Store
from tests.corpus_builder import corpus, put, renamed
from tests.record_builder import highlights


def numbers(root: Path) -> dict[str, int]:
    with closing(sqlite3.connect(root / "catalog" / DATABASE)) as connection:
        return dict(connection.execute("SELECT episode_id, n FROM episodes"))


def add(store: Store, id_: str) -> None:
    record, transcript = highlights()
    put(store, renamed(record, id_), transcript)


def test_one_episode_more_leaves_the_rows_of_the_others(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b", "c")
    before, old = numbers(tmp_path), (tmp_path / "catalog").resolve() / DATABASE
    content = old.read_bytes()
    add(store, "d")
    publish_corpus(store)
    assert numbers(tmp_path).items() >= before.items()
    assert set(numbers(tmp_path)) == {"a", "b", "c", "d"}
    assert old.read_bytes() == content  # who reads the generation before reads on


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
