"""A logistic regression on standardised columns, as a file of fitted numbers holds it."""

import numpy as np

from pipeline.fitted import Fitted, flat
from pipeline.records import Record
from pipeline.stages.segment.features import Floats

CLIP = 11.5  # log-odds beyond one in a hundred thousand say nothing more


class Regression(Record):
    """A logistic regression on standardised columns."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    embedder: str | None = None  # SHA-256 of the sentence model whose dimensions are among the columns

    def log_odds(self, rows: Floats) -> Floats:
        """Return `(n,)` log-odds of `(n, columns)` rows, from -CLIP to CLIP."""
        scaled = (rows - np.array(self.mean)) / np.array(self.scale)
        odds: Floats = np.clip(scaled @ np.array(self.weights) + self.bias, -CLIP, CLIP)
        return odds


def regression_of(numbers: Fitted) -> Regression:
    """Return the regression of a file."""
    mean, scale, weights = (tuple(flat(x).tolist()) for x in (numbers.mean, numbers.scale, numbers.columns))
    return Regression(mean=mean, scale=scale, weights=weights, bias=numbers.bias, embedder=numbers.embedder)
