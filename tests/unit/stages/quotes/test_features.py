"""Every text has every feature, and each is small."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.quotes.features import NAMES, features
from tests.unit.stages.quotes.test_stage import GOOD, choose


@pytest.mark.parametrize(
    ("text", "restarts"),
    [
        ("You can look, you can do things.", 1),
        ("The only, so the good examples are few.", 1),
        ("If you look, you can do things.", 0),
    ],
)
def test_a_speaker_who_begins_again_is_noticed(text: str, restarts: int) -> None:
    assert features(text)["restart"] == restarts


@given(st.text(max_size=80))
def test_every_text_has_every_feature(text: str) -> None:
    assert tuple(features(text)) == NAMES


def test_features_are_kept_small() -> None:
    (quote,) = choose(f"0:00 Bo: {GOOD}").chosen
    assert all(value and round(value, 4) == value for value in quote.features.values())
    assert len(json.dumps(quote.features)) < 800
