"""What a claim adds to the words it cites is named: praise, whole parts, runs of words of its own."""

import pytest

from pipeline.checks.additions import praise, runs, unsaid

SAID = "We tested the small kettle for three winters and it never leaked."


@pytest.mark.parametrize(
    ("claim", "added"),
    [
        ("The small kettle never leaked.", None),
        ("The groundbreaking kettle never leaked.", "groundbreaking"),
        ("The small kettle never leaked, setting a new standard for kitchens.", "setting a new standard for kitchens"),
        ("The small kettle never leaked, inspiring bakers and potters.", "inspiring bakers and potters"),
    ],
)
def test_praise_and_morals_are_additions_unless_they_were_said(claim: str, added: str | None) -> None:
    found = praise(claim, SAID)
    assert any(added in reason for reason in found) if added else found == []
    assert praise("The groundbreaking kettle.", "I call this kettle groundbreaking.") == []


def test_a_claim_that_shares_too_few_words_is_named_with_its_share() -> None:
    assert unsaid("The small kettle never leaked.", SAID) == []
    assert unsaid("Violins from maple sound warm.", SAID) == ["holds 0% of its words' content"]


def test_three_words_of_its_own_in_a_row_are_a_run() -> None:
    assert runs("The small copper kettle never leaked.", SAID) == []
    assert runs("The kettle delighted hungry mountain climbers.", SAID) == [
        "holds 4 words of content in a row that were not said"
    ]
