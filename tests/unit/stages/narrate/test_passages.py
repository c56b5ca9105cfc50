"""A passage is told for what it says: wording that joins on to something else costs, marks are not told."""

import pytest

from pipeline.stages.narrate.passages import marked, roughness


@pytest.mark.parametrize(
    ("text", "rough"),
    [
        ("Copper kettles whistle louder.", False),
        ("However, copper kettles whistle louder.", True),
        ("So in the end copper kettles whistle louder.", True),
        ("Copper is thin. Kettles whistle.", True),
    ],
)
def test_wording_that_joins_on_to_something_else_costs(text: str, rough: bool) -> None:
    assert (roughness(text) > 0) is rough


@pytest.mark.parametrize(
    "text", ["(07:20): But copper is thin.", "That is ta[king] copper.", "12:05 But copper is thin."]
)
def test_a_transcripts_own_marks_are_not_told(text: str) -> None:
    assert marked(text)
    assert not marked("At 12:05 the kettle whistled.")
