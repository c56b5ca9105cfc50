"""A costly piece of work is done once: windows heard, voices, vectors and grammar are kept as made."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.engines.reading_net import NoReadingNet
from pipeline.ports import (
    AsrCue,
    AsrWindow,
    AsrWord,
    Decoded,
    Droppable,
    Progress,
    Samples,
    SentenceParse,
    SpeakerActivity,
    Voiceprints,
)
from pipeline.reading import Extract
from pipeline.records import Identity, Window
from pipeline.remembered import (
    RememberedOdds,
    RememberedParses,
    RememberedVectors,
    RememberedVoices,
    RememberedWindows,
)
from pipeline.store import EpisodeStore
from tests.fakes import BagEmbedder, FondNet


class Counting:
    """A transcriber that counts the windows it hears, and dies after so many."""

    identity = Identity(name="counting", version="1")

    def __init__(self, dies_after: int = 10**6) -> None:
        self.heard, self.dies_after = 0, dies_after

    def transcribe(
        self,
        samples: Samples,
        windows: Sequence[Window],
        *,
        language: str | None,
        progress: Progress,
        again: bool = False,
    ) -> Iterator[AsrWindow]:
        word = AsrWord("again" if again else "word", 0.0, 0.5, 0.9)
        for _ in windows:
            if self.heard == self.dies_after:
                raise KeyboardInterrupt
            self.heard += 1
            yield AsrWindow("en", 0.99, (AsrCue(0.0, 0.5, (word,), -0.1, 0.0, 1.0, 0.0),))


def test_a_killed_transcription_goes_on_where_it_was(tmp_path: Path) -> None:
    place = EpisodeStore(tmp_path, "one")
    windows = [Window(i=k, start=k * 30.0, end=k * 30.0 + 30.0) for k in range(20)]
    samples: Samples = np.zeros(16, np.int16)
    ask: dict[str, Any] = {"language": "en", "progress": lambda *_: None}
    with pytest.raises(KeyboardInterrupt):
        RememberedWindows(Counting(dies_after=17), place, basis={"pcm": "a"}).transcribe(samples, windows, **ask)
    second = Counting()
    answers = RememberedWindows(second, place, basis={"pcm": "a"}).transcribe(samples, windows, **ask)
    assert second.heard == 3, "the one that was being heard, and those that follow"
    assert len(answers) == 20
    assert answers[0] == answers[-1]
    third = Counting()
    RememberedWindows(third, place, basis={"pcm": "another recording"}).transcribe(samples, windows, **ask)
    assert third.heard == 20
    anew = Counting()
    RememberedWindows(anew, place, basis={"pcm": "a"}, fresh=True).transcribe(samples, windows, **ask)
    assert anew.heard == 20, "a redo hears all anew"


def test_a_second_hearing_is_not_answered_from_the_first(tmp_path: Path) -> None:
    memory = RememberedWindows(Counting(), EpisodeStore(tmp_path, "one"), basis={"pcm": "a"})
    windows = [Window(i=0, start=0.0, end=30.0)]
    ask: dict[str, Any] = {"language": "en", "progress": lambda *_: None}
    samples: Samples = np.zeros(16, np.int16)
    heard = [memory.transcribe(samples, windows, again=again, **ask) for again in (False, True, False, True)]
    assert [h[0].cues[0].words[0].text for h in heard] == ["word", "again", "word", "again"]
    assert memory.transcriber.heard == 2  # type: ignore[attr-defined]


def test_vectors_are_embedded_once(tmp_path: Path) -> None:
    class Once(BagEmbedder):
        calls = 0

        def embed(self, texts: Sequence[str]) -> Any:
            Once.calls += 1
            return super().embed(texts)

    place = EpisodeStore(tmp_path, "one")
    first = RememberedVectors(Once(), place).embed(["data wins", "compute"])
    again = RememberedVectors(Once(), place).embed(["data wins", "compute"])
    assert Once.calls == 1
    assert np.array_equal(first, again)


class Ears:
    """Decodes, finds speech and reads voices, and counts how often each was asked."""

    identity = Identity(name="ears", version="1")

    def __init__(self) -> None:
        self.asked: list[str] = []

    def decode(self, path: Path, track: int = 1) -> Decoded:
        self.asked.append("sound")
        return Decoded(np.zeros(16_000, np.int16), "", None)

    def speech(self, samples: Samples) -> list[tuple[float, float]]:
        return [(0.0, 1.0)]

    def voiceprints(self, samples: Samples, speech: Sequence[Any], *, progress: Progress) -> Voiceprints:
        self.asked.append("voices")
        return Voiceprints(np.zeros(1, np.float32), np.ones(1, np.float32), np.eye(1, 192, dtype=np.float32))


def test_voices_are_listened_to_once_and_anew_where_the_sound_changed(tmp_path: Path) -> None:
    ears, place = Ears(), EpisodeStore(tmp_path, "one")

    def listen(pcm: str, *, fresh: bool = False) -> Voiceprints:
        remembered = RememberedVoices(ears, ears, ears, place, basis={"pcm": pcm}, fresh=fresh)
        return remembered.voiceprints(Path("x.opus"), progress=lambda *_: None)

    first, again = listen("a"), listen("a")
    assert ears.asked == ["sound", "voices"]
    assert again.vectors.tolist() == first.vectors.tolist()
    listen("b")
    listen("a", fresh=True)
    assert ears.asked == ["sound", "voices"] * 3


def test_what_is_heard_at_once_is_kept_beside_the_voices(tmp_path: Path) -> None:
    class Together(Ears):
        identity = Identity(name="together", version="1")

        def activity(self, samples: Samples, *, progress: Progress) -> SpeakerActivity:
            self.asked.append("together")
            return SpeakerActivity(np.zeros(1, np.float32), np.full((1, 4, 3), 9, np.uint8), 0.03, 0.017)

    ears, place = Together(), EpisodeStore(tmp_path, "one")
    alone = RememberedVoices(ears, ears, ears, place, basis={"pcm": "a"})
    assert alone.voiceprints(Path("x.opus"), progress=lambda *_: None).activity is None
    found = []
    for _ in range(2):
        both = RememberedVoices(ears, ears, ears, place, basis={"pcm": "a"}, activity=ears, activity_basis={"pcm": "a"})
        found.append(both.voiceprints(Path("x.opus"), progress=lambda *_: None).activity)
    assert ears.asked == ["sound", "voices", "sound", "together"], "the voices that were kept are kept"
    assert found[0] is not None
    assert found[0].frame_s == 0.017
    assert found[1] is not None
    assert found[1].p.tolist() == [[[9] * 3] * 4]
    assert both.identity != alone.identity, "the answers of the stage depend on both"


def test_parses_are_kept_and_found_again_without_the_parser(tmp_path: Path) -> None:
    store = EpisodeStore(tmp_path, "one")
    parse = SentenceParse(
        noun_phrases=("tea",), names=("Ann",), droppable=(Droppable(0, 3, "aside"),), whole=False, points_back=True
    )

    class Once:
        identity = Identity(name="reader", version="1")
        calls = 0

        def parse(self, texts: Sequence[str]) -> list[SentenceParse]:
            self.calls += 1
            return [parse for _ in texts]

    once = Once()
    first = RememberedParses(once, store).parse(["Ann pours.", "Tea."])
    assert RememberedParses(once, store).parse(["Ann pours.", "Tea."]) == first == [parse, parse]
    assert once.calls == 1
    RememberedParses(once, store).parse(["Tea."])
    assert once.calls == 2


def test_odds_are_kept_and_found_again_without_the_net(tmp_path: Path) -> None:
    store, net = EpisodeStore(tmp_path, "one"), FondNet("tea")
    extracts = [Extract("Tea is brewed.", "A talk", before="We sat."), Extract("It rained.", "A talk")]
    first = RememberedOdds(net, store).read(extracts)
    assert RememberedOdds(net, store).read(extracts) == first == FondNet("tea").read(extracts)
    assert len(net.shown) == 2
    RememberedOdds(net, store).read([Extract("Tea is brewed.", "A talk", before="We stood.")])
    assert len(net.shown) == 3, "what stands beside it counts"


def test_that_there_is_no_net_is_not_kept(tmp_path: Path) -> None:
    store = EpisodeStore(tmp_path, "one")
    assert RememberedOdds(NoReadingNet(), store).read([Extract("Tea.", "A talk")]) is None
    assert RememberedOdds(FondNet("tea"), store).read([Extract("Tea.", "A talk")])
