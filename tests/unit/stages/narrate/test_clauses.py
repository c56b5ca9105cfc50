"""A thought may be told in several ways; a rough or unsound one is quoted only."""

from dataclasses import replace

from pipeline.stages.narrate.clauses import tellings
from pipeline.stages.narrate.passages import Passage
from pipeline.stages.narrate.points import Thought
from tests.unit.stages.narrate.test_passages import talk_from

KETTLES = "0:01 Ben: Copper kettles carry the heat of the fire."


def frames(script: str, **changes: object) -> list[str]:
    talk = talk_from(script)
    passage: Passage = replace(talk.passages[0], **changes)  # type: ignore[arg-type]
    return [way.frames[0] for way in tellings(talk, Thought((passage,)))]


def test_a_statement_is_reported_before_it_is_quoted() -> None:
    assert frames(KETTLES) == ["says it", "quoted, says"]


def test_what_the_speaker_thinks_stays_a_thought() -> None:
    talk = talk_from("0:01 Ben: I think copper carries the heat.")
    first = next(tellings(talk, Thought((talk.passages[0],))))
    assert (first.frames[0], first.clauses[0].text) == ("minds", "thinks that copper carries the heat")


def test_what_reads_badly_or_is_no_statement_is_quoted() -> None:
    assert frames(KETTLES, rough=True) == ["quoted, says"]
    assert frames(KETTLES, sound=False) == ["quoted, says"]


def test_a_longer_thought_is_quoted_in_two_parts() -> None:
    talk = talk_from("0:01 Ben: Copper kettles carry the heat. Steel pots keep the water.")
    ways = list(tellings(talk, Thought(tuple(talk.passages.values()))))
    assert [(w.frames[0], [c.text for c in w.clauses]) for w in ways] == [
        ("quoted, says, then", ["“Copper kettles carry the heat,”", "“Steel pots keep the water.”"])
    ]
