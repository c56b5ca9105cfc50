"""A passage is told without what adds nothing to it, and only where its words make a statement."""

import pytest

from pipeline.records import Candidate, Quotes, Section, Transcript
from pipeline.stages.narrate.passages import ToldTalk, slips, talk_of
from tests.builders import speech
from tests.fakes import BagEmbedder, CapitalParser


def whole(talk: Transcript) -> Section:
    return Section(
        id="t01", title="The kettle", title_source="generated", kind="talk", start=0, end=300,
        words=(0, len(talk.words)),
    )  # fmt: skip


def talk_from(script: str, **about: object) -> ToldTalk:
    """Return a talk whose every sentence the quote stage lets stand, unless `rejected` gives a reason."""
    talk = speech(script)
    reason = about.get("rejected")
    candidates = tuple(
        Candidate(
            start=s.start, end=s.end, words=(s.words,), text="", section="t01", speaker=s.speaker,
            score=None if reason else 1.0, rejected=str(reason) if reason else None,
        )
        for s in talk.sentences
    )  # fmt: skip
    return talk_of(
        talk, Quotes(candidates=candidates, chosen=()), sections=[whole(talk)], asked=about.get("asked", ()),
        hosts=about.get("hosts", frozenset()), parser=CapitalParser(), embedder=BagEmbedder(),
    )  # type: ignore[arg-type]  # fmt: skip


def test_openers_fillers_and_repeats_are_out_and_recorded() -> None:
    passage = talk_from("0:01 Ben: So, well, the kettle, um, the copper kettle sings the longest.").passages[0]
    assert passage.text == "The copper kettle sings the longest." or passage.text.startswith("The kettle, the copper")
    assert {d.kind for d in passage.slips} <= {"marker", "filler"}
    assert passage.slips[0].words == (0, 2)


def test_what_only_announces_is_out() -> None:
    passage = talk_from("0:01 Ben: And the thing is that copper kettles carry the heat.").passages[0]
    assert passage.text == "Copper kettles carry the heat."


@pytest.mark.parametrize(
    "text",
    [
        "Do copper kettles carry the heat?",
        "The copper kettle you told me about sings.",
        "(07:20): The copper kettle sings loudly.",
        "The copper kettle sings loudest on gas and.",
        "When the copper kettle sings loudest in the morning, yes.",
    ],
)
def test_questions_words_to_the_other_marks_and_what_is_cut_off_are_not_told(text: str) -> None:
    assert talk_from(f"0:01 Ben: {text}").passages == {}


def test_what_the_quote_stage_refuses_for_its_sense_is_not_told_and_what_it_refuses_as_a_quote_is() -> None:
    line = "0:01 Ben: Copper kettles carry the heat of the fire."
    assert talk_from(line, rejected="somebody else's words").passages == {}
    assert talk_from(line, rejected="too short").passages


def test_hosts_are_not_told() -> None:
    assert talk_from("0:01 Ana: Copper kettles carry the heat.", hosts=frozenset({"Ana"})).passages == {}


def test_a_next_step_does_not_stand_alone() -> None:
    talk = talk_from("0:01 Ben: Then copper kettles carry the heat. The second is the price of copper kettles.")
    assert [p.alone for p in talk.passages.values()] == [False, False]


def test_a_word_that_may_be_meant_twice_is_no_slip() -> None:
    words = speech("0:01 Ben: It was very very hot, it was it was hot.").words
    assert [d.words for d in slips(words, (0, len(words)))] == [(5, 7)]


def test_what_would_be_is_told_only_with_its_condition() -> None:
    talk = talk_from("0:01 Ben: A copper kettle would be the end of tea. If it rained, copper would be the end of tea.")
    assert [p.sound for p in talk.passages.values()] == [False, True]


def test_somebody_elses_direct_speech_and_a_question_without_its_mark_are_told_in_no_clause() -> None:
    talk = talk_from("0:01 Ben: Hey, the kettle carries the heat of the fire. Can we take copper for the kettles.")
    assert [p.sound for p in talk.passages.values()] == [False, False]
