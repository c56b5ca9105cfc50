"""What is made over all episodes, on a real store: the site's files, related episodes, searching."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.corpus import publish_corpus
from pipeline.corpus.related import RelatedConfig
from pipeline.records import Highlights
from pipeline.store import Store
from tests.corpus_builder import ANY, corpus, put, renamed
from tests.record_builder import poisoned


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
    assert index.count("<script") == 2
