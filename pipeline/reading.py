"""Words as the reading net is shown them, and its odds weighed with a linear judgement.

Several stages let the net read the few of their candidates that a linear judgement ranks first. The weights of both
are plain numbers (`second_reading.json` and its like): `training/train_second.py` fits them on shows that neither was
trained on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Fitted, flat
from pipeline.records import Identity


@dataclass(frozen=True)
class Extract:
    """Words that might stand alone on a page, and what they are read with."""

    text: str
    episode: str  # its title
    before: str = ""  # said just before them
    after: str = ""  # said just after them
    opening: str = ""  # how a section begins, where the words are to be its title


class ReadingOdds(NamedTuple):
    """Log odds of what a reader would say of an extract; above 0 speaks for it."""

    printable: float  # as a quote
    alone: float  # understood and fair without its neighbours
    turned: float  # its speaker does not mean what it says alone
    title: float  # printable as the title of its section
    told: float  # printable in the note of its section


class PassageReader(Protocol):
    """Reads words as an editor would."""

    identity: Identity

    def read(self, extracts: Sequence[Extract]) -> list[ReadingOdds] | None:
        """Return the odds of each extract, in order; None where there is no net to read them."""


BOTH = ("linear", *ReadingOdds._fields)  # columns of such a file
NEAR = 2  # sentences on each side that a passage is read with

Numbers = NDArray[np.float64]


def extract_of(texts: Sequence[str], first: int, last: int, *, text: str, episode: str) -> Extract:
    """Return a passage that holds the sentences [first, last) of an episode's `texts`, with those on each side of it.

    `text` is the passage as it would be printed, `episode` the title of the episode.
    """
    return Extract(text, episode, " ".join(texts[max(0, first - NEAR) : first]), " ".join(texts[last : last + NEAR]))


def weighed(numbers: Fitted, linear: Numbers, read: Sequence[ReadingOdds]) -> Numbers:
    """Return (n,) log-odds of both judgements: `linear` is (n,), `numbers` has the columns BOTH."""
    columns = np.column_stack((linear, np.array(read).reshape(-1, len(BOTH) - 1)))
    odds: Numbers = columns @ flat(numbers.columns) + numbers.bias
    return odds
