"""Judge how quotable a passage is: weights set by hand, and weights fitted to what editors chose.

`weights.json` holds plain numbers written by `benchmarks/train_quotes.py`; nothing is fitted here.
"""

import hashlib
import json
from collections.abc import Mapping
from importlib import resources

# Set before any fitting, from the literature named in features.py; kept because they travel between shows.
HAND = {
    "opens_with_conjunction": -0.4, "opens_with_filler": -1.0, "filler": -0.5, "hedge": -0.5,
    "opinion": 0.15, "we": 0.2, "contrast": 0.2, "superlative": 0.3, "universal": 0.2, "definition": 0.3,
    "condition": 0.2, "cause": 0.1, "feeling": 0.45, "large_idea": 0.25, "off_length": -1.2, "echo": 1.0,
    "third_person": -0.4, "points_back": -0.3, "restart": -1.5,
}  # fmt: skip
_FILE = resources.files(__package__).joinpath("weights.json").read_text(encoding="utf8")
_NUMBERS: dict[str, dict[str, float]] = json.loads(_FILE)
DIGEST = hashlib.sha256(_FILE.encode()).hexdigest()[:8]


def hand_points(found: Mapping[str, float]) -> float:
    """Return the hand-weighted features in standard deviations from the average sentence that may be quoted."""
    return _standard("hand", sum(weight * found[name] for name, weight in HAND.items()))


def fitted_points(found: Mapping[str, float]) -> float:
    """Return the fitted log-odds in standard deviations from the average sentence that may be quoted."""
    return _standard("fitted", sum(weight * found[name] for name, weight in _NUMBERS["weights"].items()))


def _standard(scale: str, points: float) -> float:
    return (points - _NUMBERS[scale]["mean"]) / _NUMBERS[scale]["deviation"]
