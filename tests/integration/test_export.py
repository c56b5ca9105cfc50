"""Exports held against parsers of their own ecosystems: mutagen, ffmpeg, webvtt-py, podcastparser, feedparser."""

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import podcastparser
import pytest
import webvtt
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.formats.captions import podcast_json, srt, vtt
from pipeline.formats.description import description_chapters
from pipeline.formats.epub import epub
from pipeline.formats.feed import feed_item
from pipeline.formats.obsidian import note, note_name, written_for
from pipeline.records import Audio, Highlights, Transcript
from tests.corpus_builder import corpus, sound
from tests.record_builder import highlights, poisoned
from tests.unit.formats.test_html import HOSTILE

NAMESPACES = 'xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters"'
# podcastparser knows the namespace by the address that it had before 2021
ITS_NAME = "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
TITLES = ["Welcome", "Why hot water wins", "Twelve failed pots"]
STARTS_MS = [0, 8000, 38000]


def encoded(folder: Path, suffix: str) -> Path:
    """Return the made-up sound in a container, with a title in its tags."""
    sound(folder / "tone.wav")
    path = folder / f"kettle-7{suffix}"
    codec = {".mp3": "libmp3lame", ".m4a": "aac", ".opus": "libopus", ".flac": "flac"}[suffix]
    command = [Ffmpeg().binary, "-v", "error", "-i", str(folder / "tone.wav"), "-metadata", "title=Tea", "-c:a", codec]
    subprocess.run([*command, "-ar", "16000" if suffix != ".opus" else "48000", str(path)], check=True)
    return path


@pytest.fixture
def exported(tmp_path: Path, cli: Callable[..., Any]) -> Callable[[str], tuple[Path, Path]]:
    def go(suffix: str) -> tuple[Path, Path]:
        store = corpus(tmp_path / "artifacts", "kettle-7")
        audio = encoded(tmp_path, suffix)
        record = store.episode("kettle-7").load("highlights.json", Highlights)
        episode = record.episode.model_copy(update={"audio": Audio(path=f"../../{audio.name}")})
        (store.root / "kettle-7" / "highlights.json").write_text(
            record.model_copy(update={"episode": episode}).model_dump_json(), encoding="utf-8"
        )
        copy = tmp_path / f"copy{suffix}"
        said = cli("export", "kettle-7", "--chapters-into", copy, "--artifacts", store.root)
        assert said.code == 0, said.err
        return audio, copy

    return go


def test_mp3_copy_has_chapters_and_a_table_of_contents(exported: Any) -> None:
    _, copy = exported(".mp3")
    tags = ID3(copy)
    listed = sorted(tags.getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert [chapter.sub_frames["TIT2"].text[0] for chapter in listed] == TITLES
    assert [chapter.start_time for chapter in listed] == STARTS_MS
    (contents,) = tags.getall("CTOC")
    assert contents.child_element_ids == [chapter.element_id for chapter in listed]
    assert tags["TIT2"].text == ["Tea"]


def test_m4a_copy_has_chapters(exported: Any) -> None:
    _, copy = exported(".m4a")
    assert [(round(c.start * 1000), c.title) for c in MP4(copy).chapters] == list(zip(STARTS_MS, TITLES, strict=True))


def test_opus_copy_has_chapters_as_comments(exported: Any) -> None:
    _, copy = exported(".opus")
    assert [OggOpus(copy)[f"chapter00{k}name"] for k in range(3)] == [[title] for title in TITLES]


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".opus"])
def test_copy_sounds_as_before_and_ffmpeg_reads_its_chapters(exported: Any, suffix: str) -> None:
    audio, copy = exported(suffix)
    assert Ffmpeg().decode(copy).sha256 == Ffmpeg().decode(audio).sha256
    assert [chapter.title for chapter in Ffmpeg().tags(copy)[1]] == TITLES


def test_export_refuses_what_cannot_be(tmp_path: Path, cli: Callable[..., Any]) -> None:
    root = corpus(tmp_path, "kettle-7").root
    for arguments in (
        ("--chapters-into", tmp_path / "copy.mp3"),  # the sound is a .wav, which holds no chapters
        ("--epub", tmp_path / "book.pdf"),
        ("--obsidian", tmp_path / "nowhere"),
        (),
    ):
        said = cli("export", "kettle-7", *arguments, "--artifacts", root)
        assert (said.code, said.err.count("\n")) == (2, 1), said


def test_description_keeps_the_rules_of_youtube_and_apple(tmp_path: Path) -> None:
    record, _ = highlights()
    sections = tuple(s.model_copy(update={"title": "A long title " * 9}) for s in record.sections)
    lines = (description_chapters(record.model_copy(update={"sections": sections})) or "").splitlines()
    assert lines == []  # the introduction lasts eight seconds: two chapters are left, and three are needed
    later = sections[2].model_copy(update={"id": "t04", "start": 52.0})
    lines = (description_chapters(record.model_copy(update={"sections": (*sections[1:], later)})) or "").splitlines()
    stamps = [re.fullmatch(r"(\d+):(\d\d) (.{1,70})", line) for line in lines]
    assert all(stamps)
    seconds = [int(m[1]) * 60 + int(m[2]) for m in stamps if m]
    assert seconds[0] == 0
    assert len(seconds) >= 3
    assert all(b - a >= 10 for a, b in pairwise(seconds))


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
    assert episode["title"] == " ".join(re.sub(r"[\x00-\x08\x7f]", "", made[0].episode.title).split())


# ---- the book and the note


@pytest.mark.parametrize("made", everything())
def test_book_is_whole_and_every_page_is_xml_with_the_same_elements(made: tuple[Highlights, Transcript]) -> None:
    book = zipfile.ZipFile(io.BytesIO(epub(made[0])))
    first = book.infolist()[0]
    assert (first.filename, first.compress_type, book.read(first)) == ("mimetype", 0, b"application/epub+zip")
    pages = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist() if name.endswith("html")}
    plain = zipfile.ZipFile(io.BytesIO(epub(poisoned("harmless")[0])))
    for name, tree in pages.items():
        if made[0] != highlights()[0]:
            assert [e.tag for e in tree.iter()] == [e.tag for e in ElementTree.fromstring(plain.read(name)).iter()]
    for href in re.findall(r'href="([^"#]+)', book.read("OEBPS/content.opf").decode()):
        assert f"OEBPS/{href}" in book.namelist()


def test_same_record_gives_the_same_book() -> None:
    assert epub(highlights()[0]) == epub(highlights()[0])


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


@pytest.mark.parametrize("name", [*HOSTILE, "../../x", "a/b:c*?", "", "CON.", "[[x]]|y#^z"])
def test_name_of_a_note_is_a_file_name_and_a_link(name: str) -> None:
    made = note_name(name)
    assert made
    assert not re.search(r'[\[\]|#^/\\:*"<>?\n]', made)


def test_note_links_people_and_topics_and_lets_quotes_be_embedded() -> None:
    text = note(highlights()[0])
    assert "[[Bo]]" in text
    assert "[[Hot water]]" in text
    assert re.search(r"^\^q01$", text, re.M)
    assert json.loads(re.search(r"^people: (.*)$", text, re.M)[1]) == ["[[Ada]]", "[[Bo]]"]  # type: ignore[index]
