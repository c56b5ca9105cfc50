"""Which of a section's phrases an editor would name it by.

`naming.json` holds plain numbers that `benchmarks/train_titles.py` fitted to some 1,500 chapter titles that people
wrote: a listwise loss, in which a section's phrases compete with each other only.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

_FILE = resources.files(__package__).joinpath("title_ranker.json").read_text(encoding="utf8")
NAMING_DIGEST = hashlib.sha256(_FILE.encode()).hexdigest()[:8]
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


@cache
def _shipped() -> Floats:
    numbers = json.loads(_FILE)
    if tuple(numbers["columns"]) != COLUMNS:
        raise ValueError("naming.json was made for other columns: run benchmarks/train_titles.py")
    return np.array(list(numbers["columns"].values()), np.float64)


def fitness(facts: Sequence[Facts]) -> Floats:
    """Return (n,) how likely an editor is to name a section by each of its phrases, as log-odds to a constant."""
    scores: Floats = np.array([one.row() for one in facts]) @ _shipped()
    return scores
