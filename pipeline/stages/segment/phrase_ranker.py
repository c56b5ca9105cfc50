"""Which of a section's phrases an editor would name it by.

`phrase_ranker.json` holds plain numbers that `training/train_phrases.py` fitted to some 1,500 chapter titles that
people wrote: a listwise loss, in which a section's phrases compete with each other only.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Shipped, flat

PHRASES = Shipped("pipeline.stages.segment", "phrase_ranker.json")
EARLY_HALF_S = 30.0  # said so long after the start, a phrase counts half as early

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Facts:
    """What is known of one phrase in one section; every field is a column of the weights."""

    log_share: float  # of the weight (class TF-IDF, shape, opening) of the section's best phrase
    early: float  # 1 at the section's start, a half after EARLY_HALF_S
    near_opening: float  # cosine to the mean of the first minute
    near_section: float  # cosine to the section's mean
    near_episode: float  # cosine to the episode's mean
    in_opening: bool  # of 25 s
    in_first_minute: bool
    asked: bool  # in a question of the first minute
    said_just_before: bool  # in the three sentences before the section
    log_spread: float  # of the share of sections that say it
    throughout: float  # share of the section's quarters that say it
    repeated: bool
    two_words: bool
    more_words: bool
    letters: float  # in twenties
    plural: bool
    capital: bool
    telling: float  # how rarely other conversations say it

    def row(self) -> tuple[float, ...]:
        """Return the columns as numbers."""
        return tuple(float(value) for value in astuple(self))


COLUMNS = tuple(field.name for field in fields(Facts))


def fitness(facts: Sequence[Facts]) -> Floats:
    """Return (n,) how likely an editor is to name a section by each of its phrases, as log-odds to a constant."""
    scores: Floats = np.array([one.row() for one in facts]) @ flat(PHRASES.of(COLUMNS).columns)
    return scores
