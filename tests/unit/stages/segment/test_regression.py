"""A regression standardises its columns, weighs them, and never says more than CLIP."""

import numpy as np
import pytest

from pipeline.fitted import Fitted
from pipeline.stages.segment.regression import CLIP, regression_of

NUMBERS = Fitted(
    model="test", script=None, data="none", fitted_on={}, embedder="ab",
    columns={"meaning": (1.0, -1.0), "length": 2.0},
    bias=0.5, mean={"meaning": (0.0, 1.0), "length": 3.0}, scale={"meaning": (1.0, 2.0), "length": 4.0},
)  # fmt: skip


def test_rows_are_standardised_and_weighed() -> None:
    odds = regression_of(NUMBERS).log_odds(np.array([[1.0, 3.0, 7.0], [0.0, 1.0, 3.0]]))
    assert odds.tolist() == pytest.approx([1.0 - 1.0 + 2.0 + 0.5, 0.5])


def test_log_odds_are_clipped_and_the_embedder_is_kept() -> None:
    found = regression_of(NUMBERS)
    assert found.embedder == "ab"
    assert found.log_odds(np.array([[0.0, 1.0, 1e6], [0.0, 1.0, -1e6]])).tolist() == [CLIP, -CLIP]
