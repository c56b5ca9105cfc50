"""What is said of a name speaks for or against a voice."""

import pytest

from pipeline.records import Correction, Corrections, KnownVoices, Person, RawTranscript, Source, Transcript
from pipeline.stages.attribute.config import AttributeConfig
from pipeline.stages.attribute.stage import attribute
from tests.builders import WORD_S, episode, heard
from tests.fakes import ScriptedVoices

HOST = Person(name="Daniel Carter", role="host", source="sidecar")


GUEST = Person(name="Laura Bennett", role="guest", source="sidecar")


def told_by_voice(
    script: str,
    people: tuple[Person, ...] = (HOST, GUEST),
    corrections: tuple[Correction, ...] = (),
    known: KnownVoices | None = None,
) -> Transcript:
    """Attribute "m:ss A: text" from the sound alone: the letter is the voice, which the fake lets be heard."""
    labelled = heard(script)
    letters = sorted({c.speaker_label or "" for c in labelled.cues})
    spoken = [(c.start, c.end + 0.5, letters.index(c.speaker_label or "")) for c in labelled.cues]
    bare: RawTranscript = labelled.model_copy(
        update={"cues": tuple(c.model_copy(update={"speaker_label": None}) for c in labelled.cues)}
    )
    return attribute(
        episode(duration=7200.0, people=people), bare, Source(episode_id="x", title="x", audio_path="x.opus"),
        AttributeConfig(), corrections=Corrections(corrections=corrections), known=known or KnownVoices(),
        voices=ScriptedVoices(spoken), progress=lambda *_: None,
    )  # fmt: skip


def talk(*lines: str) -> str:
    """Lines "A: text" one after the other, each as long as its words, with half a second between."""
    at, out = 0.0, []
    for line in lines:
        out.append(f"{int(at // 60)}:{at % 60:05.2f} {line}")
        at += (len(line.split()) - 1) * WORD_S + 0.5
    return " | ".join(out)


def names(transcript: Transcript) -> dict[str | None, str | None]:
    return {t.speaker_label: t.speaker for t in transcript.turns}


CHAT = (
    "A: And what did you find when you looked at the numbers again after the summer?",
    "B: We found that the small boats were faster than the big ones, which nobody had expected.",
    "A: Why would a small boat be faster than a large one with the same sail on it?",
    "B: It carries less, it turns sooner, and the crew is awake, which counts for more than people like to think.",
)


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (("A: Welcome to the show, I'm Daniel Carter.",), {"S1": "Daniel Carter", "S2": "Laura Bennett"}),
        (("A: My guest today is Lora Benett.", "B: Thank you for having me on the show again."),
         {"S1": "Daniel Carter", "S2": "Laura Bennett"}),
        (("A: Welcome to the programme, Laura.", "B: It is lovely to be here with you at last."),
         {"S1": "Daniel Carter", "S2": "Laura Bennett"}),
    ],
)  # fmt: skip
def test_a_name_said_names_its_voice(opening: tuple[str, ...], expected: dict[str, str]) -> None:
    assert names(told_by_voice(talk(*opening, *CHAT * 2))) == expected


def test_a_name_that_is_called_is_never_its_speakers() -> None:
    transcript = told_by_voice(talk(*CHAT, "B: Thank you, Daniel.", "A: Goodbye to all of you."))
    assert names(transcript) == {"S1": "Daniel Carter", "S2": "Laura Bennett"}
    daniel = next(p for p in transcript.people if p.name == "Daniel Carter")
    assert daniel.evidence
    assert daniel.evidence.words
    i, j = daniel.evidence.words
    assert "Daniel" in " ".join(w.text for w in transcript.words[i:j])


def test_a_stranger_who_says_his_name_is_a_person() -> None:
    transcript = told_by_voice(talk("A: Hello, I'm Maria Olsen, and this is Harbour Talk.", *CHAT * 2), people=())
    assert names(transcript)["S1"] == "Maria Olsen"
    assert [(p.name, p.source, p.label) for p in transcript.people] == [("Maria Olsen", "transcript", "S1")]


def test_reported_speech_is_no_introduction() -> None:
    transcript = told_by_voice(talk("A: And then he said, I'm Daniel Carter, and left the room in a hurry.", *CHAT * 2))
    assert all(p.evidence is None or p.evidence.rule != "self-introduction" for p in transcript.people)


def test_a_person_who_is_only_talked_about_is_not_in_the_room() -> None:
    about = "A: I once heard an interview with Mark Ferris, and I was talking to Joan Miller about it for a week."
    for people in ((), (HOST, GUEST)):
        transcript = told_by_voice(talk(*CHAT, about, *CHAT), people=people)
        assert {"Mark Ferris", "Joan Miller"}.isdisjoint(names(transcript).values())


def test_a_guest_whom_only_the_host_presents_is_named() -> None:
    opening = "A: The following is a conversation with Maria Olsen, who sails."
    assert names(told_by_voice(talk(opening, *CHAT * 2), people=())) == {"S1": None, "S2": "Maria Olsen"}


@pytest.mark.parametrize("said", ["I'm the Executive Director", "I'm African American", "I'm Happy"])
def test_what_somebody_is_is_not_a_name(said: str) -> None:
    assert set(names(told_by_voice(talk(f"A: {said} of this place.", *CHAT), people=())).values()) == {None}
