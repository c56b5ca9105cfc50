"""The sound track of a file with several: who is asked, what is marked, what speaks."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import BadInput
from pipeline.ports import RATE_HZ, Decoded, Samples, Track
from pipeline.records import Identity
from pipeline.stages.ingest.tracks import PROBE_S, PROBES, by_preference, chosen, listed, named, speaks

FILE = Path("/in/film.mkv")
SECONDS = 60.0
GERMAN = Track(1, 1, "aac", "ger", "de", None, SECONDS, default=True)
ENGLISH = Track(2, 2, "aac", "eng", "en", "English dub", SECONDS)
TALKED_OVER = Track(3, 3, "opus", "eng", "en", "Commentary by the editor", SECONDS, aside=True)
FILM = (GERMAN, ENGLISH, TALKED_OVER)


class Film:
    """A file whose tracks hold only their own number as sound."""

    identity = Identity(name="film", version="1")

    def __init__(self, *tracks: Track) -> None:
        self._tracks, self.decoded = tracks, list[int]()

    def tracks(self, path: Path) -> tuple[Track, ...]:
        assert path == FILE
        return self._tracks

    def decode(self, path: Path, track: int = 1) -> Decoded:
        self.decoded.append(track)
        return Decoded(np.full(round(SECONDS * RATE_HZ), track, np.int16), "0" * 64, SECONDS)


class Ears:
    """Hears speech in the tracks it was told of."""

    identity = Identity(name="ears", version="1")

    def __init__(self, *speaking: int) -> None:
        self.speaking = speaking

    def speech(self, samples: Samples) -> list[tuple[float, float]]:
        return [(0.0, SECONDS * 0.6)] if samples[0] in self.speaking else [(1.0, 1.3)]


def take(
    film: Film, *speaking: int, asked: str = "", language: str | None = None, must_speak: bool = True
) -> int | None:
    return chosen(FILE, asked, language=language, must_speak=must_speak, decoder=film, vad=Ears(*speaking))


def test_a_file_with_one_track_is_not_listened_to() -> None:
    film = Film(GERMAN)
    assert take(film) is None
    assert film.decoded == []


@pytest.mark.parametrize(
    ("tracks", "speaking", "language", "number"),
    [
        (FILM, (1, 2, 3), None, 1),
        ((ENGLISH, GERMAN), (1, 2), None, 1),  # whatever its place in the file
        (FILM, (2, 3), None, 2),  # the one marked default is silent
        (FILM, (3,), None, 3),
        (FILM, (1, 2, 3), "en", 2),  # the person said which language the episode is in
        (FILM, (1, 2, 3), "en-GB", 2),
        (FILM, (1, 2, 3), "fr", 1),
        ((Track(1, 0, "opus"), Track(2, 1, "opus")), (2,), None, 2),
        ((Track(1, 0, "opus", default=True), Track(2, 1, "opus", default=True)), (2,), None, 2),
        ((Track(1, 0, "opus"), Track(2, 1, "opus")), (1, 2), None, 1),
        ((Track(1, 0, "opus", aside=True), Track(2, 1, "opus")), (1, 2), None, 2),
    ],
)
def test_the_track_marked_default_is_taken_else_the_first_that_speaks(
    tracks: tuple[Track, ...], speaking: tuple[int, ...], language: str | None, number: int
) -> None:
    assert take(Film(*tracks), *speaking, language=language) == number


@pytest.mark.parametrize(
    ("asked", "number"),
    [("2", 2), (" 3 ", 3), ("en", 2), ("eng", 2), ("ENG", 2), ("de", 1), ("English dub", 2), ("commentary", 3)],
)
def test_a_person_chooses_by_number_language_or_title(asked: str, number: int) -> None:
    assert take(Film(*FILM), 1, 2, 3, asked=asked) == number
    assert named(FILM, asked)[0].number == number


@pytest.mark.parametrize("asked", ["4", "0", "fr", "Klingon"])
def test_a_track_that_is_not_there_is_refused_and_all_are_named(asked: str) -> None:
    with pytest.raises(BadInput) as refused:
        take(Film(*FILM), 1, 2, 3, asked=asked)
    said = str(refused.value)
    assert f"{asked!r} in film.mkv" in said
    assert 'track 2 (stream 0:2, aac, language eng, "English dub", 60 s)' in said
    assert "ingest.track" in said


def test_one_nameless_track_is_the_one_that_is_asked_for() -> None:
    """A show's setting holds for its episodes with one track too."""
    assert take(Film(Track(1, 0, "mp3")), asked="de") is None
    with pytest.raises(BadInput):
        take(Film(Track(1, 0, "mp3")), asked="2")
    with pytest.raises(BadInput):
        take(Film(ENGLISH), asked="de")


def test_tracks_without_speech_are_refused_and_named_unless_there_is_a_transcript() -> None:
    with pytest.raises(BadInput, match=r"one of the tracks of film\.mkv.*track 1 \(stream 0:1.*default.*track 3"):
        take(Film(*FILM))
    with pytest.raises(BadInput, match="speech in track 2 of"):
        take(Film(*FILM), 1, asked="2")
    assert take(Film(*FILM), must_speak=False) == 1


def test_no_track_at_all_is_left_to_the_decoder_to_refuse() -> None:
    assert take(Film()) is None
    assert listed(()) == "no sound track"


def test_the_order_in_which_tracks_are_tried() -> None:
    assert [t.number for t in by_preference(FILM, None)] == [1, 2, 3]
    assert [t.number for t in by_preference(FILM, "en")] == [2, 3, 1]


def test_a_long_track_is_listened_to_all_over() -> None:
    heard: list[int] = []

    class Counting(Ears):
        def speech(self, samples: Samples) -> list[tuple[float, float]]:
            heard.append(len(samples))
            return [(0.0, float((samples == 1).sum()) / RATE_HZ)]

    late = np.zeros(round(7200 * RATE_HZ), np.int16)
    late[len(late) // 2 :] = 1
    assert speaks(late, Counting())
    assert heard == [PROBES * round(PROBE_S * RATE_HZ)]
