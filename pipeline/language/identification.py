"""Which language a text is in, and how surely: stretches of it vote, as windows of sound do.

A stretch is judged by the byte sequences that are typical of 90 languages (Lui and Baldwin 2012, py3langid).
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

STRETCH_CHARS = 300  # of a vote; a shorter one errs more often
MOST_STRETCHES = 40  # spread over the text
SENTENCE_LETTERS = 18  # of a sentence whose language is told by itself
MAIN_P = 0.01  # less for the main language: none of 7164 English sentences, 98 % of those of five other languages
OTHER_NAMES = {"nb": "no", "nn": "no", "jv": "jw"}  # as Whisper calls them


class TextLanguage(NamedTuple):
    """A language, and its probability."""

    code: str
    p: float


@lru_cache(maxsize=1)
def _judge() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=1)
def labels() -> frozenset[str]:
    """Return the languages that can be told."""
    return frozenset(_judge().labels)


def _likeliest(text: str) -> TextLanguage:
    code, p = _judge().classify(text)
    return TextLanguage(OTHER_NAMES.get(code, code), float(p))


def identified(text: str) -> TextLanguage | None:
    """Return the language that most of a text is in, with its share of the votes; `None` for a text without letters.

    >>> identified("Heute sprechen wir über Brot und über das Wetter.")
    TextLanguage(code='de', p=1.0)
    """
    if not any(c.isalpha() for c in text):
        return None
    stretches = _stretches(text)
    votes: defaultdict[str, float] = defaultdict(float)
    for code, p in map(_likeliest, stretches):
        votes[code] += p
    best = max(sorted(votes), key=lambda code: votes[code])
    return TextLanguage(best, round(votes[best] / len(stretches), 3))


def _stretches(text: str) -> list[str]:
    """Return pieces of a text of about STRETCH_CHARS, cut at blanks, evenly spread where there are many."""
    count = max(1, len(text) // STRETCH_CHARS)
    edges = [round(k * len(text) / count) for k in range(count + 1)]
    kept = range(count) if count <= MOST_STRETCHES else [k * count // MOST_STRETCHES for k in range(MOST_STRETCHES)]
    pieces = [text[edges[k] : edges[k + 1]] for k in kept]
    return [piece for piece in pieces if any(c.isalpha() for c in piece)] or [text]


def foreign(sentences: Sequence[str], main: str) -> list[str | None]:
    """Return, for each sentence, the other language it is in; `None` where it is in the main one or nobody can tell.

    A sentence is another's where the main language is next to ruled out; a short one never is.
    """
    if main not in labels():
        return [None] * len(sentences)
    return [_other(sentence, main) for sentence in sentences]


def _other(sentence: str, main: str) -> str | None:
    if sum(c.isalpha() for c in sentence) < SENTENCE_LETTERS:
        return None
    ranked: list[tuple[str, float]] = _judge().rank(sentence)
    code = OTHER_NAMES.get(ranked[0][0], ranked[0][0])
    return code if dict(ranked)[main] < MAIN_P and code != main else None
