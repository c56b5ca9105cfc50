"""A voice on file is recognised by its sound, and in doubt it is nobody's."""

import numpy as np
import pytest

from pipeline.records import Identity, KnownVoice, KnownVoices, Transcript
from pipeline.stages.attribute.config import VoicesConfig
from pipeline.stages.attribute.diarization import ToldApart, tell_apart
from pipeline.stages.attribute.recognition import recognised
from tests.fakes import ScriptedVoices
from tests.unit.stages.attribute.test_name_evidence import CHAT, names, talk, told_by_voice

CONFIG = VoicesConfig()
TWO = ScriptedVoices([(0.0, 20.0, 0), (20.0, 40.0, 1), (40.0, 55.0, 0)])
PRINTS = TWO.voiceprints(None)  # type: ignore[arg-type]
HEARD = tell_apart(PRINTS, CONFIG)


def middle(voice: int) -> tuple[float, ...]:
    """Return the middle of the windows of one of the two voices, as a voiceprint has it."""
    mean = PRINTS.vectors[HEARD.p.argmax(1) == voice].mean(0)
    return tuple(float(x) for x in mean / np.linalg.norm(mean))


def on_file(name: str, vector: tuple[float, ...], engine: Identity = TWO.identity) -> KnownVoice:
    return KnownVoice(name=name, vector=vector, seconds=20.0, heard_in="x S1", engine=engine)


def found(*voices: KnownVoice, heard: ToldApart = HEARD, config: VoicesConfig = CONFIG) -> dict[int, str]:
    told = recognised(heard, PRINTS, KnownVoices(show="x", voices=voices), config)
    return {voice: one.name for voice, one in told.items()}


def test_each_voice_on_file_is_recognised_and_others_are_not() -> None:
    assert found(on_file("Ann", middle(0))) == {0: "Ann"}
    assert found(on_file("Ann", middle(1)), on_file("Bob", middle(0))) == {0: "Bob", 1: "Ann"}
    assert found() == {}


def test_a_voice_that_is_not_like_enough_is_nobodys() -> None:
    stranger = np.random.default_rng(3).standard_normal(len(middle(0)))
    blend = 0.25 * np.array(middle(0)) + stranger / np.linalg.norm(stranger)
    assert found(on_file("Ann", tuple(blend / np.linalg.norm(blend)))) == {}


@pytest.mark.parametrize("second", ["Bob", "Cleo"])
def test_two_on_file_who_are_about_as_like_leave_the_voice_to_nobody(second: str) -> None:
    assert found(on_file("Ann", middle(0)), on_file(second, middle(0))) == {}


def test_two_voices_of_the_episode_that_are_about_as_like_leave_the_name_to_nobody() -> None:
    between = np.array(middle(0)) + np.array(middle(1))
    assert found(on_file("Ann", tuple(between / np.linalg.norm(between)))) == {}


def test_voices_of_another_engine_are_left_out() -> None:
    assert found(on_file("Ann", middle(0), Identity(name="another", version="1"))) == {}


def test_a_voice_heard_for_a_moment_is_nobodys() -> None:
    few = ToldApart(HEARD.start, HEARD.end, np.where(np.arange(len(HEARD.p))[:, None] < 4, HEARD.p, 0.5), HEARD.centres)
    assert found(on_file("Ann", middle(0)), heard=few) == {}


# ---- what the stage makes of it

TALK = talk(*(line.replace("?", ".") for line in CHAT * 3))  # nothing in the words says who is who


def by_file(*names_of_voices: str, talk: str = TALK) -> Transcript:
    plain = told_by_voice(talk, people=())
    spoken = [(turn.start, turn.end, int((turn.speaker_label or "S1")[1:]) - 1) for turn in plain.turns]
    prints = ScriptedVoices(spoken).voiceprints(None)  # type: ignore[arg-type]
    heard = tell_apart(prints, CONFIG)
    voices = []
    for voice, name in enumerate(names_of_voices):
        mean = prints.vectors[heard.p.argmax(1) == voice].mean(0)
        voices.append(on_file(name, tuple(float(x) for x in mean / np.linalg.norm(mean))))
    return told_by_voice(talk, people=(), known=KnownVoices(show="x", voices=tuple(voices)))


def test_episode_names_a_voice_on_file_and_says_how() -> None:
    transcript = by_file("Daniel Carter")
    assert names(transcript) == {"S1": "Daniel Carter", "S2": None}
    person = next(p for p in transcript.people if p.name == "Daniel Carter")
    assert (person.source, person.label) == ("voice", "S1")
    assert person.evidence is not None
    assert (person.evidence.rule, person.evidence.words) == ("known-voice", None)
    assert person.evidence.likeness is not None
    assert person.evidence.likeness > CONFIG.known_likeness


def test_words_that_say_the_same_are_the_evidence() -> None:
    transcript = by_file("Daniel Carter", talk=talk("A: Welcome to the show, I'm Daniel Carter.", *CHAT * 3))
    evidence = next(p.evidence for p in transcript.people if p.name == "Daniel Carter")
    assert evidence is not None
    assert (evidence.rule, evidence.likeness) == ("self-introduction", None)


def test_words_that_name_somebody_else_leave_the_voice_to_nobody() -> None:
    transcript = by_file("Daniel Carter", talk=talk("A: Welcome to the show, I'm Peter Miller.", *CHAT * 3))
    assert "Daniel Carter" not in names(transcript).values()
    assert "Peter Miller" not in names(transcript).values()
    assert "speaker-names-conflict" in transcript.flags
