"""A passage may be told in several ways; a rough one is not reported, an unsound one is told in no clause."""

from dataclasses import replace

from pipeline.stages.narrate.clauses import tellings
from tests.unit.stages.narrate.test_passages import talk_from


def test_a_statement_is_reported_before_it_is_quoted() -> None:
    talk = talk_from("0:01 Ben: Copper kettles carry the heat of the fire.")
    ways = tellings(talk, talk.passages[0])
    assert [(w.form, w.quotes) for w in ways] == [("clause", False), ("clause", True), ("quote", True)]


def test_the_complement_of_the_verb_is_the_part_that_is_quoted() -> None:
    talk = talk_from("0:01 Ben: Copper kettles carry the heat of the fire.")
    parsed = replace(talk.passages[0].reading, subject=(0, 14), verb_end=20)
    first = tellings(talk, replace(talk.passages[0], reading=parsed))[0]
    assert (first.clause.text, first.part) == ("copper kettles carry “the heat of the fire”", True)


def test_what_the_speaker_thinks_stays_a_thought_and_what_he_does_is_told_of_him() -> None:
    talk = talk_from("0:01 Ben: I think copper carries the heat. I love the smell of copper.")
    assert tellings(talk, talk.passages[0])[0].clause.text == "thinks that copper carries the heat"
    assert "loves “the smell of copper”" in [w.clause.text for w in tellings(talk, talk.passages[1])]


def test_an_unsound_passage_is_told_in_no_clause() -> None:
    talk = talk_from("0:01 Ben: Copper kettles carry the heat of the fire.")
    assert tellings(talk, replace(talk.passages[0], sound=False)) == []
