"""Published episodes are gathered with signs that change when they are published anew; a damaged one stops nobody."""

from pathlib import Path

import pytest

from pipeline.corpus.gathering import RECORD, all_signs, gathered, taken_stock
from tests.corpus_builder import corpus


def test_every_published_episode_is_gathered_with_its_signs(tmp_path: Path) -> None:
    store = corpus(tmp_path, "kettle-7", "kettle-8")
    assert [(n.id, n.seen) for n in gathered(store)] == list(all_signs(store).items())


def test_publishing_anew_changes_the_sign(tmp_path: Path) -> None:
    store = corpus(tmp_path, "kettle-7")
    before = all_signs(store)
    path = store.root / "kettle-7" / RECORD
    path.write_bytes(path.read_bytes() + b"\n")
    assert all_signs(store) != before


def test_a_damaged_episode_is_left_out_and_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = corpus(tmp_path, "kettle-7", "kettle-8")
    (store.root / "kettle-8" / RECORD).write_text("{", encoding="utf-8")
    everybody, damaged = taken_stock(store)
    assert ([n.id for n in everybody], list(damaged)) == (["kettle-7"], ["kettle-8"])
    assert [n.id for n in gathered(store)] == ["kettle-7"]
    assert "kettle-8" in caplog.text
