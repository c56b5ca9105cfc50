"""A voice gets a name only by evidence."""

import re

from pipeline.records import Person
from tests.unit.stages.attribute.test_name_evidence import CHAT, GUEST, HOST, names, talk, told_by_voice


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
