"""Find a cold open: clips set before the episode that are heard again, word for word, later in it."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.stages.segment.ngrams import tokens

LATEST_S, SHARE = 300.0, 0.1  # a cold open ends within five minutes, and within the first tenth of the episode
LEAST_TRIGRAMS = 3  # a shorter sentence recurs by chance
AGAIN = 0.6  # of a sentence's trigrams, heard again close together: transcripts of the two places differ a little
REACH = 3  # sentences later in which they must be
LEAST_WORDS = 12  # heard again in all: one proverb said twice is no cold open
MOST_PLACES = 1  # where most of its trigrams are heard again; a refrain of the show comes more often
DENSITY = 0.5  # of the words up to the end of a cold open are heard again


def teaser_end(texts: Sequence[str], starts: Sequence[float], end: float) -> int:
    """Return the number of leading sentences that are a cold open; 0 where there is none.

    The cold open ends with the last early sentence up to which at least half of the words are heard again later.
    """
    limit = min(LATEST_S, SHARE * end)
    early = [i for i, start in enumerate(starts) if start < limit]
    said = [tokens(text) for text in texts]
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i in range(len(early), len(said)):
        for trigram in set(zip(said[i], said[i][1:], said[i][2:], strict=False)):
            where[trigram].append(i)
    heard = words = last = 0
    for i in early:
        words += len(said[i])
        if _again(set(zip(said[i], said[i][1:], said[i][2:], strict=False)), where):
            heard += len(said[i])
            if heard >= max(LEAST_WORDS, DENSITY * words):
                last = i + 1
    return last


def _again(trigrams: set[tuple[str, ...]], where: dict[tuple[str, ...], list[int]]) -> bool:
    """Say whether enough of a sentence's trigrams come again within a few sentences, at one place or two."""
    if len(trigrams) < LEAST_TRIGRAMS:
        return False
    near: Counter[int] = Counter()
    for trigram in trigrams:
        near.update({i - back for i in where.get(trigram, ()) for back in range(REACH)})
    often = sorted(len(where.get(trigram, ())) for trigram in trigrams)[len(trigrams) // 2]
    return often <= MOST_PLACES and bool(near) and max(near.values()) >= AGAIN * len(trigrams)
