"""A time is read however it is written; one of thousands of digits is late, and no crash."""

import math

import pytest

from pipeline.transcripts import clocks


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("01:02:03.5", 3723.5),
        ("1:02:03:250", 3723.25),
        ("0:00:01:05", 1.2),  # frames
        ("9" * 5000 + ":01", math.inf),
        ("1:02:03:" + "1" * 5000, math.inf),
        ("0:01." + "3" * 5000, 1.333333),
    ],
)
def test_clocks_are_read_as_seconds(text: str, seconds: float) -> None:
    assert clocks.seconds(text) == seconds
