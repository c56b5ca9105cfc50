"""An episode's length, identity and oddities, from whatever came in."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import BadInput
from pipeline.ports import RATE_HZ, Decoded, Samples, Track
from pipeline.records import Chapter, Identity, Person, RawTranscript, Source
from pipeline.stages.ingest.config import IngestConfig
from pipeline.stages.ingest.stage import WAVEFORM_PARTS, ingest, waveform
from tests.builders import heard

CONFIG = IngestConfig()
AUDIO = {"audio_path": "/in/a.mp3", "audio_name": "../a.mp3", "audio_sha256": "f" * 64}
WORDS = {"transcript_path": "/in/a.vtt"}


class ToneDecoder:
    identity = Identity(name="tone", version="2")

    def __init__(self, seconds: float, flags: tuple[str, ...] = ()) -> None:
        self.seconds, self.flags = seconds, flags

    def tracks(self, path: Path) -> tuple[Track, ...]:
        return (Track(1, 0, "mp3"),)

    def decode(self, path: Path, track: int = 1) -> Decoded:
        assert (str(path), track) == (AUDIO["audio_path"], 1)
        samples = np.zeros(round(self.seconds * RATE_HZ), np.int16)
        return Decoded(samples, "0" * 64, self.seconds + 1, self.flags)


class NoVad:
    identity = Identity(name="none", version="1")

    def speech(self, samples: Samples) -> list[tuple[float, float]]:
        raise AssertionError("a file with one track is not listened to here")


class ToldReader:
    identity = Identity(name="told", version="1")

    def __init__(self, script: str = "0:01 Ann: Hello there. | 0:58 Bob: Good bye.") -> None:
        self.script = script

    def read(self, path: Path, *, language: str | None) -> RawTranscript:
        return heard(self.script)


def source(**fields: object) -> Source:
    return Source.model_validate({"episode_id": "a", "title": "A"} | fields)


def test_audio_is_measured_and_its_hashes_are_kept() -> None:
    people = (Person(name="Ann", source="sidecar"),)
    episode = ingest(
        source(**AUDIO, url="https://x.org/a.mp3", people=people, language="en"),
        CONFIG,
        decoder=ToneDecoder(60, ("quiet",)),
        importer=ToldReader(),
        vad=NoVad(),
    )
    assert (episode.id, episode.duration, episode.people, episode.language) == ("a", 60.0, people, "en")
    assert episode.audio.model_dump(exclude={"waveform"}) == {
        "path": "../a.mp3", "sha256": "f" * 64, "pcm_sha256": "0" * 64, "url": "https://x.org/a.mp3",
        "declared_s": 61.0, "decoded_s": 60.0, "decoder": "tone 2", "track": None, "damaged_from": None,
    }  # fmt: skip
    assert episode.flags == ("quiet",)
    assert "/in/" not in episode.model_dump_json()


def test_a_transcript_alone_is_as_long_as_the_publisher_says_or_as_it_runs() -> None:
    reader, decoder = ToldReader(), ToneDecoder(0)
    by_words = ingest(source(**WORDS), CONFIG, decoder=decoder, importer=reader, vad=NoVad())
    assert (by_words.duration, by_words.flags) == (58.8, ("length-from-transcript", "no-audio"))
    assert by_words.audio.sha256 is None
    published = ingest(source(**WORDS, duration=90.0), CONFIG, decoder=decoder, importer=reader, vad=NoVad())
    assert (published.duration, published.flags) == (90.0, ("no-audio",))
    assert ingest(source(**WORDS, duration=9.0), CONFIG, decoder=decoder, importer=reader, vad=NoVad()).duration == 58.8


def test_a_transcript_that_runs_past_the_audio_belongs_to_another_file() -> None:
    both = source(**AUDIO, **WORDS)
    assert ingest(both, CONFIG, decoder=ToneDecoder(58), importer=ToldReader(), vad=NoVad()).duration == 58.0
    with pytest.raises(BadInput, match="do not match"):
        ingest(both, CONFIG, decoder=ToneDecoder(30), importer=ToldReader(), vad=NoVad())


@pytest.mark.parametrize(
    ("published", "flags"), [(60.0, ()), (61.9, ()), (65.0, ("audio-length-differs-from-published",))]
)
def test_a_published_length_that_differs_is_flagged(published: float, flags: tuple[str, ...]) -> None:
    episode = ingest(
        source(**AUDIO, duration=published), CONFIG, decoder=ToneDecoder(60), importer=ToldReader(), vad=NoVad()
    )
    assert episode.flags == flags


def test_a_few_seconds_are_hardly_an_episode() -> None:
    assert ingest(source(**AUDIO), CONFIG, decoder=ToneDecoder(3), importer=ToldReader(), vad=NoVad()).flags == (
        "very-short",
    )


def test_chapters_are_in_order_and_inside_the_audio() -> None:
    marks = [(30, "B"), (0, "A"), (30, "twice"), (60, "past")]
    chapters = tuple(Chapter(start=start, title=title) for start, title in marks)
    episode = ingest(
        source(**AUDIO, chapters=chapters), CONFIG, decoder=ToneDecoder(60), importer=ToldReader(), vad=NoVad()
    )
    assert [chapter.title for chapter in episode.chapters] == ["A", "B"]
    assert episode.flags == ("chapters-past-the-end",)


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(BadInput, match="found neither"):
        ingest(source(), CONFIG, decoder=ToneDecoder(1), importer=ToldReader(), vad=NoVad())


def test_waveform_is_quiet_where_the_sound_is_and_z_where_it_is_loudest() -> None:
    samples = np.concatenate([np.zeros(48_000), np.full(48_000, 1000), np.full(48_000, 16_000)]).astype(np.int16)
    drawn = waveform(samples)
    assert len(drawn) == WAVEFORM_PARTS
    assert (drawn[0], drawn[200], drawn[-1]) == ("0", "9", "z")


def test_waveform_of_almost_nothing_is_short() -> None:
    assert waveform(np.array([5, -5, 5], dtype=np.int16)) == "zzz"
    assert waveform(np.array([], dtype=np.int16)) == ""


def test_damage_in_the_file_is_told_with_where_it_begins() -> None:
    class Damaged(ToneDecoder):
        def decode(self, path: Path, track: int = 1) -> Decoded:
            return replace(super().decode(path), damaged_from=20.0)

    episode = ingest(
        source(**AUDIO), CONFIG, decoder=Damaged(60, ("audio-damaged",)), importer=ToldReader(), vad=NoVad()
    )
    assert episode.audio.damaged_from == 20.0
    assert episode.flags == ("audio-damaged", "times-unreliable")
