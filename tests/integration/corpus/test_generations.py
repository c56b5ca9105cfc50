"""The catalog is replaced as a whole, by one writer at a time, and a killed or stopped writer harms nobody."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus import generations, publish_corpus
from pipeline.corpus.generations import Generations, sweep
from pipeline.corpus.related import RelatedConfig
from pipeline.errors import Busy, MachineLacks
from pipeline.records import Highlights
from pipeline.store import Store
from tests.corpus_builder import ANY, corpus, put, renamed
from tests.record_builder import highlights

DEFAULT = RelatedConfig()


def more(store: Store, *ids: str) -> None:
    """Publish further episodes, not yet in the catalog."""
    for id_ in ids:
        record, transcript = highlights()
        put(store, renamed(record, id_), transcript)


def searchable(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "catalog" / "search" / "e").iterdir())


def test_one_episode_more_is_a_new_generation_in_which_the_rest_is_the_same_file(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    before = (tmp_path / "catalog").resolve()
    more(store, "c")
    publish_corpus(store, DEFAULT)
    now = (tmp_path / "catalog").resolve()
    assert (before.name, now.name) == ("1", "2")
    same = [
        n for n in ("search/e/a.js", "site.css", "site.js") if (before / n).stat().st_ino == (now / n).stat().st_ino
    ]
    assert same == ["search/e/a.js", "site.css", "site.js"]
    assert (before / "quotes.parquet").stat().st_ino != (now / "quotes.parquet").stat().st_ino
    assert not (before / "search" / "e" / "c.js").exists(), "an open reader's generation stays as it was"


def test_the_path_of_the_catalog_is_one_that_programs_can_open_and_move(tmp_path: Path) -> None:
    corpus(tmp_path / "artifacts", "a")
    (tmp_path / "artifacts").rename(tmp_path / "moved")
    assert "Tea, part 1" in (tmp_path / "moved" / "catalog" / "index.html").read_text(encoding="utf-8")
    page = tmp_path / "moved" / "catalog" / ".." / "a" / "page.html"
    assert Path(os.path.normpath(page)).is_file(), "links of the site lead to the episodes"


def test_a_replaced_generation_stays_for_its_readers_and_goes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = corpus(tmp_path, "a")
    for id_ in "bc":
        more(store, id_)
        publish_corpus(store, DEFAULT)
    assert sorted(p.name for p in (tmp_path / ".generations").iterdir()) == ["1", "2", "3"]
    monkeypatch.setattr(generations, "GRACE_S", 0.0)
    publish_corpus(store, DEFAULT)
    assert sorted(p.name for p in (tmp_path / ".generations").iterdir()) == ["3"]


# ---- folders that are already there


def old_style(root: Path) -> Store:
    """Make a catalog as versions did that wrote in place: a real folder without our notes."""
    store = corpus(root, "a", "b")
    real = (root / "catalog").resolve()
    (root / "catalog").unlink()
    (real / ".made_from.json").unlink()
    real.rename(root / "catalog")
    (root / ".generations").rmdir()
    (root / "catalog" / "batch.json").write_text('{"episodes": []}', encoding="utf-8")
    (root / "catalog" / "notes").mkdir()
    (root / "catalog" / "notes" / "mine.txt").write_text("mine", encoding="utf-8")
    (root / "catalog" / ".tmp-x4bz1").write_text("half", encoding="utf-8")
    (root / "catalog" / "search" / "e" / "gone.js").write_text("gone", encoding="utf-8")
    return store


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_catalog_of_an_older_version_is_taken_over_without_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool
) -> None:
    store = old_style(tmp_path)
    if not exchanges:
        monkeypatch.setattr(generations, "exchanged", lambda one, other: False)
    publish_corpus(store, DEFAULT)
    catalog = tmp_path / "catalog"
    assert catalog.is_symlink()
    assert (catalog / "batch.json").read_text(encoding="utf-8") == '{"episodes": []}'
    assert (catalog / "notes" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert searchable(tmp_path) == ["a", "b"]
    assert not list(catalog.glob(".tmp-*"))
    more(store, "c")
    publish_corpus(store, DEFAULT)
    assert (catalog / "notes" / "mine.txt").is_file()
    assert searchable(tmp_path) == ["a", "b", "c"]


def test_without_links_whole_folders_change_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "symlink_to", refused)
    monkeypatch.setattr(os, "link", refused)
    store = corpus(tmp_path, "a")
    for _ in range(2):
        assert (tmp_path / "catalog").is_dir()
        assert not (tmp_path / "catalog").is_symlink()
        more(store, "b")
        publish_corpus(store, DEFAULT, beside={"batch.json": b"{}"})
        assert searchable(tmp_path) == ["a", "b"]
    home = Generations(tmp_path)
    assert not home.altered(home.facts())
    monkeypatch.setattr(generations, "GRACE_S", 0.0)
    publish_corpus(store, DEFAULT)
    assert list((tmp_path / ".generations").iterdir()) == []


def test_a_link_of_somebody_else_is_replaced_with_a_word(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = old_style(tmp_path / "artifacts")
    (tmp_path / "artifacts" / "catalog").rename(tmp_path / "www")
    (tmp_path / "artifacts" / "catalog").symlink_to(tmp_path / "www")
    publish_corpus(store, DEFAULT)
    assert str(tmp_path / "www") in caplog.text
    assert (tmp_path / "artifacts" / "catalog" / "notes" / "mine.txt").is_file()
    assert (tmp_path / "www" / "notes" / "mine.txt").is_file()


# ---- what is noticed


@pytest.mark.parametrize("harm", ["edit", "delete", "shard"])
def test_a_damaged_catalog_is_made_whole_though_no_episode_changed(tmp_path: Path, harm: str) -> None:
    store = corpus(tmp_path, "a", "b")
    catalog = tmp_path / "catalog"
    path = {
        "edit": catalog / "index.html",
        "delete": catalog / "search" / "e" / "a.js",
        "shard": catalog / "search" / "t" / "0" / "ta.js",
    }[harm]
    before = path.read_bytes()
    path.unlink()
    if harm == "edit":
        path.write_bytes(b"<html>")
    publish_corpus(store, DEFAULT)
    assert path.read_bytes() == before


def test_other_words_of_an_episode_reach_its_search_file(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    record, transcript = highlights()
    words = tuple(w.model_copy(update={"text": w.text.replace("notebook", "ledger")}) for w in transcript.words)
    put(store, renamed(record, "a"), transcript.model_copy(update={"words": words}))
    publish_corpus(store, DEFAULT)
    texts = [(tmp_path / "catalog" / "search" / "e" / f"{id_}.js").read_text(encoding="utf-8") for id_ in "ab"]
    assert ["ledger" in text for text in texts] == [True, False]


def test_a_damaged_transcript_is_named_and_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = corpus(tmp_path, "a")
    more(store, "b", "c")
    (tmp_path / "b" / "transcript.json").write_text("{", encoding="utf-8")
    publish_corpus(store, DEFAULT)
    assert searchable(tmp_path) == ["a", "c"]
    for _ in range(2):  # named again where nothing else is to be done
        assert str(tmp_path / "b" / "transcript.json") in caplog.text
        caplog.clear()
        publish_corpus(store, DEFAULT)


def test_an_episode_that_is_being_worked_on_is_related_by_the_next_writer(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    with store.episode("a").locked():
        publish_corpus(store, ANY)
    assert store.episode("a").load("highlights.json", Highlights).related == ()
    publish_corpus(store, ANY)
    assert [r.episode_id for r in store.episode("a").load("highlights.json", Highlights).related] == ["b"]


# ---- one writer


PROGRAM = """
import sys, time, pathlib
from pipeline.corpus.generations import only_writer
with only_writer(pathlib.Path(sys.argv[1]), 5) as alive:
    print("held", flush=True)
    for _ in range(int(sys.argv[2])):
        time.sleep(0.1)
        alive()
    if sys.argv[2] == "0":
        time.sleep(600)
"""


@contextmanager
def holder(root: Path, tenths: int = 0) -> Iterator["subprocess.Popen[str]"]:
    """Hold the catalog in another process: for so many tenths of a second at work, or without a sign of life."""
    command = [sys.executable, "-c", PROGRAM, str(root), str(tenths)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_stopped_holder_is_named_in_one_line_after_the_wait(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a")
    more(store, "b")
    with holder(tmp_path) as process:
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(Busy, match=rf"the catalog .* process {process.pid} \(since 20.*\) after 1 s; .*kept"):
            publish_corpus(store, DEFAULT, wait_s=1)
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()
        publish_corpus(store, DEFAULT, wait_s=1)  # a killed holder's lock is free at once
    assert searchable(tmp_path) == ["a", "b"]


def test_a_holder_at_work_is_waited_for_longer(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a")
    with holder(tmp_path, tenths=30):
        started = time.monotonic()
        publish_corpus(store, DEFAULT, wait_s=1.5)
        assert time.monotonic() - started > 1.5


@pytest.mark.model
def test_the_command_that_meets_a_stopped_holder_ends_with_4_and_its_episode_is_kept(
    tmp_path: Path, cli: Callable[..., Any]
) -> None:
    from tests.integration.test_batch import TALK

    (tmp_path / "talk.vtt").write_text(TALK, encoding="utf-8")
    asked = ("run", tmp_path / "talk.vtt", "--direct", "--artifacts", tmp_path / "artifacts", "--set", "store.wait_s=1")
    with holder(tmp_path / "artifacts") as process:
        process.send_signal(signal.SIGSTOP)
        said = cli(*asked)
        assert (said.code, f"process {process.pid}" in said.err) == (4, True)
    assert cli(*asked).code == 0
    assert searchable(tmp_path / "artifacts") == ["talk"]


# ---- killed writers


DIES = """
import os, sys, pathlib
from pipeline.corpus import generations
from pipeline.corpus import publish_corpus
from pipeline.store import Store
from tests.corpus_builder import ANY
from tests.integration.corpus.test_generations import more
store = Store(pathlib.Path(sys.argv[1]))
more(store, "late")
generations.Generations.put = lambda self, folder: os.kill(os.getpid(), 9)
publish_corpus(store, ANY)
"""


def test_a_writer_killed_before_the_swap_leaves_the_old_catalog_and_nothing_for_ever(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a")
    (tmp_path / ".locks" / ".tmp-1").write_text("half", encoding="utf-8")
    os.utime(tmp_path / ".locks" / ".tmp-1", (0, 0))
    killed = subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert searchable(tmp_path) == ["a"]
    assert len(list((tmp_path / ".generations").iterdir())) == 2
    publish_corpus(store, DEFAULT)
    assert searchable(tmp_path) == ["a", "late"]
    assert (tmp_path / "catalog").resolve().name == "2"
    assert sorted(p.name for p in (tmp_path / ".generations").iterdir()) == ["1", "2"]
    assert not list(tmp_path.rglob(".tmp-*"))
    assert not list((tmp_path / ".locks").glob("*.holder"))


def test_half_written_files_go_when_their_writer_is_dead_or_they_are_old(tmp_path: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    now, old = time.time(), time.time() - 3600
    for name, at in (
        (f".tmp-{int(dead.stdout)}-a", now), (f".tmp-{os.getpid()}-b", now), (".tmp-x", now), (".tmp-y", old),
        ("clips/.tmp-z", old), ("page.html", old),
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("half", encoding="utf-8")
        os.utime(path, (at, at))
    sweep(tmp_path)
    left = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file())
    assert left == [f".tmp-{os.getpid()}-b", ".tmp-x", "page.html"]


def test_a_full_disk_leaves_the_old_catalog_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = corpus(tmp_path, "a")
    more(store, "b")

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(generations, "flush", full)
    with pytest.raises(MachineLacks, match="No space left"):
        publish_corpus(store, DEFAULT)
    assert searchable(tmp_path) == ["a"]
    assert [p.name for p in (tmp_path / ".generations").iterdir()] == ["1"]


def test_notes_name_every_file_and_every_episode(tmp_path: Path) -> None:
    corpus(tmp_path, "a", "b")
    catalog = tmp_path / "catalog"
    notes = json.loads((catalog / ".made_from.json").read_bytes())
    assert list(notes["episodes"]) == ["a", "b"]
    there = {p.relative_to(catalog.resolve()).as_posix() for p in catalog.resolve().rglob("*") if p.is_file()}
    assert set(notes["files"]) == there - {".made_from.json"}


def test_nothing_is_logged_where_all_is_well(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        publish_corpus(corpus(tmp_path, "a", "b"), ANY)
    assert caplog.text == ""
