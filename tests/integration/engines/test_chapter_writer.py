"""A copy of the sound holds the chapters, whatever its container, and sounds as before."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus

from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.records import Audio, Highlights
from tests.corpus_builder import corpus, sound

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
