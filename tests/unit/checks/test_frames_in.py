"""Each language has its own frames; a language without any has only items of a list, without a word of ours."""

import re

import pytest

from pipeline.checks.frames import FRAMES
from pipeline.checks.frames_in import frames_in, leading_in, listed_in, listing_in, own_frames


def test_frames_of_languages_without_any_hold_no_letter_of_ours() -> None:
    for frame in frames_in("ja").values():
        assert not re.search(r"\w", re.sub(r"\{\w+\}", "", frame.text))
    assert frames_in("en-GB") is FRAMES
    assert own_frames("de") == {}


def test_no_english_frame_explains_a_french_sentence() -> None:
    english = {frame.text for name, frame in FRAMES.items() if not name.endswith("item") and name != "item by"}
    assert not english & {frame.text for frame in frames_in("fr").values()}


@pytest.mark.parametrize("language", ["de", "ja", "und"])
def test_without_frames_nothing_is_listed(language: str) -> None:
    assert leading_in("Mira", ["Brot", "Zug"], language) is None
    assert listing_in(["Mira"], ["Brot", "Zug"], language) is None


def test_french_lists_things_in_french() -> None:
    assert listed_in(["sel", "vent", "eau"], "fr") == "sel, vent et eau"
    assert leading_in("Bastien", ["sel", "vent"], "fr") == "Dans cette partie avec Bastien\u202f: sel et vent."
    assert listing_in(["Claire", "Bastien"], ["sel"], "fr") == "Une conversation entre Claire et Bastien\u202f: sel."
    assert listing_in([], ["sel"], "fr") == "Au programme\u202f: sel."
