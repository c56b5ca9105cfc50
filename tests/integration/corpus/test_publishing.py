"""What is made over all episodes, on a real store: the site's files, related episodes, searching."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus import publish_corpus
from pipeline.corpus.related import RelatedConfig
from pipeline.formats.delta_tables import TablesConfig
from pipeline.records import Highlights
from pipeline.store import Store
from tests.corpus_builder import ANY, corpus, put, renamed
from tests.record_builder import highlights, poisoned


def test_publishing_again_writes_nothing(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()}
    publish_corpus(store, RelatedConfig())
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*") if p.is_file()} == before


def test_related_episodes_reach_the_record_and_the_page_and_the_known_digests(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    publish_corpus(store, ANY)
    record = store.episode("a").load("highlights.json", Highlights)
    assert [other.episode_id for other in record.related] == ["b"]
    assert "../b/page.html" in (tmp_path / "a" / "page.html").read_text(encoding="utf-8")
    assert store.episode("a").damage() == []


def test_episode_that_is_gone_leaves_no_search_file_and_no_topic_page(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    for path in sorted((tmp_path / "b").rglob("*")):
        path.unlink()
    publish_corpus(store, RelatedConfig())
    assert sorted(p.name for p in (tmp_path / "catalog" / "search" / "e").iterdir()) == ["a.js"]


def test_damaged_record_is_left_out_of_the_site(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    (tmp_path / "b" / "highlights.json").write_text("{", encoding="utf-8")
    publish_corpus(store, RelatedConfig())
    assert "Tea, part 2" not in (tmp_path / "catalog" / "index.html").read_text(encoding="utf-8")


def test_delta_tables_follow_what_comes_and_goes(tmp_path: Path) -> None:
    deltalake, pq = pytest.importorskip("deltalake"), pytest.importorskip("pyarrow.parquet")
    store, delta = corpus(tmp_path / "artifacts", "a", "b"), tmp_path / "delta"

    def rows(name: str) -> list[str]:
        found = sorted(map(str, deltalake.DeltaTable(str(delta / name)).to_pyarrow_table().to_pylist()))
        assert found == sorted(map(str, pq.read_table(store.root / "catalog" / f"{name}.parquet").to_pylist())), name
        return found

    tables = TablesConfig(delta=str(delta))
    publish_corpus(store, RelatedConfig(), tables_config=tables)  # nothing else is new
    assert len(rows("episodes")) == 2
    record, transcript = highlights()
    put(store, renamed(record, "c"), transcript)
    publish_corpus(store, RelatedConfig(), tables_config=tables)
    assert len(rows("episodes")) == 3
    newest = deltalake.DeltaTable(str(delta / "quotes")).history()[0]["operationParameters"]["predicate"]
    assert "'c'" in newest
    assert "'a'" not in newest
    for path in sorted((store.root / "b").rglob("*")):
        path.unlink()
    publish_corpus(store)  # as the last time
    assert len(rows("episodes")) == 2
    for name in ("quotes", "sections", "topics"):
        assert rows(name)


def test_search_command_tells_the_place(tmp_path: Path, cli: Callable[..., Any]) -> None:
    corpus(tmp_path, "a")
    said = cli("search", "failed", "pots", "--artifacts", tmp_path, "--json")
    assert json.loads(said.out)["hits"][0]["start"] > 0
    assert cli("search", "zebra", "--artifacts", tmp_path).code == 0
    assert cli("search", "tea", "--artifacts", tmp_path / "nothing").code == 2


def test_hostile_names_keep_the_catalog_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    record, transcript = poisoned("</script><script>alert(1)</script>")
    put(store, renamed(record, "bad"), transcript)
    publish_corpus(store, RelatedConfig())
    index = (tmp_path / "catalog" / "index.html").read_text(encoding="utf-8")
    assert index.count("<script") == 3  # the listing, and two files of our own


def test_a_file_beside_the_catalog_is_renewed_without_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = corpus(tmp_path / "artifacts", "ep-a", "ep-b")
    publish_corpus(store, beside={"batch.json": b"{}\n"})
    before = {p.name: p.read_bytes() for p in (store.root / "catalog").iterdir() if p.is_file()}
    monkeypatch.setattr("pipeline.corpus.building.neighbour", None)  # no episode is read
    publish_corpus(store, beside={"batch.json": b"[]\n"})
    after = {p.name: p.read_bytes() for p in (store.root / "catalog").iterdir() if p.is_file()}
    assert after.pop("batch.json") == b"[]\n"
    del before["batch.json"], before[".made_from.json"], after[".made_from.json"]
    assert after == before
    publish_corpus(store)  # what was put is whole: nothing is read again
