"""Judge of how much a word tells: one that is said in most episodes of any show tells little about this one."""

import json
import math
from functools import lru_cache
from importlib.resources import files

from pipeline.language.words import content_words

LEAST_PERCENT = 10  # of the episodes; rarer words are not listed, and tell all that a word can tell
UNKNOWN = 0.5  # of what holds no word to look up: "AI", "C++"


@lru_cache(maxsize=1)
def shares() -> dict[str, float]:
    """Return, for common words, the share of long conversations that hold them (`training/make_word_frequency.py`)."""
    table = json.loads((files(__package__) / "word_frequency.json").read_text("utf8"))
    return {word: int(percent) / 100 for percent, words in table.items() for word in words.split()}


def telling(phrase: str) -> float:
    """Return how much a phrase tells, 0 to 1: the mean over its words of how rare they are, on a log scale.

    >>> telling("good question") < telling("water level") < telling("sourdough starter")
    True
    """
    known = shares()
    words = content_words(phrase)
    least = LEAST_PERCENT / 100
    rare = [math.log(max(known.get(word, least), least)) / math.log(least) for word in words]
    return sum(rare) / len(rare) if rare else UNKNOWN
