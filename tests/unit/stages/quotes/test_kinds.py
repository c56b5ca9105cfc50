"""What kind of thing a quote is."""

import pytest

from pipeline.stages.quotes.kinds import kind_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A museum is a promise that somebody will remember.", "definition"),
        ("When I was nine, my uncle gave me a broken radio and I fixed it.", "story"),
        ("It was terrifying to see the river rise like that.", "reaction"),
        ("You should write every day, even on bad days.", "claim"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert kind_of(text) == kind
