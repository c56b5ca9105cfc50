"""What the reading net and the weights beside it are fitted with: blends of two judgements."""

import numpy as np
import pytest

from training.train_second import Blended, elsewhere, least_squares, logistic


def rows(n: int = 400) -> Blended:
    """Two judgements of equal worth that err apart, of two shows and two scales."""
    chance = np.random.default_rng(3)
    truth = chance.standard_normal(n)
    columns = truth[:, None] + chance.standard_normal((n, 2))
    good = truth > 0.5
    show = np.array(["a", "b"])[np.arange(n) % 2]
    return Blended(columns, good.astype(float), good, show, show, np.arange(n) % 4 < 2)


def test_both_judgements_tell_more_than_either() -> None:
    data = rows()

    def wrong(which: list[int]) -> float:
        odds = elsewhere(data, which, logistic)
        return float(np.mean((odds > 0) != data.good))

    assert wrong([0, 1]) < min(wrong([0]), wrong([1]))


def test_the_odds_are_right_on_the_scale_that_counts() -> None:
    data = rows()
    lenient = np.where(data.strict, data.worth, 1.0)
    weights, bias = logistic(data.columns, lenient, data.strict)
    p = 1 / (1 + np.exp(-(data.columns[data.strict] @ weights + bias)))
    assert p.mean() == pytest.approx(data.worth[data.strict].mean(), abs=0.02)


def test_least_squares_finds_the_plane() -> None:
    columns = np.random.default_rng(0).standard_normal((50, 2))
    weights, bias = least_squares(columns, columns @ np.array([2.0, -1.0]) + 3, np.ones(50, bool))
    assert weights == pytest.approx([2.0, -1.0])
    assert bias == pytest.approx(3.0)
