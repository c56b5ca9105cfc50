"""A word that most conversations hold tells little."""

import pytest

from pipeline.language.word_frequency import LEAST_PERCENT, UNKNOWN, shares, telling


def test_shares_are_shares_and_only_common_words_are_listed() -> None:
    assert all(LEAST_PERCENT / 100 <= share <= 1 for share in shares().values())
    assert "transistor" not in shares()


@pytest.mark.parametrize(
    ("less", "more"), [("people", "kettle"), ("good question", "sourdough starter"), ("thing", "transistor")]
)
def test_rare_words_tell_more(less: str, more: str) -> None:
    assert 0 <= telling(less) < telling(more) <= 1


def test_a_phrase_without_a_word_to_look_up_lies_in_the_middle() -> None:
    assert telling("AI") == telling("") == UNKNOWN
