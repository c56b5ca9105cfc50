"""Clips are cut once: what has not changed is taken from its file, byte for byte."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from pipeline.clipping import Clips, cut
from pipeline.engines.clip_cutter import ClipsConfig
from pipeline.ports import Cutting, Decoded, Samples, Stretch
from pipeline.records import Clip, Identity
from pipeline.store import EpisodeStore
from tests.record_builder import highlights

T = TypeVar("T")
RECORD, TRANSCRIPT = highlights()
CLIPS = (
    Clip(id="c01", title="Leaves", start=13.0, end=26.0, words=(28, 60), section="t02", score=1.0),
    Clip(id="c02", title="Pots", start=43.0, end=59.0, words=(76, 96), section="t03", score=0.5),
)


class NotedCutter:
    """Cuts nothing: a clip's bytes are what was asked of it."""

    identity = Identity(name="noted", version="1")

    def __init__(self) -> None:
        self.cuts: list[str] = []
        self.films = 0

    def cut(self, path: Path, samples: Samples, stretches: Sequence[Stretch], track: int = 1) -> list[Cutting]:
        self.cuts += [stretch.title for stretch in stretches]
        return [
            Cutting(s.start - 0.1, s.end + 0.1, repr(s).encode(), "m4a", loudness_lufs=-16.0, peak_dbtp=-1.2)
            for s in stretches
        ]

    def film(self, sound: bytes, captions: str, title: str) -> bytes:
        self.films += 1
        return sound[::-1]


class MovingCutter(NotedCutter):
    """Finds no pause where it is asked to begin, and takes the first other edge."""

    def cut(self, path: Path, samples: Samples, stretches: Sequence[Stretch], track: int = 1) -> list[Cutting]:
        return [
            replace(cutting, start=s.other_starts[0].at - 0.1, first=s.other_starts[0].word)
            for cutting, s in zip(super().cut(path, samples, stretches), stretches, strict=True)
        ]


class DeafCutter(NotedCutter):
    """Finds no pause anywhere."""

    def cut(self, path: Path, samples: Samples, stretches: Sequence[Stretch], track: int = 1) -> list[Cutting]:
        return [replace(cutting, flags=("starts-in-speech",)) for cutting in super().cut(path, samples, stretches)]


class NoDecoder:
    """Knows of no sample; the cutter above asks for none."""

    identity = Identity(name="none", version="1")

    def decode(self, path: Path, track: int = 1) -> Decoded:
        return Decoded(None, "", None)  # type: ignore[arg-type]


def here(name: str, work: Callable[[], T]) -> T:
    return work()


def made(
    place: EpisodeStore, cutter: NotedCutter, clips: tuple[Clip, ...] = CLIPS, *, film: bool = False, kbps: int = 96
) -> Clips:
    record = RECORD.model_copy(update={"clips": clips})
    config = ClipsConfig(video=film, kbps=kbps)
    done = cut(
        record,
        TRANSCRIPT,
        Path("talk.mp3"),
        config,
        cutter=cutter,
        decoder=NoDecoder(),
        place=place,
        run=here,
        film=film,
    )
    place.publish(done.files)
    place.note(clips=done.known)
    return done


def test_a_record_learns_where_its_clips_were_cut(tmp_path: Path) -> None:
    done = made(EpisodeStore(tmp_path, "one"), NotedCutter())
    first = done.record.clips[0]
    words = TRANSCRIPT.words
    assert first.start == pytest.approx(words[28].start - 0.1)
    assert first.end == pytest.approx(words[59].end + 0.1)
    assert (first.path, first.transcript, first.video) == ("clips/c01.m4a", "clips/c01.vtt", None)
    assert first.loudness_lufs == -16.0
    assert (tmp_path / "one" / "clips" / "c01.m4a").read_bytes() == done.files["clips/c01.m4a"]
    assert "00:00:00.100 -->" in done.files["clips/c01.vtt"].decode()


def test_only_what_changed_is_cut_again(tmp_path: Path) -> None:
    place, cutter = EpisodeStore(tmp_path, "one"), NotedCutter()
    before = made(place, cutter)
    again = made(place, cutter)
    assert again.record == before.record
    assert again.files == before.files
    assert cutter.cuts == ["Leaves", "Pots"]
    moved = (CLIPS[0].model_copy(update={"words": (28, 64)}), CLIPS[1])
    made(place, cutter, moved)
    assert cutter.cuts == ["Leaves", "Pots", "Leaves"]
    made(place, cutter, moved, kbps=64)
    assert cutter.cuts[3:] == ["Leaves", "Pots"]


def test_a_clip_with_another_number_keeps_its_sound(tmp_path: Path) -> None:
    place, cutter = EpisodeStore(tmp_path, "one"), NotedCutter()
    pots = made(place, cutter).files["clips/c02.m4a"]
    done = made(place, cutter, (CLIPS[1].model_copy(update={"id": "c01"}),))
    assert done.files["clips/c01.m4a"] == pots
    assert done.cut == 0
    assert not (tmp_path / "one" / "clips" / "c02.m4a").exists()


def test_a_damaged_clip_is_cut_again(tmp_path: Path) -> None:
    place, cutter = EpisodeStore(tmp_path, "one"), NotedCutter()
    made(place, cutter)
    (tmp_path / "one" / "clips" / "c01.m4a").write_bytes(b"damaged")
    assert made(place, cutter).cut == 1


def test_an_audiogram_is_drawn_once_and_asks_for_no_new_sound(tmp_path: Path) -> None:
    place, cutter = EpisodeStore(tmp_path, "one"), NotedCutter()
    made(place, cutter)
    assert [clip.video for clip in made(place, cutter, film=True).record.clips] == ["clips/c01.mp4", "clips/c02.mp4"]
    made(place, cutter, film=True)
    assert (cutter.films, len(cutter.cuts)) == (2, 2)


def test_a_clip_says_which_words_it_holds_where_another_edge_had_the_pause(tmp_path: Path) -> None:
    place, firsts = EpisodeStore(tmp_path, "one"), {s.words[0] for s in TRANSCRIPT.sentences}
    asked = TRANSCRIPT.sentences[6].words
    clip = Clip(id="c01", title="Leaves", start=29.6, end=34.0, words=asked, section="t02", score=1.0)
    for _ in range(2):  # made, then remembered
        done = made(place, MovingCutter(), (clip,))
        first, last = done.record.clips[0].words or (0, 0)
        assert first < asked[0]
        assert first in firsts
        assert last == asked[1]
        assert TRANSCRIPT.words[first].text in done.files["clips/c01.vtt"].decode()


def test_a_clip_that_would_cut_off_a_word_is_not_offered_unless_the_publisher_wants_it(tmp_path: Path) -> None:
    short = tuple(c.model_copy(update={"words": (28, 35)}) for c in CLIPS[:1])  # nothing before it in its section fits
    place, cutter = EpisodeStore(tmp_path, "one"), DeafCutter()
    for _ in range(2):  # refused, then remembered
        done = made(place, cutter, short)
        assert done.record.clips == ()
        assert {quote.clip for quote in done.record.quotes} == {None}
    assert len(cutter.cuts) == 1
    wanted = tuple(c.model_copy(update={"source": "publisher"}) for c in short)
    kept = made(place, cutter, wanted).record.clips
    assert [clip.flags for clip in kept] == [("starts-in-speech",)]


def test_without_audio_clips_are_times_only(tmp_path: Path) -> None:
    record = RECORD.model_copy(update={"clips": CLIPS})
    done = cut(
        record, TRANSCRIPT, None, ClipsConfig(), cutter=NotedCutter(), decoder=NoDecoder(),
        place=EpisodeStore(tmp_path, "one"), run=here,
    )  # fmt: skip
    assert done.record == record
    assert done.files == {}
