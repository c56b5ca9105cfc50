"""Covers are read out of real files that ffmpeg makes here."""

import subprocess
from pathlib import Path

import pytest

from pipeline.engines.cover_art import SIDE, CoverArt
from pipeline.engines.ffmpeg import Ffmpeg
from tests.corpus_builder import sound

JPEG = b"\xff\xd8\xff"


def ffmpeg(*arguments: object) -> None:
    subprocess.run([Ffmpeg().binary, "-v", "error", *map(str, arguments)], check=True)


@pytest.fixture
def art() -> CoverArt:
    return CoverArt(Ffmpeg())


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=900x900", "-frames:v", "1", tmp_path / "art.png")
    return tmp_path / "art.png"


def width(data: bytes) -> int:
    """Return a baseline JPEG's width, from its frame header."""
    at = data.index(b"\xff\xc0")
    return int.from_bytes(data[at + 7 : at + 9], "big")


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".gif"])
def test_picture_file_becomes_a_jpeg_of_a_page_s_size(art: CoverArt, drawn: Path, suffix: str) -> None:
    path = drawn.with_suffix(suffix)
    if path != drawn:
        ffmpeg("-i", drawn, path)
    made = art.picture(path)
    assert made
    assert made.startswith(JPEG)
    assert width(made) == SIDE


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".flac"])
def test_cover_in_an_audio_file_is_found(art: CoverArt, drawn: Path, suffix: str) -> None:
    sound(drawn.parent / "tone.wav")
    path = drawn.with_suffix(suffix)
    ffmpeg("-i", drawn.parent / "tone.wav", "-i", drawn, "-map", "0", "-map", "1", "-c:v", "mjpeg",
           "-disposition:v", "attached_pic", path)  # fmt: skip
    assert (art.picture(path) or b"").startswith(JPEG)


def test_sound_without_a_cover_has_none_and_a_film_is_no_cover(art: CoverArt, tmp_path: Path) -> None:
    sound(tmp_path / "tone.wav")
    assert art.picture(tmp_path / "tone.wav") is None
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc=s=64x64:d=0.2", "-i", tmp_path / "tone.wav", "-t", "0.2", tmp_path / "film.mp4"
    )
    assert art.picture(tmp_path / "film.mp4") is None


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + b"0" * 99, JPEG, b"GIF89a", b"#EXTM3U\n/etc/passwd\n", b""])
def test_file_that_is_no_picture_gives_none(art: CoverArt, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "art.png").write_bytes(data)
    assert art.picture(tmp_path / "art.png") is None


def test_picture_of_too_many_pixels_is_refused(art: CoverArt, tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "color=s=8000x8000", "-frames:v", "1", tmp_path / "big.png")
    assert (tmp_path / "big.png").stat().st_size < 1_000_000
    assert art.picture(tmp_path / "big.png") is None
