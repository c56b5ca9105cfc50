"""A section may have a quote for every so many seconds, one at least, and never more than asked for."""

import pytest

from pipeline.stages.quotes.config import QuotesConfig


@pytest.mark.parametrize(("seconds", "most"), [(0.0, 1), (59.0, 1), (60.0, 1), (120.0, 2), (9000.0, 3)])
def test_quotes_of_a_section_grow_with_its_length(seconds: float, most: int) -> None:
    assert QuotesConfig(per_section=3, every_s=60.0).most(seconds) == most


def test_none_is_none() -> None:
    assert QuotesConfig(per_section=0).most(600.0) == 0
