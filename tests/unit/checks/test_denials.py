"""What was denied just there, taken back after, put in the place of another word, or only planned is noticed."""

import pytest

from pipeline.checks import denials, figures, mood, naming, sides
from pipeline.checks.polarity import flips
from pipeline.checks.statement import Evidence, Talk, core, reasons
from tests.builders import speech

TWICE = "The old kettle in the kitchen whistles. The new kettle in the shop does not whistle loudly at closing time."


def test_a_word_said_twice_is_laid_where_its_company_stands() -> None:
    assert denials.denied_elsewhere("The new kettle in the shop whistles loudly at closing time.", TWICE)
    assert denials.denied_elsewhere("The new kettle in the shop doesn't whistle loudly at closing time.", TWICE) == []
    assert denials.denied_elsewhere("The old kettle in the kitchen whistles.", TWICE) == []


@pytest.mark.parametrize(
    ("claim", "taken_back"),
    [
        ("He is against copper kettles.", True),
        ("He is annoyed by claims that he is against copper kettles.", False),
        ("He is not against copper kettles.", False),
    ],
)
def test_what_the_next_words_deny_may_be_told_only_as_hearsay(claim: str, taken_back: bool) -> None:
    said = "What annoys me is to read that I'm against copper kettles. Which I'm not, right? Copper is fine."
    assert bool(denials.taken_back(claim, said)) is taken_back


@pytest.mark.parametrize(
    ("claim", "said", "replaced"),
    [
        ("The shop is largely a curved room of glass.", "The shop is largely a flat room of glass.", True),
        ("The shop is largely a flat room of glass.", "The shop is largely a flat room of glass.", False),
        ("They sell a larger kettle of copper.", "They sell a huge kettle of copper.", False),
        ("They sell a whistling kettle of copper.", "They sell a whistled kettle of copper.", False),
    ],
)
def test_a_word_in_the_place_of_another_is_noticed(claim: str, said: str, replaced: bool) -> None:
    assert bool(sides.replaced(claim, said)) is replaced


@pytest.mark.parametrize(
    ("claim", "said", "wrong"),
    [
        ("She plans to wear the copper hat.", "I wear the copper hat because I want to be seen.", True),
        ("She will make a kettle.", "I made a kettle.", True),
        ("She plans to make a kettle.", "I'm going to make a kettle.", False),
        ("She will never sell it.", "I will never sell it.", False),
        ("The drawer stores spoons.", "The drawer stores spoons. It might store forks.", False),
    ],
)
def test_what_is_done_is_not_told_as_a_plan(claim: str, said: str, wrong: bool) -> None:
    assert bool(mood.overstated(claim, said)) is wrong


def test_opposites_reach_over_words_that_are_like_them() -> None:
    assert flips("The market hall is tiny.", "The market hall is enormous.")


def test_irregular_forms_are_one_word() -> None:
    assert flips("He made a kettle and it did not break.", "He makes a kettle. It broke.")


def test_an_attribution_that_denies_is_no_attribution() -> None:
    assert core("Ito said that kettles whistle.") == "kettles whistle."
    assert core("Ito never said that kettles whistle.") == "Ito never said that kettles whistle."
    assert core("Kettles whistle, according to Ben Ito.") == "Kettles whistle."


def test_a_year_said_as_either_of_two_counts_as_both() -> None:
    assert figures.unsaid("It was 1985 or 1986.", "It was 1985 or six, I can't remember.") == []
    assert figures.unsaid("It was 1987.", "It was 1985 or six, I can't remember.")


def test_a_sentence_may_open_with_a_form_of_a_plain_word() -> None:
    assert naming.unsaid("Carving takes time.", "you have to carve", (), frozenset({"carve", "you"})) == []


def test_what_another_says_of_himself_is_not_told_of_somebody_he_mentions() -> None:
    talk = speech("0:01 Ben Ito: I wear a copper hat every day. | 0:09 Ben Ito: Rosa Lund now talks about hats too.")
    evidence = Evidence(Talk(talk, (("Ben Ito", "guest"),)), ((0, len(talk.words)),))
    found = reasons("Rosa Lund wears a copper hat every day.", evidence, 0.9)
    assert any("tells of Rosa Lund" in str(reason) for reason in found)
    assert reasons("Ito wears a copper hat every day.", evidence, 0.9) == []
