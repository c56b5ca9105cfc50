"""The real ffmpeg over made-up sound: whole, damaged, and everything that is no sound at all."""

import gzip
import os
import random
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline.engines.ffmpeg import DecodeConfig, Ffmpeg
from pipeline.errors import HighlightsError, MachineLacks, NotAudio

SECONDS = 12
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg()


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory, ffmpeg: Ffmpeg) -> Make:
    """Return a maker: `sounds("a.mp3", "-af", …)` encodes a two-tone voice-like sound once per name."""
    folder = tmp_path_factory.mktemp("sounds")
    tone = f"sine=f=180:d={SECONDS}:r=44100,tremolo=f=4:d=0.9"

    def make(name: str, *options: str, source: str = tone) -> Path:
        path = folder / name
        if not path.exists():
            command = [ffmpeg.binary, "-v", "error", "-f", "lavfi", "-i", source, *options, str(path)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        return path

    return make


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.ogg", "a.opus", "a.flac", "a.wav", "a.mka"])
def test_every_common_kind_of_file_is_heard_whole_and_without_a_flag(ffmpeg: Ffmpeg, sounds: Make, name: str) -> None:
    decoded = ffmpeg.decode(sounds(name))
    assert decoded.seconds == pytest.approx(SECONDS, abs=0.1)
    assert decoded.declared_s == pytest.approx(SECONDS, abs=0.1)
    assert decoded.flags == ()
    assert np.abs(np.asarray(decoded.samples, np.int32)).max() > 1000


def test_decoding_twice_gives_the_same_samples_and_the_second_time_costs_nothing(ffmpeg: Ffmpeg, sounds: Make) -> None:
    path = sounds("a.mp3")
    first = ffmpeg.decode(path)
    assert ffmpeg.decode(path) is first
    assert Ffmpeg().decode(path).sha256 == first.sha256


def test_a_file_that_changed_is_decoded_again(ffmpeg: Ffmpeg, sounds: Make, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(sounds("a.wav").read_bytes())
    first = ffmpeg.decode(path)
    path.write_bytes(sounds("short.wav", "-t", "3").read_bytes())
    assert ffmpeg.decode(path).seconds == pytest.approx(3) != first.seconds


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_truncated_mp3_is_decoded_and_flagged(
    ffmpeg: Ffmpeg, sounds: Make, written: Callable[[str, bytes], Path], share: float
) -> None:
    data = sounds("a.mp3").read_bytes()
    decoded = ffmpeg.decode(written("cut.mp3", data[: int(len(data) * share)]))
    assert "audio-truncated" in decoded.flags
    assert decoded.seconds == pytest.approx(SECONDS * share, abs=0.5)
    assert decoded.declared_s == pytest.approx(SECONDS, abs=0.1)


@pytest.mark.parametrize("share", [0.4, 0.7, 0.95, 0.999])
@pytest.mark.parametrize("name", ["a.opus", "a.ogg"])
def test_a_cut_ogg_is_flagged_although_it_declares_no_length(
    ffmpeg: Ffmpeg, sounds: Make, written: Callable[[str, bytes], Path], name: str, share: float
) -> None:
    data = sounds(name).read_bytes()
    assert "audio-truncated" in ffmpeg.decode(written(f"cut-{name}", data[: int(len(data) * share)])).flags


def test_a_file_with_hardly_anything_of_its_declared_length_is_refused(
    ffmpeg: Ffmpeg, sounds: Make, written: Callable[[str, bytes], Path]
) -> None:
    data = sounds("a.mp3").read_bytes()
    stump = written("stump.mp3", data[: len(data) // 8])
    with pytest.raises(NotAudio, match="expected about 12 s"):
        ffmpeg.decode(stump)
    assert Ffmpeg(DecodeConfig(min_share=0)).decode(stump).seconds > 1


def test_a_hole_in_an_mp3_is_flagged(ffmpeg: Ffmpeg, sounds: Make, written: Callable[[str, bytes], Path]) -> None:
    data = bytearray(sounds("a.mp3").read_bytes())
    third = len(data) // 3
    data[third : 2 * third] = bytes(third)
    assert {"audio-damaged", "audio-truncated"} <= set(ffmpeg.decode(written("hole.mp3", bytes(data))).flags)


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.flac", "a.opus"])
def test_times_are_trusted_up_to_the_damage_and_no_further(
    ffmpeg: Ffmpeg, sounds: Make, written: Callable[[str, bytes], Path], name: str
) -> None:
    data = bytearray(sounds(f"long-{name}", source=f"anoisesrc=d={2 * SECONDS}:r=48000:a=0.2").read_bytes())
    half = len(data) // 2
    data[half : half + len(data) // 8] = bytes(len(data) // 8)
    decoded = ffmpeg.decode(written(f"hole-{name}", bytes(data)))
    assert decoded.damaged_from is not None
    assert decoded.damaged_from <= SECONDS + 0.5
    if name != "a.opus":  # its errors may be told before any sound: then no time is trusted
        assert decoded.damaged_from >= SECONDS - 3


def test_a_whole_file_and_one_that_ends_early_keep_their_times(
    ffmpeg: Ffmpeg, sounds: Make, written: Callable[[str, bytes], Path]
) -> None:
    whole = sounds("a.flac")
    assert ffmpeg.decode(whole).damaged_from is None
    data = whole.read_bytes()
    cut = ffmpeg.decode(written("short.flac", data[: len(data) // 2]))
    assert "audio-truncated" in cut.flags
    assert cut.damaged_from is None or cut.damaged_from >= cut.seconds - 2


def test_flipped_bits_are_flagged(ffmpeg: Ffmpeg, sounds: Make, written: Callable[[str, bytes], Path]) -> None:
    data, dice = bytearray(sounds("a.mp3").read_bytes()), random.Random(1)
    for _ in range(200):
        data[dice.randrange(2000, len(data))] ^= 1 << dice.randrange(8)
    assert "audio-damaged" in ffmpeg.decode(written("flips.mp3", bytes(data))).flags


def test_an_mp3_without_a_declared_length_is_no_false_alarm(ffmpeg: Ffmpeg, sounds: Make) -> None:
    decoded = ffmpeg.decode(sounds("noxing.mp3", "-q:a", "6", "-write_xing", "0"))
    assert decoded.declared_s is None
    assert decoded.flags == ()


def test_channels_that_cancel_are_heard_from_one_of_them(ffmpeg: Ffmpeg, sounds: Make) -> None:
    decoded = ffmpeg.decode(sounds("anti.flac", "-af", "pan=stereo|c0=c0|c1=-1*c0"))
    assert decoded.flags == ("channels-cancel",)
    assert decoded.sha256 == ffmpeg.decode(sounds("a.flac")).sha256


@pytest.mark.parametrize(
    ("flag", "filters"),
    [
        ("one-channel-only", "pan=stereo|c0=c0|c1=0*c0"),
        ("clipped", "volume=40dB"),
        ("quiet", "volume=-50dB"),
        ("silent", "volume=0"),
    ],
)
def test_odd_levels_are_flagged(ffmpeg: Ffmpeg, sounds: Make, flag: str, filters: str) -> None:
    assert ffmpeg.decode(sounds(f"{flag}.flac", "-af", filters)).flags == (flag,)


def test_a_second_audio_stream_is_flagged_and_the_first_is_heard(ffmpeg: Ffmpeg, sounds: Make) -> None:
    two = sounds("two.mka", "-f", "lavfi", "-i", "sine=f=900:d=12", "-map", "0:a", "-map", "1:a", "-c:a", "flac")
    decoded = ffmpeg.decode(two)
    assert decoded.flags == ("several-audio-streams",)
    assert decoded.sha256 == ffmpeg.decode(sounds("a.flac")).sha256


def wav(data: bytes, rate: int = 16000, channels: int = 1, kind: int = 1, bits: int = 16) -> bytes:
    block = channels * bits // 8
    head = struct.pack("<IHHIIHH", 16, kind, channels, rate, rate * block, block, bits)
    body = b"WAVEfmt " + head + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_samples_that_are_no_numbers_are_flagged(ffmpeg: Ffmpeg, written: Callable[[str, bytes], Path]) -> None:
    samples = np.concatenate([np.full(16000, np.nan), np.full(16000, 0.1)]).astype("<f4")
    assert "invalid-samples" in ffmpeg.decode(written("nan.wav", wav(samples.tobytes(), kind=3, bits=32))).flags


NOT_AUDIO = {
    "empty.mp3": (b"", "an empty file"),
    "text.mp3": (b"hello there\n" * 200, "text"),
    "page.mp3": (b"<!DOCTYPE html><html><body>404</body></html>", "a web page"),
    "pointer.mp3": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "a Git LFS pointer"),
    "noise.mp3": (random.Random(2).randbytes(65536), "nothing that ffmpeg knows"),
    "zeros.mp3": (bytes(100_000), "no samples|nothing that ffmpeg knows"),
    "packed.mp3": (gzip.compress(bytes(5000)), "a gzip archive"),
    "nothing.wav": (wav(b""), "no samples"),
    "playlist.pls": (b"[playlist]\nFile1=a.mp3\n", "a playlist"),
}


@pytest.mark.parametrize("name", NOT_AUDIO)
def test_what_is_no_audio_is_refused_in_one_short_line(
    ffmpeg: Ffmpeg, written: Callable[[str, bytes], Path], name: str
) -> None:
    data, kind = NOT_AUDIO[name]
    with pytest.raises(NotAudio, match=kind) as raised:
        ffmpeg.decode(written(name, data))
    assert raised.value.exit_code == 2
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 200 + len(str(written(name, data)))


def test_a_zip_that_holds_an_mp3_is_refused(ffmpeg: Ffmpeg, sounds: Make, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.mp3", "w", zipfile.ZIP_STORED) as packed:
        packed.write(sounds("a.mp3"), "a.mp3")
    with pytest.raises(NotAudio, match="a ZIP archive"):
        ffmpeg.decode(tmp_path / "z.mp3")


def test_a_video_without_sound_is_refused(ffmpeg: Ffmpeg, sounds: Make) -> None:
    with pytest.raises(NotAudio, match="a video without sound"):
        ffmpeg.decode(sounds("video.mp4", "-c:v", "mpeg4", source="testsrc=s=64x64:r=5:d=2"))


@pytest.mark.parametrize("name", ["list.m3u8", "list.mp3"])
@pytest.mark.parametrize("kind", ["hls", "concat"])
def test_a_playlist_never_plays_another_file(
    ffmpeg: Ffmpeg, sounds: Make, written: Callable[[str, bytes], Path], name: str, kind: str
) -> None:
    secret = sounds("a.mp3")
    text = {
        "hls": f"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\nfile://{secret}\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile {secret}\n",
    }[kind]
    with pytest.raises(NotAudio, match="a playlist"):
        ffmpeg.decode(written(name, text.encode()))


def test_what_is_no_plain_file_is_refused_at_once(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.mp3")
    (tmp_path / "endless.mp3").symlink_to("/dev/zero")
    (tmp_path / "loop.mp3").symlink_to("loop.mp3")
    for path in ("fifo.mp3", "endless.mp3", "loop.mp3", ".", "missing.mp3"):
        with pytest.raises(NotAudio):
            ffmpeg.decode(tmp_path / path)


@pytest.mark.parametrize("name", ["-lead.mp3", "http:a.mp3", "concat:a.mp3", "new\nline.mp3", "%d.mp3", "q'\"u.mp3"])
def test_a_name_is_only_a_name(ffmpeg: Ffmpeg, sounds: Make, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(sounds("a.mp3").read_bytes())
    assert ffmpeg.decode(tmp_path / name).seconds == pytest.approx(SECONDS, abs=0.1)


def test_too_long_and_too_large_are_refused(sounds: Make) -> None:
    with pytest.raises(NotAudio, match=r"at most 0\.001 h"):
        Ffmpeg(DecodeConfig(max_hours=0.001)).decode(sounds("a.flac"))
    with pytest.raises(NotAudio, match="GB"):
        Ffmpeg(DecodeConfig(max_bytes=1024)).decode(sounds("a.flac"))


def fake_ffmpeg(folder: Path, script: str) -> Path:
    path = folder / "ffmpeg"
    path.write_text('#!/bin/sh\n[ "$1" = -version ] && echo "ffmpeg version 0-fake" && exit\n' + script)
    path.chmod(0o755)
    return path


def test_a_decoder_that_hangs_is_stopped(tmp_path: Path, sounds: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_ffmpeg(tmp_path, "exec sleep 60\n")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(NotAudio, match="to finish within"):
        Ffmpeg(DecodeConfig(max_minutes=0.005)).decode(sounds("a.flac"))


def test_a_decoder_that_talks_without_end_is_not_remembered_in_full(
    tmp_path: Path, sounds: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_ffmpeg(tmp_path, "head -c 3000000 /dev/zero | tr '\\0' x >&2\nhead -c 64000 /dev/zero\n")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    decoded = Ffmpeg().decode(sounds("a.flac"))
    assert decoded.seconds == 2
    assert decoded.declared_s is None


def test_an_ffmpeg_that_does_not_start_is_what_the_machine_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ffmpeg"
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(MachineLacks, match="working ffmpeg"):
        Ffmpeg()


def test_tags_and_chapters_of_a_file_are_read(ffmpeg: Ffmpeg, sounds: Make, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(
        ";FFMETADATA1\ntitle=Hope \\= work\nalbum=A Show\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=4000\ntitle=First\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=4000\nEND=12000\ntitle=Second\\; last\n"
    )
    path = tmp_path / "tagged.m4a"
    subprocess.run(
        [ffmpeg.binary, "-v", "error", "-i", sounds("a.wav"), "-i", notes, "-map_metadata", "1", path], check=True
    )
    tags, chapters = ffmpeg.tags(path)
    assert (tags["title"], tags["album"]) == ("Hope = work", "A Show")
    assert [(chapter.start, chapter.title) for chapter in chapters] == [(0.0, "First"), (4.0, "Second; last")]


@pytest.mark.parametrize("seed", range(8))
def test_random_damage_gives_a_flag_or_one_of_our_errors(
    ffmpeg: Ffmpeg, sounds: Make, written: Callable[[str, bytes], Path], seed: int
) -> None:
    dice, broken = random.Random(seed), bytearray(sounds("a.ogg").read_bytes())
    for _ in range(40):
        broken[dice.randrange(len(broken))] ^= dice.randrange(1, 256)
    try:
        flags = ffmpeg.decode(written("broken.ogg", bytes(broken))).flags
    except HighlightsError:
        flags = ("refused",)
    assert flags
