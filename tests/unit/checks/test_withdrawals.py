"""Each cue of a withdrawal: a sentence that it catches, and one that looks alike and takes nothing back."""

from collections.abc import Callable

import pytest

from pipeline.checks import withdrawals


@pytest.mark.parametrize(
    ("cue", "caught", "kept"),
    [
        (withdrawals.takes_back, "Actually, no.", "Actually, it rose."),
        (withdrawals.retracts, "I take that back.", "I take that road back home."),
        (withdrawals.denies, "Well, that is nonsense.", "That is a fine loaf."),
        (withdrawals.jokes, "I'm just kidding.", "The kid is just five."),
        (withdrawals.restates, "Or rather, it is possible.", "I would rather bake."),
        (withdrawals.doubts, "But I could be wrong.", "It could be warm."),
        (withdrawals.doubts, "I don't know empirically what goes on.", "I don't know the road."),
        (withdrawals.is_unsure, "Actually, I don't know if this is true.", "I know that this is true."),
        (withdrawals.fails, "Of course, that doesn't work.", "The oven doesn't work."),
        (withdrawals.objects, "I disagree.", "I agree with the baker."),
        (withdrawals.concedes, "Fair enough.", "The fair was enough for one day."),
        (withdrawals.is_meant_otherwise, "Oh, sure, everybody bakes.", "I am sure everybody bakes."),
    ],
)
def test_a_withdrawal_is_told_from_a_statement(cue: Callable[[str], bool], caught: str, kept: str) -> None:
    assert cue(caught)
    assert not cue(kept)
