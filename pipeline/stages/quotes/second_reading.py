"""Let the reading net read the passages of each section that read best, and weigh its odds with the linear ones.

The linear judgement (readability.py) costs nothing and sees everything; the net costs a hundredth of a second a passage
and reads only the best few of a section. `second_reading.json` holds plain numbers that `training/train_second.py`
fitted to readers' grades of shows on which neither judgement was trained.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Fitted, Shipped, flat
from pipeline.ports import Extract, ReadingOdds
from pipeline.stages.quotes.passages import QuotePassage, QuoteScene

SECOND = Shipped("pipeline.stages.quotes", "second_reading.json")
COLUMNS = ("linear", *ReadingOdds._fields)
NEAR = 2  # sentences on each side that a passage is read with

Numbers = NDArray[np.float64]


def best_of_sections(passages: Sequence[QuotePassage], odds: Numbers, most: int) -> list[int]:
    """Return the passages to read, in order: up to `most` of each section, those that read best so far."""
    sections: dict[str, list[int]] = {}
    for k in np.argsort(-odds, kind="stable").tolist():
        sections.setdefault(passages[k].section.id, []).append(k)
    return sorted(k for inside in sections.values() for k in inside[:most])


def extract_of(scene: QuoteScene, passage: QuotePassage, text: str, episode: str) -> Extract:
    """Return a passage as printed, with the sentences on each side of it and the title of its episode."""
    before = scene.texts[max(0, passage.first - NEAR) : passage.first]
    after = scene.texts[passage.last : passage.last + NEAR]
    return Extract(text, episode, " ".join(before), " ".join(after))


def weighed(linear: Numbers, read: Sequence[ReadingOdds], numbers: Fitted | None = None) -> Numbers:
    """Return (n,) the log-odds that a reader prints each passage, of both judgements."""
    fitted = numbers or SECOND.of(COLUMNS)
    odds: Numbers = np.column_stack((linear, np.array(read))) @ flat(fitted.columns) + fitted.bias
    return odds
