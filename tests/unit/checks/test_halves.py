"""Each cue of a half thought: a sentence that it catches, and one that looks alike and is whole."""

from collections.abc import Callable

import pytest

from pipeline.checks import halves


@pytest.mark.parametrize(
    ("cue", "caught", "whole"),
    [
        (halves.bounds, "Soon we run out of time.", "We run along the river."),
        (
            halves.announces_content,
            "I think there are a couple of reasons.",
            "There are a couple of swans on the lake.",
        ),
        (halves.announces_content, "There is this old line in a play.", "There is salt in the dough, and yeast."),
        (halves.concedes_first, "Of course you need flour.", "You need flour and a warm room."),
        (halves.only_hopes, "You'd think that rye is cheap.", "I think that rye is cheap."),
        (halves.is_first_of, "The first reason is salt.", "The baker was there at four."),
        (halves.is_second_of, "The second one is the road.", "It took a second to rise."),
        (halves.delivers, "And that is patience.", "Patience is what you need."),
        (halves.turns, "However, it rained.", "It rained, however."),
        (halves.opposes, "But the children do not.", "The children do nothing but play."),
        (halves.is_fragment, "Because it rained.", "Because it rained, we stayed."),
        (halves.explains, "I mean, look at the price.", "The word means bread."),
        (halves.breaks_off, "They lose the ability to…", "They lose the ability to bake."),
        (halves.opens_condition, "And if you sell a house, they ask.", "You sell a house if you must."),
        (halves.goes_on_under, "And your money will be gone.", "Money was short that year."),
        (halves.is_negated, "You can't mend it.", "You can mend it."),
        (halves.is_other_half, "You have to wait.", "You have not waited."),
        (halves.puts_off, "Well, that's a great question.", "Rye is the better grain."),
        (halves.puts_off, "Let me start with the oven.", "The oven starts at four."),
    ],
)
def test_a_half_is_told_from_a_whole(cue: Callable[[str], bool], caught: str, whole: str) -> None:
    assert cue(caught)
    assert not cue(whole)


def test_the_subject_is_the_word_a_sentence_opens_with() -> None:
    assert halves.subject("So, it's the price of sleep.") == "it"
    assert halves.subject("The oven is cold.") == "the oven"
    assert halves.subject("Bread rises.") is None
