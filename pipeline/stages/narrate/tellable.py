"""Judge how far an editor would print a thought in a section's note: `tellable.json` holds plain numbers for it.

`training/train_tellable.py` fitted them to grades that two readers gave to 374 sentences of 18 episodes, each read with
its section before them.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Shipped, flat
from pipeline.stages.narrate.passages import Passage, ToldTalk

COLUMNS = ("value", "reads", "reads_worst", "goes_on", "rough", "unknown", "sentences", "off_length")
TELLABLE = Shipped("pipeline.stages.narrate", "tellable.json")
UNREAD = -1.2  # log-odds of a sentence that the quote stage did not read, about the mean of those it did
UNREAD_WORST = -1.5
BEST_LENGTH = 20  # words

Numbers = NDArray[np.float64]


def columns(talk: ToldTalk, passages: Sequence[Passage], value: float) -> Numbers:
    """Return (len(COLUMNS),) of the passages of a thought; `value`: what it is worth in its section."""
    first, last = passages[0].sentence, passages[-1].sentence + 1
    each = [talk.reads[k, k + 1] for k in range(first, last) if (k, k + 1) in talk.reads]
    words = sum(len(p.text.split()) for p in passages)
    return np.array(
        (
            value,
            talk.reads.get((first, last), float(np.mean(each)) if each else UNREAD),
            min(each) if len(each) == last - first else UNREAD_WORST,
            any(talk.standings[k].after for k in range(first, last)),
            sum(p.rough for p in passages) / len(passages),
            passages[0].speaker is None,
            len(passages),
            math.log(words / BEST_LENGTH) ** 2,
        ),
        np.float64,
    )


def odds(rows: Numbers) -> Numbers:
    """Return (n,) log-odds that a reader prints each thought, from (n, len(COLUMNS))."""
    numbers = TELLABLE.of(COLUMNS)
    found: Numbers = rows @ flat(numbers.columns) + numbers.bias
    return found
