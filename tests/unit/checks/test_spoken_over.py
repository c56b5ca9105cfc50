"""The longest overlap inside a stretch counts, and only the part that lies inside."""

import pytest

from pipeline.checks.spoken_over import spoken_over_s
from pipeline.records import Gap
from tests.builders import speech


@pytest.mark.parametrize(
    ("start", "end", "longest"), [(0.0, 4.0, 0.0), (0.0, 10.0, 1.5), (6.0, 10.0, 0.5), (0.0, 30.0, 2.0)]
)
def test_the_longest_overlap_inside_counts(start: float, end: float, longest: float) -> None:
    talk = speech("0:00 Ann: Bread is patience.").model_copy(
        update={"overlaps": (Gap(start=5.0, end=6.5), Gap(start=20.0, end=22.0))}
    )
    assert spoken_over_s(talk, start, end) == longest
