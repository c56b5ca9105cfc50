"""Stumbles, and openings that join on to something else, are heard."""

import pytest

from pipeline.language.fluency import joins_on, marked, stumbles


@pytest.mark.parametrize(
    ("text", "stumbled"),
    [
        ("We plant, we plant it in rows.", True),
        ("It was the, so the good ones stayed.", True),
        ("Without that the roof falls.", True),
        ("A roof falls where nobody looks.", False),
    ],
)
def test_a_restart_is_heard(text: str, stumbled: bool) -> None:
    assert stumbles(text.split()) is stumbled


def test_marks_and_openings_that_join_on() -> None:
    assert marked("ta[king] it home")
    assert not marked("taking it home")
    assert joins_on("But similarly, bread rises.")
    assert not joins_on("Bread rises.")
