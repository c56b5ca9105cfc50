"""What was done is not told as planned, and what was planned not as done."""

import pytest

from pipeline.checks import mood


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


@pytest.mark.parametrize(
    ("claim", "said", "wrong"),
    [
        ("The crack will just widen.", "The crack will widen, I just know it.", False),
        ("A clenched fist shows anger.", "If I clench my fist, that shows anger.", False),
        ("He clenched a fist in anger.", "If I clench my fist in anger, you see it.", True),
        ("Feelings may be ignored.", "It may be that we ignore feelings.", False),
        ("She praises them for not taking profits.", "They were not trying to take profits.", False),
        ("She praises them for taking profits.", "They were trying to take profits.", True),
    ],
)
def test_what_a_thing_is_like_or_is_denied_is_no_deed(claim: str, said: str, wrong: bool) -> None:
    assert bool(mood.overstated(claim, said)) is wrong
