"""`highlights feed …` as a person types it: answers, exit codes, and a night's work from the feed to the page."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.feeds import state
from tests.feeds import captions, item, rss
from tests.lying_server import LyingServer

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    return tmp_path / "feeds"


def test_a_feed_is_added_pulled_listed_and_removed(server: LyingServer, feeds: Path, cli: Callable[..., Any]) -> None:
    server.file("/feed", rss(item(1, base=server.url)))
    server.file("/1.mp3", b"ID3\x03" + bytes(5000))
    private = ("--allow-private", "--feeds", feeds)
    assert cli("feed", "add", f"{server.url}/feed", "--feeds", feeds).code == 2  # private
    added = cli("feed", "add", f"{server.url}/feed", *private, "--latest", "2", "--audio", "always", "--json")
    assert (added.code, json.loads(added.out)["name"]) == (0, "deep-talk")
    pulled = cli("feed", "pull", *private, "--json")
    assert (pulled.code, json.loads(pulled.out)["feeds"][0]["fetched"]) == (0, ["deep-talk-2026-03-02-talk-1"])
    listed = cli("feed", "list", "--feeds", feeds, "--json")
    (row,) = json.loads(listed.out)["feeds"]
    assert (row["episodes"], row["made"], row["latest"], row["audio"]) == (1, 0, 2, "always")
    assert "0 made of 1" in cli("feed", "list", "--feeds", feeds).out
    removed = cli("feed", "remove", "deep-talk", "--delete-files", "--feeds", feeds, "--json")
    assert json.loads(removed.out) == {"removed": "deep-talk", "files_deleted": 2}
    assert json.loads(cli("feed", "list", "--feeds", feeds, "--json").out) == {"feeds": [], "damaged": {}}


def test_a_bad_feed_is_named_and_the_exit_code_is_3(server: LyingServer, feeds: Path, cli: Callable[..., Any]) -> None:
    server.file("/feed", rss(item(1, base=server.url)))
    server.file("/1.mp3", b"<html>no</html>")
    private = ("--allow-private", "--feeds", feeds)
    cli("feed", "add", f"{server.url}/feed", *private)
    pulled = cli("feed", "pull", *private)
    assert pulled.code == 3
    assert "expected a sound file, found a web page" in pulled.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "file:///etc/passwd"),
        ("add", "none.xml"),
        ("add", "http://169.254.169.254/", "--allow-private"),
        ("add", "http://x.test/", "--since", "soon"),
        ("remove", "nobody"),
        ("pull", "nobody"),
        ("import", "none.opml"),
    ],
)
def test_a_wrong_question_has_exit_code_2_and_one_line(
    arguments: tuple[str, ...], feeds: Path, cli: Callable[..., Any]
) -> None:
    said = cli("feed", *arguments, "--feeds", feeds, "--json")
    assert said.code == 2
    assert json.loads(said.out)["error"]
    assert len(said.err.strip().splitlines()) == 1


def test_opml_is_imported_without_fetching(feeds: Path, tmp_path: Path, cli: Callable[..., Any]) -> None:
    opml = tmp_path / "subscriptions.opml"
    opml.write_text(
        '<opml><body><outline text="A" xmlUrl="https://a.test/feed"/><outline text="B" xmlUrl="https://b.test/feed"/>'
        '<outline text="C" xmlUrl="file:///etc/passwd"/><outline text="D" xmlUrl="/etc/passwd"/></body></opml>'
    )
    said = cli("feed", "import", opml, "--latest", "1", "--feeds", feeds, "--json")
    answer = json.loads(said.out)
    assert (said.code, answer["added"], sorted(answer["refused"])) == (
        3,
        ["a", "b"],
        ["/etc/passwd", "file:///etc/passwd"],
    )
    assert [(one.url, one.latest) for one in state.load(feeds)] == [
        ("https://a.test/feed", 1),
        ("https://b.test/feed", 1),
    ]


@pytest.mark.model
@pytest.mark.prefect
def test_a_night_makes_pages_of_a_transcript_and_of_sound_and_goes_past_a_bad_one(
    prefect_server: None, server: LyingServer, feeds: Path, tmp_path: Path, cli: Callable[..., Any]
) -> None:
    server.file("/1.vtt", captions(2), kind="text/vtt")
    server.file("/2.mp3", (DATA / "jfk.flac").read_bytes(), kind="audio/flac")
    server.file("/3.mp3", b"ID3\x03" + bytes(5000))  # begins like sound and is none
    tag = f'<podcast:transcript url="{server.url}/1.vtt" type="text/vtt"/><podcast:person>Ana Reyes</podcast:person>'
    server.file("/feed", rss(item(1, base=server.url, more=tag), item(2, base=server.url), item(3, base=server.url)))
    artifacts = tmp_path / "artifacts"
    private = ("--allow-private", "--feeds", feeds)
    cli("feed", "add", f"{server.url}/feed", *private)
    said = cli("feed", "pull", "--make", *private, "--profile", "fast", "--artifacts", artifacts, "--json")
    assert said.code == 3, said.err
    rows = {row["source"]: row for row in json.loads(said.out)["episodes"]}
    words, sound, bad = (f"deep-talk-2026-03-0{n + 1}-talk-{n}" for n in (1, 2, 3))
    assert [rows[name]["done"] for name in (f"{words}.vtt", f"{sound}.flac", f"{bad}.mp3")] == [True, True, False]
    for episode in (words, sound):
        record = json.loads((artifacts / episode / "highlights.json").read_bytes())
        assert (artifacts / episode / "page.html").is_file()
        assert record["episode"]["show"] == "Deep Talk"
    assert record["episode"]["audio"]["url"] == f"{server.url}/2.mp3"
    assert cli("verify", words, sound, "--artifacts", artifacts).code == 0
    (show,) = state.load(feeds)
    assert {one.stem: one.made is not None for one in show.episodes} == {words: True, sound: True, bad: False}
    again = cli("feed", "pull", "--make", *private, "--profile", "fast", "--artifacts", artifacts, "--json")
    assert [row["source"] for row in json.loads(again.out)["episodes"]] == [f"{bad}.mp3"]


@pytest.mark.prefect
def test_the_nightly_flow_goes_past_a_bad_show_and_says_so(
    prefect_server: None, server: LyingServer, feeds: Path, tmp_path: Path, cli: Callable[..., Any]
) -> None:
    from flows.feeds import feeds as nightly

    for path in ("/feed", "/other"):
        server.file(path, rss(title=path.strip("/")))
        cli("feed", "add", f"{server.url}{path}", "--allow-private", "--feeds", feeds)
    given = {"feeds": str(feeds), "artifacts": str(tmp_path / "a"), "assignments": ("feeds.allow_private=true",)}
    assert nightly(**given, return_state=True).name == "Completed"
    del server.answers["/other"]
    done = nightly(**given, return_state=True)
    assert done.name == "CompletedWithFailures"
    rows = {row["feed"]: row["state"] for row in done.result()["feeds"]}
    assert rows == {"feed": "pulled", "other": "failed"}
    private = nightly(feeds=str(feeds), artifacts=str(tmp_path / "a"), return_state=True)  # not allowed by the settings
    why = {row["feed"]: row["why"] for row in private.result()["feeds"]}
    assert "it is private" in why["feed"]
    assert why["other"].startswith("until ")  # it is left alone for a while
