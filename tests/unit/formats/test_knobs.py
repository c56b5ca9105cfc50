"""Settings as TOML give every value back, each under its reason and range."""

import tomllib

import pytest

from pipeline.formats.knobs import limits, settings_toml, value
from pipeline.records import WatchTopic
from pipeline.settings import defaults
from pipeline.stages.quotes.config import QuotesConfig


def test_the_file_gives_every_setting_back() -> None:
    assert type(defaults()).model_validate(tomllib.loads(settings_toml(defaults()))) == defaults()


def test_a_commented_file_sets_nothing() -> None:
    assert not any(tomllib.loads(settings_toml(defaults(), commented=True)).values())


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ('it\'s "so"', '"it\'s \\"so\\""'),
        (True, "true"),
        ((1, 2.5), "[1, 2.5]"),
        (WatchTopic(id="tea", name="Tea"), '"Tea"'),
        (WatchTopic(id="tea", name="Tea", aliases=("Chai",)), '{ name = "Tea", aliases = ["Chai"] }'),
    ],
)
def test_a_value_is_written_as_toml(found: object, text: str) -> None:
    assert value(found) == text
    assert tomllib.loads(f"x = {text}")


def test_a_range_is_said_in_signs() -> None:
    field = QuotesConfig.model_fields["min_words"]
    assert limits(field) == "(≥ 3, ≤ 20)"
