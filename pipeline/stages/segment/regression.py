"""A logistic regression kept as plain numbers: no scikit-learn and no pickle at run time."""

import numpy as np

from pipeline.records import Record
from pipeline.stages.segment.features import Floats

CLIP = 11.5  # log-odds beyond one in a hundred thousand say nothing more


class Regression(Record):
    """A logistic regression on standardised columns."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def log_odds(self, rows: Floats) -> Floats:
        """Return one log-odds per row."""
        scaled = (rows - np.array(self.mean)) / np.array(self.scale)
        odds: Floats = np.clip(scaled @ np.array(self.weights) + self.bias, -CLIP, CLIP)
        return odds
