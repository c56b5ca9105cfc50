"""One stemmer: which forms are one word. "networks" and "network" are; "stations" and "states" are not.

Regular endings are cut by Snowball's English stemmer (Porter 2001, https://snowballstem.org). Irregular forms, and
degrees of adjectives ("harder"), which Snowball leaves alone, are looked up first (`irregular.json`, from WordNet).
"""

import json
from functools import lru_cache
from importlib import resources

from snowballstemmer.english_stemmer import EnglishStemmer  # pure Python, so that every machine stems alike

LEAST_PLURAL = 4  # letters of a word that may lose a plural s


@lru_cache(maxsize=1)
def irregular() -> dict[str, str]:
    """Return the plain form of irregular ones: "made" → make."""
    text = resources.files(__package__).joinpath("irregular.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return what the forms of one word have in common; made for comparison, never shown.

    >>> [stem(word) for word in ("improves", "improved", "improving", "improvement", "made", "station's")]
    ['improv', 'improv', 'improv', 'improv', 'make', 'station']
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    return regular_stem(irregular().get(word, word))


def regular_stem(word: str) -> str:
    """Return a lower-case word without its endings, without a look at the irregular forms: "made" → made."""
    return str(EnglishStemmer().stemWord(word))  # a stemmer keeps its place in a word: a new one for each thread


def singular(word: str) -> str:
    """Return a lower-case word without its plural s. `site.js` does the same in the browser.

    >>> singular("transformers"), singular("loss"), singular("virus")
    ('transformer', 'loss', 'virus')
    """
    return word[:-1] if len(word) >= LEAST_PLURAL and word[-1] == "s" and word[-2] not in "sui" else word
