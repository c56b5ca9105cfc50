"""A quote is what its words say: the three grades, and everything that must never pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.verbatim import grade_of, problems, render
from pipeline.language.words import plain
from tests.builders import speech

TALK = speech(
    "0:02 Ana: So it was, it was pretty uh amazing. And it never gets worse than that, I think. | 0:30 Ben: Is that so?"
)


def span_of(text: str) -> tuple[int, int]:
    """Return where the exact words stand in TALK."""
    words, wanted = [w.text for w in TALK.words], text.split()
    for i in range(len(words)):
        if words[i : i + len(wanted)] == wanted:
            return i, i + len(wanted)
    raise AssertionError(text)


def test_one_span_is_verbatim_and_gets_a_capital() -> None:
    spans = [span_of("it never gets worse than that, I think.")]
    assert render(TALK.words, spans) == "It never gets worse than that, I think."
    assert grade_of(TALK.words, spans) == "verbatim"


def test_leaving_out_a_repeat_and_a_filler_is_cleaning() -> None:
    spans = [span_of("it was pretty"), span_of("amazing.")]
    assert render(TALK.words, spans) == "It was pretty amazing."
    assert grade_of(TALK.words, spans) == "cleaned"


def test_leaving_out_a_sign_without_letters_is_cleaning() -> None:
    words = speech("0:02 Ana: It was -- uh amazing.").words
    assert grade_of(words, [(0, 2), (4, 5)]) == "cleaned"
    assert grade_of(words, [(0, 2), (3, 5)]) == "cleaned"


def test_leaving_out_anything_else_shows_an_ellipsis() -> None:
    spans = [span_of("it never gets worse"), span_of("I think.")]
    assert render(TALK.words, spans) == "It never gets worse … I think."
    assert grade_of(TALK.words, spans) == "elided"


def test_leaving_out_a_negation_is_never_cleaning() -> None:
    spans = [span_of("And it"), span_of("gets worse")]
    assert grade_of(TALK.words, spans) == "elided"


@pytest.mark.parametrize(
    ("text", "spans", "grade", "why"),
    [
        ("It gets worse than that.", [span_of("it never gets worse than that,")], "verbatim", "its words say"),
        ("It was pretty … amazing.", [span_of("it was pretty"), span_of("amazing.")], "elided", "earn cleaned"),
        ("I think. Is that", [(*span_of("I think."),), (*span_of("Is that"),)], "elided", "crosses 2 turns"),
        ("Anything", [(5, 5)], "verbatim", "do not lie in order"),
        ("Anything", [(9, 12), (2, 4)], "elided", "do not lie in order"),
        ("Anything", [(0, 999)], "verbatim", "do not lie in order"),
        ("Anything", [], "verbatim", "do not lie in order"),
    ],
)
def test_what_is_not_proved_says_why(text: str, spans: list[tuple[int, int]], grade: str, why: str) -> None:
    assert any(why in problem for problem in problems(TALK, text, spans, grade)), problems(TALK, text, spans, grade)


@given(st.integers(0, len(TALK.words) - 1), st.integers(1, 12))
def test_what_render_makes_always_passes_inside_a_turn(i: int, n: int) -> None:
    turn = next(t for t in TALK.turns if t.words[0] <= i < t.words[1])
    span = (i, min(i + n, turn.words[1]))
    assert problems(TALK, render(TALK.words, [span]), [span], "verbatim") == []


@given(st.integers(0, len(TALK.words) - 4), st.data())
def test_dropping_any_one_word_is_always_noticed(i: int, data: st.DataObject) -> None:
    turn = next(t for t in TALK.turns if t.words[0] <= i < t.words[1])
    span = (i, turn.words[1])
    kept = plain(TALK.words, span).split()
    if len(kept) < 2:
        return
    dropped = data.draw(st.integers(0, len(kept) - 1))
    text = " ".join(kept[:dropped] + kept[dropped + 1 :])
    text = text[:1].upper() + text[1:]
    assert problems(TALK, text, [span], "verbatim")
