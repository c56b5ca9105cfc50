"""The real ffmpeg cuts clips: where they were timed, as loud as a player expects, the same bytes each time."""

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.engines.clip_cutter import ClipCutter, ClipsConfig
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.ports import RATE_HZ, Border, Stretch

# Bursts of noise as long as words, all of them different in length, with a pause after every third: 40 s.
WORDS = [(0.5 + k * 0.6 + (k // 3) * 0.5, 0.3 + (k * 7 % 5) / 20) for k in range(50)]
SECONDS = 42.0


@pytest.fixture(scope="module")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg()


@pytest.fixture(scope="module")
def wave(tmp_path_factory: pytest.TempPathFactory, ffmpeg: Ffmpeg) -> Path:
    rng = np.random.default_rng(1)
    sound = rng.normal(0, 15, round(SECONDS * RATE_HZ))
    for start, length in WORDS:
        i, n = round(start * RATE_HZ), round(length * RATE_HZ)
        sound[i : i + n] += np.convolve(rng.normal(0, 1500, n), np.ones(4) / 2, mode="same")
    path = tmp_path_factory.mktemp("clips") / "talk.wav"
    command = [ffmpeg.binary, "-v", "error", "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "-", str(path)]
    subprocess.run(command, input=sound.astype("<i2").tobytes(), check=True)
    return path


def encoded(wave: Path, ffmpeg: Ffmpeg, name: str, *options: str) -> Path:
    path = wave.with_name(name)
    subprocess.run([ffmpeg.binary, "-y", "-v", "error", "-i", str(wave), *options, str(path)], check=True)
    return path


def stretch(first: int, last: int) -> Stretch:
    (start, _), (end, length) = WORDS[first], WORDS[last]
    before = WORDS[first - 1][0] + WORDS[first - 1][1]
    return Stretch(start, end + length, before, WORDS[last + 1][0], title='Pots; "cracked"', artist="Kiln\nTalk")


STRETCHES = [stretch(3, 20), stretch(18, 44)]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp3", ("-q:a", "5", "-write_xing", "0")), ("a.m4a", ()), ("a.opus", ()), ("a.flac", ()),
        ("cancel.wav", ("-af", "pan=stereo|c0=c0|c1=-1*c0")), ("six.flac", ("-af", "pan=5.1|FC=c0")),
        ("late.ts", ("-c:a", "mp2", "-output_ts_offset", "7")),
    ],
)  # fmt: skip
def test_a_clip_holds_the_sound_that_was_timed(wave: Path, ffmpeg: Ffmpeg, name: str, options: tuple[str, ...]) -> None:
    path = encoded(wave, ffmpeg, name, *options)
    samples = ffmpeg.decode(path).samples
    for asked, cutting in zip(STRETCHES, ClipCutter(ClipsConfig(), ffmpeg).cut(path, samples, STRETCHES), strict=True):
        assert cutting.flags == ()
        # 0.05 s: what an MP3 without a Xing header is late by, on its own clock and so on the words'
        assert 0.02 <= asked.start - cutting.start <= 0.27
        assert 0.07 <= cutting.end - asked.end <= 0.32
        clip = path.with_name("again.m4a")
        clip.write_bytes(cutting.data)
        again = ffmpeg.decode(clip)
        assert again.seconds == pytest.approx(cutting.end - cutting.start, abs=0.05)


@pytest.mark.parametrize("kind", ["m4a", "opus"])
@pytest.mark.parametrize("gain_db", [1, 6, 14])
def test_a_clip_is_as_loud_as_asked_and_its_peak_is_safe(wave: Path, ffmpeg: Ffmpeg, kind: str, gain_db: int) -> None:
    path = encoded(wave, ffmpeg, f"loud{gain_db}.flac", "-af", f"volume={gain_db}dB")
    config = ClipsConfig.model_validate({"format": kind})
    (cutting,) = ClipCutter(config, ffmpeg).cut(path, ffmpeg.decode(path).samples, STRETCHES[:1])
    assert cutting.peak_dbtp is not None
    assert cutting.peak_dbtp <= config.most_peak_dbtp
    assert cutting.loudness_lufs == pytest.approx(config.target_lufs, abs=1.5)
    assert cutting.loudness_lufs <= config.target_lufs + 0.5


def test_the_same_clip_is_the_same_bytes(wave: Path, ffmpeg: Ffmpeg) -> None:
    cutter, samples = ClipCutter(ClipsConfig(), ffmpeg), ffmpeg.decode(wave).samples
    first, again = (cutter.cut(wave, samples, STRETCHES) for _ in range(2))
    assert first == again
    assert cutter.cut(wave, samples, STRETCHES[1:]) == first[1:]


def test_silence_is_cut_and_has_no_loudness(tmp_path: Path, ffmpeg: Ffmpeg) -> None:
    path = tmp_path / "silence.wav"
    source = ["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono", "-t", "20"]
    subprocess.run([ffmpeg.binary, "-v", "error", *source, str(path)], check=True)
    (cutting,) = ClipCutter(ClipsConfig(), ffmpeg).cut(path, ffmpeg.decode(path).samples, [Stretch(2, 9, 1, 10, "")])
    assert cutting.loudness_lufs is None
    assert cutting.data


def test_an_audiogram_shows_sound_and_captions(wave: Path, ffmpeg: Ffmpeg) -> None:
    cutter = ClipCutter(ClipsConfig(), ffmpeg)
    sound = encoded(wave, ffmpeg, "short.m4a", "-t", "2").read_bytes()
    captions = "WEBVTT\n\n00:00:00.100 --> 00:00:01.500\n<v Ana>Look {\\b1}here\n"
    film = cutter.film(sound, captions, "A title")
    path = wave.with_name("film.mp4")
    path.write_bytes(film)
    said = subprocess.run([ffmpeg.binary, "-i", str(path)], capture_output=True, check=False).stderr.decode()
    assert "h264" in said
    assert "aac" in said
    still = ["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"]
    command = [ffmpeg.binary, "-v", "error", "-ss", "1", "-i", str(path), *still]
    frame = subprocess.run(command, capture_output=True, check=True).stdout
    picture = np.frombuffer(frame, np.uint8).reshape(720, 720)
    assert (picture[150:300] > 200).sum() > 500  # the caption
    assert (picture[440:670] > 100).sum() > 500  # the waveform


def test_where_there_is_no_pause_the_nearest_sentence_edge_that_has_one_is_taken(wave: Path, ffmpeg: Ffmpeg) -> None:
    rng = np.random.default_rng(2)
    sound = rng.normal(0, 15, 30 * RATE_HZ)
    for start, end in ((1.0, 4.0), (6.0, 15.0), (16.0, 20.0), (21.0, 28.0)):
        i, j = round(start * RATE_HZ), round(end * RATE_HZ)
        sound[i:j] += rng.normal(0, 3000, j - i)
    path = wave.with_name("hurried.flac")
    command = [ffmpeg.binary, "-v", "error", "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "-", str(path)]
    subprocess.run(command, input=sound.astype("<i2").tobytes(), check=True)
    asked = Stretch(
        8.0, 19.95, 8.0, 21.0, "Pots", other_starts=(Border(7, 7.0, 7.0), Border(9, 6.05, 4.0), Border(5, 1.0, 0.5))
    )
    samples, cutter = ffmpeg.decode(path).samples, ClipCutter(ClipsConfig(), ffmpeg)
    (moved,) = cutter.cut(path, samples, [asked])
    assert (moved.first, moved.last, moved.flags) == (9, None, ())
    assert 5.74 <= moved.start <= 5.93
    (kept,) = cutter.cut(path, samples, [replace(asked, other_starts=asked.other_starts[:1])])
    assert kept.first is None
    assert kept.flags == ("no-pause-to-cut-in", "starts-in-speech")
