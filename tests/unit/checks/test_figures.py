"""Numbers are read however they are said, and one that was not said is noticed."""

import pytest

from pipeline.checks.figures import Figure, figures, unsaid


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("one and a half billion parameters", [Figure(1.5e9)]),
        ("1.5 billion", [Figure(1.5e9)]),
        ("1,500,000,000", [Figure(1.5e9)]),
        ("twenty six percent", [Figure(26, "%")]),
        ("26%", [Figure(26, "%")]),
        ("half a million dollars", [Figure(5e5, "$")]),
        ("$500,000", [Figure(5e5, "$")]),
        ("in nineteen ninety nine", [Figure(1999)]),
        ("the 1990s", [Figure(90, "decade")]),
        ("the nineties", [Figure(90, "decade")]),
        ("a hundred and twenty three", [Figure(123)]),
        ("two thirds of it", [Figure(0.666667)]),
        ("twice as fast", [Figure(2, "×")]),
        ("dozens of people", [Figure(12, rough=True)]),
        ("one of them", []),
        ("10-layer network", [Figure(10)]),
        ("two point five times", [Figure(2.5, "×")]),
    ],
)
def test_numbers_are_read_however_they_are_said(text: str, found: list[Figure]) -> None:
    assert figures(text) == found


def test_a_year_said_as_either_of_two_counts_as_both() -> None:
    assert unsaid("It was 1985 or 1986.", "It was 1985 or six, I can't remember.") == []
    assert unsaid("It was 1987.", "It was 1985 or six, I can't remember.")
