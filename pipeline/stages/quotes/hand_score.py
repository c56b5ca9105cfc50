"""Judge the wording of a passage by weights set by hand; the fitted weights are in `ranker.py`.

They were set before any fitting, from the literature named in features.py, and are kept because they travel between
shows. What was measured is the mean and the deviation of the sum, over sentences that may be quoted.
"""

from collections.abc import Mapping

from pipeline.fitted import Shipped, number

HAND = Shipped("pipeline.stages.quotes", "hand_score.json")


def raw_points(found: Mapping[str, float]) -> float:
    """Return the weighted sum of the features."""
    return sum(number(weight) * found[name] for name, weight in HAND.numbers.columns.items())


def hand_points(found: Mapping[str, float]) -> float:
    """Return the hand-weighted features in standard deviations from the average sentence that may be quoted."""
    measured = HAND.numbers.constants
    return (raw_points(found) - measured["mean"]) / measured["deviation"]
