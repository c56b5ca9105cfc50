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


@pytest.mark.parametrize(
    ("claim", "said", "given"),
    [
        ("Peru rearms because of Chile.", "Chile rearms because of Peru.", True),
        ("Ito writes the weekly newsletter Kettle.", "Ito here. Kettle is a newsletter.", False),
        ("Ito left Peru for Kettle, a weekly newsletter.", "Ito left Kettle. Peru is a newsletter.", True),
        ("Ito, a baker, met Reeves, a slave.", "Ito came. Jarvis gave a slave woman named Reeves.", False),
        ("Peru has conquered every island near Chile.", "Chile is left, every island was conquered by Peru.", False),
        ("Jarvis honors her mother Reeves, a peace activist.", "Jarvis has a mother. Reeves, a peace activist.", False),
    ],
)
def test_what_is_said_of_one_name_is_not_given_to_another(claim: str, said: str, given: bool) -> None:
    assert bool(sides.misgiven(claim, said, ["Peru", "Chile", "Ito", "Kettle", "Jarvis", "Reeves"])) is given
