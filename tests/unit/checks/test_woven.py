"""A part-quote is what was said, and what stands before it changes no claim."""

import pytest

from pipeline.checks import woven
from pipeline.records import Span, Transcript
from tests.builders import speech


def spoken(text: str) -> tuple[Transcript, tuple[Span, ...]]:
    talk = speech(f"0:01 Ben Ito: {text}")
    return talk, ((0, len(talk.words)),)


@pytest.mark.parametrize(
    ("text", "head", "told"),
    [
        ("What was missing was a lot of data.", 4, "what was missing was “a lot of data”"),
        ("The kettles are what we like, and nothing else.", 3, "the kettles are “what we like, and nothing else”"),
        ("I like what copper does to tea.", 2, None),
        ("Copper is what I like about my tea.", 2, None),
        ("Copper is thin. Steel is thick here.", 2, None),
        ("Copper is what you told me about.", 2, None),
    ],
)
def test_the_end_of_a_clause_may_be_quoted(text: str, head: int, told: str | None) -> None:
    talk, spans = spoken(text)
    assert woven.after(talk.words, spans, head) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We boil it twice.", "“we boil it twice”"),
        ("I boil it twice.", None),
        ("We boil it twice?", None),
        ("We were like, boil it twice.", None),
    ],
)
def test_a_whole_clause_may_be_quoted_unless_a_reader_would_take_its_i_for_ours(text: str, told: str | None) -> None:
    talk, spans = spoken(text)
    assert woven.whole_quoted(talk.words, spans) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I wrote the whole book in Ghent.", "“wrote the whole book in Ghent”"),
        ("I love the smell of copper.", "loves “the smell of copper”"),
        ("I really try every kind of tea.", "really tries “every kind of tea”"),
        ("I'm a big fan of copper.", "is “a big fan of copper”"),
        ("I never like the smell of copper.", None),
        ("I wrote my whole book in Ghent.", None),
        ("I would say it is the copper.", None),
        ("I glurp the smell of copper.", None),
    ],
)
def test_what_i_do_is_told_of_the_speaker(text: str, told: str | None) -> None:
    talk, spans = spoken(text)
    assert woven.does(talk.words, spans) == told


def test_every_clause_that_is_made_is_proved_and_no_other() -> None:
    talk, spans = spoken("The reason is that copper carries the heat.")
    made = list(woven.clauses(talk.words, spans))
    assert "the reason is that copper “carries the heat”" in made
    assert all(woven.said_so(talk.words, spans, "clause", text) for text in made)
    for false in (
        "the reason is that steel “carries the heat”",
        "the reason is that copper “carries no heat”",
        "“heat”",
    ):
        assert not woven.said_so(talk.words, spans, "clause", false)


def test_a_mind_keeps_its_hedge() -> None:
    talk, spans = spoken("I think that copper carries the heat.")
    assert woven.said_so(talk.words, spans, "mind", "thinks that “copper carries the heat”")
    assert not woven.said_so(talk.words, spans, "clause", "copper carries the heat")
    assert not woven.said_so(talk.words, spans, "mind", "believes that copper carries the heat")


def test_a_full_stop_before_the_speaker_is_a_comma_and_a_statement_opens_a_sentence() -> None:
    talk, spans = spoken("copper carries the heat.")
    assert woven.spoken(talk.words, spans) == "“Copper carries the heat,”"
    assert woven.statement(talk.words, spans) == "Copper carries the heat"
    assert woven.said_so(talk.words, spans, "spoken", "“Copper carries the heat,”")
    assert woven.said_so(talk.words, spans, "statement", "Copper carries the heat")
    assert not woven.said_so(talk.words, spans, "spoken", "“Copper carries no heat,”")
    assert not woven.said_so(talk.words, spans, "statement", "Copper carries no heat")
    asked, where = spoken("Does it carry the heat?")
    assert woven.spoken(asked.words, where) == "“Does it carry the heat?”"
