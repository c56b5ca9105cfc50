"""Telling voices apart by their vectors alone, giving them words, and naming them on evidence."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pipeline.records import Correction, Corrections, Heard, Person, Source, Transcript
from pipeline.stages.attribute.config import AttributeConfig, VoicesConfig
from pipeline.stages.attribute.diarization import agglomerate, tell_apart
from pipeline.stages.attribute.stage import attribute
from tests.builders import WORD_S, episode, heard
from tests.fakes import ScriptedVoices

CONFIG = VoicesConfig()
HOST = Person(name="Daniel Carter", role="host", source="sidecar")
GUEST = Person(name="Laura Bennett", role="guest", source="sidecar")


def apart(script: list[tuple[float, float, int]], config: VoicesConfig = CONFIG, **fake: float) -> np.ndarray:
    told = tell_apart(ScriptedVoices(script, **fake).voiceprints(Path("x")), config)
    middle = (told.start + told.end) / 2
    truth = np.array([next((v for a, b, v in script if a + 0.7 <= m <= b - 0.7), -1) for m in middle])
    clear = truth >= 0  # windows that hold one voice only
    return np.stack([told.p.argmax(1)[clear], truth[clear]], 1) if told.p.size else np.zeros((0, 2), int)


def turns_of(lengths: list[float], voices: int) -> list[tuple[float, float, int]]:
    edges = np.cumsum([0.0, *lengths])
    return [(float(a), float(b), k % voices) for k, (a, b) in enumerate(pairwise(edges))]


@pytest.mark.parametrize("voices", [1, 2, 3, 4, 5, 6])
def test_the_number_of_voices_is_found_and_each_window_has_its_own(voices: int) -> None:
    pairs = apart(turns_of([9, 14, 6, 20, 11, 8] * 4, voices))
    assert len(set(pairs[:, 0])) == voices
    assert len({tuple(pair) for pair in pairs}) == voices  # one to one


def test_two_alike_voices_are_still_two() -> None:
    pairs = apart(turns_of([12, 15] * 8, 2), alike=0.45)
    assert len({tuple(pair) for pair in pairs}) == len(set(pairs[:, 0])) == 2


def test_a_voice_that_speaks_for_eight_seconds_in_ten_minutes_is_not_lost() -> None:
    script = turns_of([30, 40] * 8, 2)
    at = script[10][0]
    script = [*script[:10], (at, at + 8, 2), *[(a + 8, b + 8, v) for a, b, v in script[10:]]]
    pairs = apart(script)
    assert len({tuple(pair) for pair in pairs}) == 3


def test_the_number_given_is_kept_to() -> None:
    pairs = apart(turns_of([12, 15] * 8, 3), VoicesConfig(speakers=2))
    assert len(set(pairs[:, 0])) == 2


def test_no_speech_is_no_voice() -> None:
    assert tell_apart(ScriptedVoices([]).voiceprints(Path("x")), CONFIG).p.shape == (0, 0)


def test_groups_join_by_their_mean_likeness() -> None:
    x = np.array([[1, 0, 0], [0.9, 0.436, 0], [0, 0, 1.0]])
    assert agglomerate(x, np.ones(3), 0.5).tolist() == [0, 0, 1]
    assert agglomerate(x, np.ones(3), 0.95).tolist() == [0, 1, 2]


# ---- from a script with voices "A", "B" …: what is heard, and by whom


def told_by_voice(
    script: str, people: tuple[Person, ...] = (HOST, GUEST), corrections: tuple[Correction, ...] = ()
) -> Transcript:
    """Attribute "m:ss A: text" from the sound alone: the letter is the voice, which the fake lets be heard."""
    labelled = heard(script)
    letters = sorted({c.speaker_label or "" for c in labelled.cues})
    spoken = [(c.start, c.end + 0.5, letters.index(c.speaker_label or "")) for c in labelled.cues]
    bare: Heard = labelled.model_copy(
        update={"cues": tuple(c.model_copy(update={"speaker_label": None}) for c in labelled.cues)}
    )
    return attribute(
        episode(duration=7200.0, people=people), bare, Source(episode_id="x", title="x", audio_path="x.opus"),
        AttributeConfig(), corrections=Corrections(corrections=corrections), voices=ScriptedVoices(spoken),
        progress=lambda *_: None,
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


def test_words_get_the_voice_that_is_heard_and_turns_end_where_it_ends() -> None:
    transcript = told_by_voice(talk(*CHAT))
    assert [t.speaker_label for t in transcript.turns] == ["S1", "S2", "S1", "S2"]
    assert all(w.speaker_confidence and w.speaker_confidence > 0.6 for w in transcript.words)


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


def test_without_any_word_of_it_nobody_is_named() -> None:
    plain = tuple(re.sub(r"\?", ".", line) for line in CHAT * 2)
    assert set(names(told_by_voice(talk(*plain))).values()) == {None}


def test_two_voices_that_claim_one_name_get_none() -> None:
    transcript = told_by_voice(talk("A: I'm Daniel Carter.", *CHAT, "B: No, I'm Daniel Carter, and you know it well."))
    assert "Daniel Carter" not in names(transcript).values()
    assert "speaker-names-conflict" in transcript.flags


def test_an_advert_voice_is_not_the_guest() -> None:
    advert = "C: Sleep better with a mattress from Cloud Hill, now with a tenth off for listeners of this show only."
    transcript = told_by_voice(talk("A: Welcome back, I'm Daniel Carter.", *CHAT, advert, *CHAT * 3))
    assert names(transcript) == {"S1": "Daniel Carter", "S2": "Laura Bennett", "S3": None}


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


def test_a_sentence_cut_by_a_change_of_voice_stays_without_a_name() -> None:
    script = (
        "0:10 A: Hello, I'm Daniel Carter, and it is the spring again | 0:14 B: and the boats are out on the water."
    )
    transcript = told_by_voice(script + " | 0:20 A: We went out early. | 0:24 B: So did we, and so did all the others.")
    cut = [t for t in transcript.turns if t.speaker is None]
    assert cut
    assert all((t.speaker_confidence or 1) <= 0.5 for t in cut)
    later = [t for t in transcript.turns if t.start >= 20]
    assert all((t.speaker_confidence or 0) > 0.6 for t in later)


def test_two_who_speak_at_once_are_marked_and_a_change_of_speakers_is_not() -> None:
    script = [*turns_of([10, 10, 10, 10], 2), (18.0, 22.5, 0)]
    told = tell_apart(ScriptedVoices(script, noise=0.7).voiceprints(Path("x")), CONFIG)
    assert len(told.overlaps) == 1
    (start, end) = told.overlaps[0]
    assert 17 < start < end < 24
    alone = tell_apart(ScriptedVoices(turns_of([10, 10, 10, 10], 2), noise=0.7).voiceprints(Path("x")), CONFIG)
    assert alone.overlaps == ()


def test_an_opening_recorded_apart_names_the_two_who_talk() -> None:
    opening = "C: Hello, I'm Daniel Carter, and this is a conversation with Laura Bennett about small boats and sails."
    transcript = told_by_voice(talk(opening, *CHAT * 6))
    assert names(transcript) == {"S1": "Daniel Carter", "S2": "Daniel Carter", "S3": "Laura Bennett"}
    assert {p.name: p.label for p in transcript.people} == {"Daniel Carter": "S2", "Laura Bennett": "S3"}


def test_three_who_talk_are_named_by_what_is_said_to_them() -> None:
    third = Person(name="Omar Reed", role="guest", source="sidecar")
    lines = (
        "A: Hello and welcome to the show, I'm Daniel Carter, and there are two of you today. Welcome, Laura.",
        "B: Thank you, it is good to be here in the harbour again after such a long time.",
        "A: And it is great to have you, Omar.",
        "C: Thanks for having me, Daniel, I have looked forward to it for weeks and weeks.",
    )
    more = ("C: I would add that the harbour is never the same in two summers, and nobody keeps a record of it.",)
    transcript = told_by_voice(talk(*lines, *(CHAT + more) * 2), people=(HOST, GUEST, third))
    assert names(transcript) == {"S1": "Daniel Carter", "S2": "Laura Bennett", "S3": "Omar Reed"}


def test_two_people_told_and_one_voice_found_is_nobody() -> None:
    alone = tuple(line.replace("B:", "A:") for line in CHAT)
    assert set(names(told_by_voice(talk(*alone))).values()) == {None}
    assert set(names(told_by_voice(talk(*alone), people=(HOST,))).values()) == {"Daniel Carter"}


def test_more_people_told_than_voices_found_is_no_ground_for_exclusion() -> None:
    third = Person(name="Omar Reed", role="guest", source="sidecar")
    transcript = told_by_voice(talk("A: My guest today is Laura Bennett.", *CHAT * 2), people=(HOST, GUEST, third))
    assert names(transcript)["S2"] is None
