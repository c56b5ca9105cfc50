"""Files with several sound tracks, made and read by the real ffmpeg, listened to by the real voice detector."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pipeline.engines.clip_cutter import ClipCutter, ClipsConfig
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.engines.voice_activity import Silero, VadConfig
from pipeline.errors import BadInput
from pipeline.ports import RATE_HZ, Border, Stretch
from pipeline.records import Source
from pipeline.stages.ingest.config import IngestConfig
from pipeline.stages.ingest.stage import ingest

SPEECH = Path(__file__).parents[1] / "data" / "jfk.flac"
HISS = ("-f", "lavfi", "-i", "anoisesrc=d=11:a=0.005:seed=1")
TALK = ("-i", str(SPEECH))
BOTH = ("-map", "0:a", "-map", "1:a")
Made = Callable[..., Path]


@pytest.fixture(scope="module")
def ffmpeg() -> Ffmpeg:
    return Ffmpeg()


@pytest.fixture(scope="module")
def vad() -> Silero:
    return Silero(VadConfig())


@pytest.fixture
def made(tmp_path: Path, ffmpeg: Ffmpeg) -> Made:
    def make(name: str, *options: str) -> Path:
        subprocess.run([ffmpeg.binary, "-v", "error", *options, str(tmp_path / name)], check=True)
        return tmp_path / name

    return make


def used(path: Path, ffmpeg: Ffmpeg, vad: Silero, *, asked: str = "", language: str | None = None) -> int | None:
    """Return the track that is used; the sound must be the speech, whatever track holds it."""
    source = Source(
        episode_id="e", title="E", language=language, audio_path=str(path), audio_name=path.name, audio_sha256="0" * 64
    )
    episode = ingest(source, IngestConfig(track=asked), decoder=ffmpeg, importer=None, vad=vad)  # type: ignore[arg-type]
    assert ("several-audio-streams" in episode.flags) == (episode.audio.track is not None)
    assert episode.audio.pcm_sha256 == ffmpeg.decode(path, episode.audio.track or 1).sha256
    return episode.audio.track


def test_the_second_track_marked_default_is_heard(made: Made, ffmpeg: Ffmpeg, vad: Silero) -> None:
    marks = ("-disposition:a:0", "0", "-disposition:a:1", "default")
    path = made("x.mkv", *HISS, *TALK, *BOTH, "-c:a", "libopus", *marks)
    assert used(path, ffmpeg, vad) == 2
    assert vad.speech(ffmpeg.decode(path, 2).samples)
    with pytest.raises(BadInput, match=r"track 1 of x\.mkv.*track 2 \(stream 0:1, opus, 11 s, default\)"):
        used(path, ffmpeg, vad, asked="1")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("marked.m4a", ("-c:a", "aac")),  # ffmpeg marks the first track of an MP4, here the silent one
        ("none.mkv", ("-c:a", "libopus", "-disposition:a", "0")),
        ("two.ts", ("-c:a", "mp2")),
    ],
)
def test_the_track_that_speaks_is_found(
    made: Made, ffmpeg: Ffmpeg, vad: Silero, name: str, options: tuple[str, ...]
) -> None:
    assert used(made(name, *HISS, *TALK, *BOTH, *options), ffmpeg, vad) == 2


def test_a_commentary_is_not_the_episode(made: Made, ffmpeg: Ffmpeg, vad: Silero) -> None:
    title = ("-metadata:s:a:0", "title=Director's commentary")
    marks = ("-disposition:a:0", "comment", "-disposition:a:1", "0")
    path = made("c.mkv", *TALK, *TALK, *BOTH, "-c:a", "libopus", *title, *marks)
    assert used(path, ffmpeg, vad) == 2
    assert used(path, ffmpeg, vad, asked="director's commentary") == 1


def test_a_cover_is_no_second_track(made: Made, ffmpeg: Ffmpeg, vad: Silero) -> None:
    picture = made("red.png", "-f", "lavfi", "-i", "color=red:s=64x64:d=1", "-frames:v", "1")
    cover = ("-map", "1:a", "-map", "0:v", "-c:v", "png", "-disposition:v:0", "attached_pic")
    assert used(made("cover.m4a", "-i", str(picture), *TALK, *cover, "-c:a", "aac"), ffmpeg, vad) is None


def test_a_film_with_two_languages(made: Made, ffmpeg: Ffmpeg, vad: Silero) -> None:
    picture = ("-f", "lavfi", "-i", "testsrc=d=11:s=64x64:r=5")
    tags = ("-metadata:s:a:0", "language=ger", "-metadata:s:a:1", "language=eng", "-metadata:s:a:1", "title=English")
    maps = ("-map", "0:v", "-map", "1:a", "-map", "2:a")
    path = made("film.mp4", *picture, *TALK, *TALK, *maps, "-c:a", "aac", *tags)
    assert [(t.number, t.stream, t.tag, t.language, t.title, t.default) for t in ffmpeg.tracks(path)] == [
        (1, 1, "ger", "de", None, True),
        (2, 2, "eng", "en", "English", False),
    ]
    assert used(path, ffmpeg, vad) == 1
    assert used(path, ffmpeg, vad, language="en") == 2
    assert [used(path, ffmpeg, vad, asked=asked) for asked in ("2", "en", "eng", "English", "de")] == [2, 2, 2, 2, 1]


def test_a_shorter_track_is_whole(made: Made, ffmpeg: Ffmpeg, vad: Silero) -> None:
    long = ("-f", "lavfi", "-i", "anoisesrc=d=60:a=0.005:seed=1")
    path = made("long.mkv", *long, *TALK, *BOTH, "-c:a", "libopus")
    assert used(path, ffmpeg, vad) == 2
    assert ffmpeg.decode(path, 2).declared_s == pytest.approx(11.0, abs=0.1)
    assert "audio-truncated" not in ffmpeg.decode(path, 2).flags


def test_silent_tracks_are_refused_and_named(made: Made, ffmpeg: Ffmpeg, vad: Silero) -> None:
    path = made("hiss.mkv", *HISS, *HISS, *BOTH, "-c:a", "libopus", "-metadata:s:a:1", "title=Room")
    with pytest.raises(BadInput, match=r'track 1 \(stream 0:0, opus.*track 2 \(stream 0:1, opus, "Room", 11 s'):
        used(path, ffmpeg, vad)


def test_a_clip_is_cut_from_the_track_that_was_heard(made: Made, ffmpeg: Ffmpeg) -> None:
    path = made("x.mkv", *HISS, *TALK, *BOTH, "-c:a", "flac")
    samples = ffmpeg.decode(path, 2).samples
    asked = Stretch(3.3, 7.6, 2.2, 8.2, title="Ask not", other_starts=(Border(0, 3.3, 2.2),))
    (cutting,) = ClipCutter(ClipsConfig(), ffmpeg).cut(path, samples, [asked], 2)
    assert "sound-not-where-timed" not in cutting.flags
    clip = path.with_name("clip.m4a")
    clip.write_bytes(cutting.data)
    heard = np.asarray(ffmpeg.decode(clip).samples, np.float64)
    own = np.asarray(samples[round(cutting.start * RATE_HZ) :][: len(heard)], np.float64)
    likeness = np.correlate(heard[: len(own)], own) / np.linalg.norm(heard[: len(own)]) / np.linalg.norm(own)
    assert likeness > 0.9
