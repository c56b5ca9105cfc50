"""Exports held against parsers of their own ecosystems: mutagen, ffmpeg, webvtt-py, podcastparser, feedparser."""

import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
import webvtt

from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.formats.captions import podcast_json, srt, vtt
from pipeline.formats.feed import feed_item
from pipeline.formats.obsidian import note_name, written_for
from pipeline.records import Highlights, Transcript
from tests.corpus_builder import corpus
from tests.record_builder import highlights, poisoned
from tests.unit.formats.test_html import HOSTILE

NAMESPACES = 'xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters"'
# podcastparser knows the namespace by the address that it had before 2021
ITS_NAME = "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"


def test_export_refuses_what_cannot_be(tmp_path: Path, cli: Callable[..., Any]) -> None:
    root = corpus(tmp_path, "kettle-7").root
    for arguments in (
        ("--chapters-into", tmp_path / "copy.mp3"),  # the sound is a .wav, which holds no chapters
        ("--epub", tmp_path / "book.pdf"),
        ("--obsidian", tmp_path / "nowhere"),
        ("--for-players", tmp_path / "nowhere"),
        (),
    ):
        said = cli("export", "kettle-7", *arguments, "--artifacts", root)
        assert (said.code, said.err.count("\n")) == (2, 1), said


def test_files_for_players_are_named_like_the_audio_and_overwrite_nothing(
    tmp_path: Path, cli: Callable[..., Any]
) -> None:
    store = corpus(tmp_path / "artifacts", "kettle-7")
    place, library = store.episode("kettle-7"), tmp_path / "library"
    library.mkdir()
    said = cli("export", "kettle-7", "--for-players", library, "--artifacts", store.root)
    assert said.code == 0, said.err
    names = ["tone.wav", "tone.srt", "tone.chapters.json"]
    assert [Path(line).name for line in said.out.splitlines()] == names
    assert (library / names[0]).read_bytes() == (place.folder / names[0]).read_bytes()
    assert (library / names[1]).read_bytes() == (place.folder / "transcript.srt").read_bytes()
    assert json.loads((library / names[2]).read_bytes())["chapters"]
    again = cli("export", "kettle-7", "--for-players", library, "--artifacts", store.root)
    assert (again.code, names[1] in again.err) == (2, True)
    beside = cli("export", "kettle-7", "--for-players", place.folder, "--artifacts", store.root)
    assert (beside.code, "read as its transcript" in beside.err) == (2, True)


# ---- captions


def everything() -> list[tuple[Highlights, Transcript]]:
    return [highlights(), *(poisoned(payload) for payload in HOSTILE)]


@pytest.mark.parametrize("made", everything())
def test_webvtt_is_read_by_webvtt_py_with_times_and_words(made: tuple[Highlights, Transcript]) -> None:
    text = vtt(made[1])
    cues = webvtt.from_string(text)
    assert len(cues) == text.count(" --> ")
    assert all(cue.start_in_seconds <= cue.end_in_seconds for cue in cues)
    if made[1] == highlights()[1]:
        assert " ".join(cue.text for cue in cues).split() == [word.text for word in made[1].words]
        assert {cue.voice for cue in cues} == {"Ada", "Bo"}


@pytest.mark.parametrize("made", everything())
def test_srt_is_read_by_ffmpeg(made: tuple[Highlights, Transcript], tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(srt(made[1]), encoding="utf-8")
    command = [Ffmpeg().binary, "-v", "error", "-f", "srt", "-i", str(path), "-f", "webvtt", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    assert done.stdout.count(b" --> ") == srt(made[1]).count(" --> ")


@pytest.mark.parametrize("made", everything())
def test_podcast_json_has_every_word_with_its_times(made: tuple[Highlights, Transcript]) -> None:
    read = json.loads(podcast_json(made[1]))
    assert read["version"] == "1.0.0"
    assert all({"startTime", "endTime", "body"} <= set(segment) for segment in read["segments"])
    starts = [segment["startTime"] for segment in read["segments"]]
    assert starts == sorted(starts)


# ---- the feed item


def feed_with(item: str) -> str:
    head = (
        f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel><title>T</title><link>https://a.example/</link>'
    )
    enclosure = '<guid>1</guid><enclosure url="https://a.example/a.mp3" length="1" type="audio/mpeg"/></item>'
    return f"{head}<description>D</description>{item.replace('</item>', enclosure)}</channel></rss>"


@pytest.mark.parametrize("made", everything())
def test_feed_item_is_read_by_podcastparser_and_feedparser(made: tuple[Highlights, Transcript]) -> None:
    text = feed_with(feed_item(made[0], base_url="https://a.example/kettle-7/"))
    read = feedparser.parse(text)
    assert not read.bozo, read.get("bozo_exception")
    older = text.replace("https://podcastindex.org/namespace/1.0", ITS_NAME)
    (episode,) = podcastparser.parse("https://a.example/feed.xml", io.StringIO(older))["episodes"]
    assert episode["chapters_json_url"] == "https://a.example/kettle-7/chapters.json"
    assert episode["transcript_url"].startswith("https://a.example/kettle-7/transcript.")
    assert len(episode["persons"]) == 2
    assert episode["title"] == " ".join(
        re.sub(r"[\x00-\x08\x7f\u202a-\u202e\u2066-\u2069]", "", made[0].episode.title).split()
    )


# ---- the book and the note


def test_exporting_a_note_again_writes_it_anew_and_one_changed_by_hand_is_left(
    tmp_path: Path, cli: Callable[..., Any]
) -> None:
    export = (
        "export",
        "kettle-7",
        "--artifacts",
        corpus(tmp_path / "artifacts", "kettle-7").root,
        "--obsidian",
        tmp_path,
    )
    path = Path(cli(*export).out.strip())
    assert written_for(path.read_text(encoding="utf-8")) == ("kettle-7", True)
    assert cli(*export).code == 0
    path.write_text(changed := path.read_text(encoding="utf-8") + "\nMy own thought.\n", encoding="utf-8")
    said = cli(*export)
    assert (said.code, "found your changes" in said.err) == (2, True)
    assert path.read_text(encoding="utf-8") == changed


def test_note_of_the_same_name_that_is_not_ours_stays(tmp_path: Path, cli: Callable[..., Any]) -> None:
    store = corpus(tmp_path / "artifacts", "kettle-7", "kettle-8")
    record = store.episode("kettle-7").load("highlights.json", Highlights)
    mine = tmp_path / f"{note_name(record.episode.title)}.md"
    mine.write_text("What I thought of it.", encoding="utf-8")
    export = ("export", "kettle-7", "--artifacts", store.root, "--obsidian", tmp_path)
    beside = tmp_path / f"{note_name(record.episode.title)} (kettle-7).md"
    assert cli(*export).out.strip() == str(beside)
    assert cli(*export).code == 0
    beside.write_text("Mine as well.", encoding="utf-8")
    assert cli(*export).code == 2
    assert [path.read_text(encoding="utf-8") for path in (mine, beside)] == ["What I thought of it.", "Mine as well."]
