"""What was denied just there, taken back after, put in the place of another word, or only planned is noticed."""

import pytest

from pipeline.checks import denials

TWICE = "The old kettle in the kitchen whistles. The new kettle in the shop does not whistle loudly at closing time."


def test_a_word_said_twice_is_laid_where_its_company_stands() -> None:
    assert denials.denied_elsewhere("The new kettle in the shop whistles loudly at closing time.", TWICE)
    assert denials.denied_elsewhere("The new kettle in the shop doesn't whistle loudly at closing time.", TWICE) == []
    assert denials.denied_elsewhere("The old kettle in the kitchen whistles.", TWICE) == []


@pytest.mark.parametrize(
    ("claim", "denied"),
    [
        ("He is against copper kettles.", True),
        ("He is annoyed by claims that he is against copper kettles.", False),
        ("He is not against copper kettles.", False),
    ],
)
def test_what_the_next_words_deny_may_be_told_only_as_hearsay(claim: str, denied: bool) -> None:
    said = "What annoys me is to read that I'm against copper kettles. Which I'm not, right? Copper is fine."
    assert bool(denials.denied(claim, said)) is denied
