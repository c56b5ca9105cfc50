"""Each cue of another voice: a sentence that it catches, and one that looks alike and is its speaker's own."""

from collections.abc import Callable

import pytest

from pipeline.checks import voices


@pytest.mark.parametrize(
    ("cue", "caught", "own"),
    [
        (voices.is_supposed, "Let's say it rains.", "I say that it rains."),
        (voices.supposes, "Imagine a town without bread.", "I can imagine a town without bread."),
        (voices.supposes, "Consider a world where flour is free.", "The world is where we bake."),
        (voices.announces_voice, "Hooke and Boyle said something else.", "I said something else."),
        (voices.announces_voice, "My father used to tell me this:", "My father used to bake."),
        (voices.is_piece_of_quotation, "“Never sell a map", "Never sell a map."),
        (voices.opens_quotation, 'She told me, "Start with salt.', 'She told me, "Start with salt."'),
        (voices.closes_quotation, 'Then add the flour."', 'And then, "Add the flour.'),
        (voices.tells_others_mind, "And they realized it was late.", "The bread was late that day."),
        (voices.tells_others_mind, "Half of them are saying, we need to go back.", "Half of them went back."),
        (voices.speaks_in_role, "We need to build another jail.", "Jails need to be built."),
        (voices.resolves, "We're not going to fight him.", "He was going to fight."),
        (voices.speaks_of_others, "Well, they are smart.", "The oven is smart."),
        (voices.weighs, "Control could be the thing.", "Control is the thing."),
        (voices.names_source, "This is according to the clerk.", "This is what I saw, according to me."),
        (voices.describes_attitude, "He had the arrogance to say so.", "He had the key to the mill."),
        (voices.suspects, "The mayor was accused of theft.", "The mayor was fond of bread."),
    ],
)
def test_another_voice_is_told_from_the_speakers_own(cue: Callable[[str], bool], caught: str, own: str) -> None:
    assert cue(caught)
    assert not cue(own)
