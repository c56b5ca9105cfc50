"""Hand-set weights rank the wording of a passage in deviations from an average sentence."""

import pytest

from pipeline.stages.quotes.hand_score import HAND, hand_points, raw_points

FLAT = dict.fromkeys(HAND.numbers.columns, 0.0)


def test_each_feature_counts_with_its_weight() -> None:
    for name, weight in HAND.numbers.columns.items():
        assert raw_points({**FLAT, name: 2.0}) == pytest.approx(2 * weight)


def test_the_average_is_none_and_one_deviation_is_one() -> None:
    measured = HAND.numbers.constants
    name, weight = next((n, w) for n, w in HAND.numbers.columns.items() if isinstance(w, float) and w)
    at_mean = {**FLAT, name: measured["mean"] / weight}
    above = {**FLAT, name: (measured["mean"] + measured["deviation"]) / weight}
    assert (hand_points(at_mean), hand_points(above)) == pytest.approx((0.0, 1.0))
