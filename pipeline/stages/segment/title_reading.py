"""Let the reading net read the best titles of each section beside what is said in it, and weigh both grades.

`title_reading.json` holds plain numbers that `training/train_second.py` fitted to readers' grades of titles of shows on
which neither judgement was trained.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Shipped, flat
from pipeline.reading import Extract, PassageReader
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.phrases import unit
from pipeline.stages.segment.titles import GradedTitles

READ_AGAIN = Shipped("pipeline.stages.segment", "title_reading.json")
COLUMNS = ("linear", "title")
READ = 5  # titles of a section
OPENING, EXCERPT = 50, 110  # words of a section's opening, and of all that the net is shown of it
LEFT_OUT = "[…]"
UNREAD = 0.1  # of a grade: what a title that was not read stands below those that were


def excerpt(talk: Talk, group: NDArray[np.intp]) -> str:
    """Return what stands for a section: its opening and its most central sentences, in order."""
    size = [len(talk.texts[i].split()) for i in group]
    shown, words = set[int](), 0
    for k in range(len(group)):
        if words >= OPENING:
            break
        shown.add(k)
        words += size[k]
    central = talk.vectors[group] @ unit(talk.vectors[group].mean(0))
    for k in np.argsort(-central, kind="stable").tolist():
        if words >= EXCERPT:
            break
        if k not in shown:
            shown.add(k)
            words += size[k]
    parts: list[str] = []
    for k in sorted(shown):
        if parts and k - 1 not in shown:
            parts.append(LEFT_OUT)
        parts.append(talk.texts[group[k]])
    return " ".join(parts)


def read_again(
    pools: Sequence[GradedTitles], excerpts: Sequence[str], *, episode: str, reading: PassageReader
) -> list[GradedTitles]:
    """Return the titles of each section with the grade of both judgements, best first; as they are without a net.

    `excerpts` has what `excerpt` returns of each section, `episode` is the title of the episode.
    """
    places = [(k, n) for k, pool in enumerate(pools) for n in range(min(READ, len(pool.candidates)))]
    shown = [Extract(pools[k].candidates[n].text, episode, opening=excerpts[k]) for k, n in places]
    odds = reading.read(shown) if shown else None
    if odds is None:
        return list(pools)
    numbers = READ_AGAIN.of(COLUMNS)
    linear = np.array([pools[k].grades[n] for k, n in places])
    both = np.column_stack((linear, [one.title for one in odds])) @ flat(numbers.columns) + numbers.bias
    grade = dict(zip(places, both.tolist(), strict=True))
    found = []
    for k, pool in enumerate(pools):
        read = [grade[k, n] for n in range(min(READ, len(pool.candidates)))]
        lowest = min(read, default=0.0) - UNREAD
        unread = [min(old, lowest) for old in pool.grades[len(read) :]]
        value = [*read, *unread]
        order = sorted(range(len(value)), key=lambda n: (-round(value[n], 6), pool.candidates[n].text))
        found.append(GradedTitles(tuple(pool.candidates[n] for n in order), tuple(value[n] for n in order)))
    return found
