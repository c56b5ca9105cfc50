"""Let the reading net read the thoughts of a section that rank first, and weigh its odds with the linear ones.

The linear odds (tellable.py) see every thought; the net costs a hundredth of a second a thought and reads the best few.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.fitted import Shipped
from pipeline.reading import BOTH, PassageReader, extract_of, weighed
from pipeline.stages.narrate.passages import ToldTalk
from pipeline.stages.narrate.points import Thought

TOLD = Shipped("pipeline.stages.narrate", "told_reading.json")
READ = 10  # thoughts of a section


def read_again(talk: ToldTalk, thoughts: Sequence[Thought], episode: str, reading: PassageReader) -> list[Thought]:
    """Return thoughts with the odds of both judgements; as they are where there is no net.

    `episode` is the title of the episode.
    """
    shown = [
        extract_of(
            talk.texts, t.passages[0].sentence, t.passages[-1].sentence + 1,
            text=" ".join(p.text for p in t.passages), episode=episode,
        )
        for t in thoughts
    ]  # fmt: skip
    found = reading.read(shown) if shown else None
    if found is None:
        return list(thoughts)
    odds = weighed(TOLD.of(BOTH), np.array([t.odds for t in thoughts]), found)
    return [replace(t, odds=float(odd)) for t, odd in zip(thoughts, odds, strict=True)]
