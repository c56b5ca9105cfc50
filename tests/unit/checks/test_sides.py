"""A word in the place of another is noticed."""

import pytest

from pipeline.checks import sides


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
