"""Let the reading net read the passages of each section that read best, and weigh its odds with the linear ones.

The linear judgement (readability.py) costs nothing and sees everything; the net costs a hundredth of a second a passage
and reads only the best few of a section.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Shipped
from pipeline.stages.quotes.passages import QuotePassage

SECOND = Shipped("pipeline.stages.quotes", "second_reading.json")


def best_of_sections(passages: Sequence[QuotePassage], odds: NDArray[np.float64], most: int) -> list[int]:
    """Return the passages to read, in order: up to `most` of each section, those that read best so far."""
    sections: dict[str, list[int]] = {}
    for k in np.argsort(-odds, kind="stable").tolist():
        sections.setdefault(passages[k].section.id, []).append(k)
    return sorted(k for inside in sections.values() for k in inside[:most])
