"""Judge the wording of a passage by weights set by hand; the fitted weights are in `appeal.py`."""

from collections.abc import Mapping

# Set before any fitting, from the literature named in features.py; kept because they travel between shows.
HAND = {
    "opens_with_conjunction": -0.4, "opens_with_filler": -1.0, "filler": -0.5, "hedge": -0.5,
    "opinion": 0.15, "we": 0.2, "contrast": 0.2, "superlative": 0.3, "universal": 0.2, "definition": 0.3,
    "condition": 0.2, "cause": 0.1, "feeling": 0.45, "large_idea": 0.25, "off_length": -1.2, "echo": 1.0,
    "third_person": -0.4, "points_back": -0.3, "restart": -1.5,
}  # fmt: skip
MEAN, DEVIATION = -0.42607, 0.7315  # over 44,223 sentences that may be quoted, of 135 episodes of two shows


def hand_points(found: Mapping[str, float]) -> float:
    """Return the hand-weighted features in standard deviations from the average sentence that may be quoted."""
    return (sum(weight * found[name] for name, weight in HAND.items()) - MEAN) / DEVIATION
