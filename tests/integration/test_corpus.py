"""What is made over all episodes, on a real store: the site's files, related episodes, searching, serving."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.serve import server
from pipeline.corpus import find, publish_corpus
from pipeline.errors import BadInput, MachineLacks
from pipeline.records import Highlights
from pipeline.stages.related import RelatedConfig
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


def test_search_finds_the_word_that_was_said(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a", "b")
    hits = find(store, "failed pots", most=10)
    assert {hit.episode_id for hit in hits} == {"a", "b"}
    assert highlights()[1].words[hits[0].word].text == "failed"
    with pytest.raises(BadInput):
        find(store, "…", most=1)


def test_search_command_tells_the_place(tmp_path: Path, cli: Callable[..., Any]) -> None:
    corpus(tmp_path, "a")
    said = cli("search", "failed", "pots", "--artifacts", tmp_path, "--json")
    assert json.loads(said.out)["hits"][0]["start"] > 0
    assert cli("search", "zebra", "--artifacts", tmp_path).code == 0
    assert cli("search", "tea", "--artifacts", tmp_path / "nothing").code == 2


def test_serving_without_a_site_says_what_to_do(tmp_path: Path, cli: Callable[..., Any]) -> None:
    said = cli("serve", "--artifacts", tmp_path)
    assert (said.code, "highlights run" in said.err) == (2, True)


def test_hostile_names_keep_the_catalog_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    record, transcript = poisoned("</script><script>alert(1)</script>")
    put(store, renamed(record, "bad"), transcript)
    publish_corpus(store, RelatedConfig())
    index = (tmp_path / "catalog" / "index.html").read_text(encoding="utf-8")
    assert index.count("<script") == 2


# ---- the server


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Callable[..., tuple[int, dict[str, str], bytes]]]:
    corpus(tmp_path / "artifacts", "a")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "artifacts" / "leak").symlink_to(tmp_path / "secret.txt")
    running = server(tmp_path / "artifacts", 0)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    port = running.server_address[1]

    def get(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        line.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            line.putheader(name, value)
        line.endheaders()
        answer = line.getresponse()
        found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        line.close()
        return found

    yield get
    running.shutdown()
    running.server_close()
    thread.join()


def test_server_sends_pages_with_their_type_and_guards(ask: Any) -> None:
    status, headers, body = ask("/a/page.html")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert headers["x-content-type-options"] == "nosniff"
    assert body.startswith(b"<!doctype html>")
    assert ask("/")[1]["location"] == "/catalog/index.html"


@pytest.mark.parametrize(
    ("asked", "status", "length", "place"),
    [
        ("bytes=0-99", 206, 100, "bytes 0-99/"),
        ("bytes=100-", 206, None, "bytes 100-"),
        ("bytes=-10", 206, 10, "bytes "),
        ("bytes=99999999-", 416, 0, "bytes */"),
        ("lines=1-2", 200, None, ""),
    ],
)
def test_server_sends_the_part_that_a_player_asks_for(
    ask: Any, asked: str, status: int, length: int | None, place: str
) -> None:
    whole = ask("/a/tone.wav")[2]
    found, headers, body = ask("/a/tone.wav", Range=asked)
    assert found == status
    assert headers.get("content-range", "").startswith(place)
    assert length is None or len(body) == length
    assert status != 206 or body in whole


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/%2e%2e/secret.txt", "/a/../../secret.txt", "/leak", "/a", "/a/", "/.locks/", "/nothing",
        "/a/..%5c..%5csecret.txt", "/%00", "//etc/passwd",
    ],
)  # fmt: skip
def test_server_sends_nothing_else(ask: Any, path: str) -> None:
    status, _, body = ask(path)
    assert status == 404
    assert b"secret" not in body


def test_server_answers_to_its_own_name_only_and_to_reading_only(ask: Any) -> None:
    assert ask("/a/page.html", Host="evil.example")[0] == 421
    assert ask("/a/page.html", method="POST")[0] == 501
    status, headers, body = ask("/a/page.html", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 1000


def test_port_that_is_taken_is_told(tmp_path: Path) -> None:
    store = corpus(tmp_path, "a")
    first = server(store.root, 0)
    with pytest.raises(MachineLacks, match="--port"):
        server(store.root, first.server_address[1])
    first.server_close()
