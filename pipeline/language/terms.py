"""The words of a text that carry what it is about, in any language, in the form in which they are compared."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import snowballstemmer

from pipeline.language.breaks import is_unspaced, segments
from pipeline.language.tongues import primary, stop_words, tongue

LEAST_LETTERS = 3  # of a word in a script of letters; one or two are grammar nearly always
_KANA = re.compile(r"[\u3041-\u309fー]+")  # hiragana alone: endings and particles
_NO_LETTERS = re.compile(r"[\W\d_]+")
_EDGES = re.compile(r"^\W+|\W+$")
_ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")  # short vowels and the stroke that stretches a word
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def core(word: str) -> str:
    """Return a word in lower case without the signs around it, width and short vowels made even: "(Ｔea," → tea."""
    text = unicodedata.normalize("NFKC", word).lower().replace("’", "'")
    return _EDGES.sub("", _ARABIC_MARKS.sub("", text))


def term(word: str, language: str) -> str | None:
    """Return the form in which a word is compared with others; `None` for a word of grammar, a number or a sign.

    >>> term("Schlafwagen,", "de"), term("die", "de"), term("l’horloge", "fr"), term("温度", "ja")
    ('schlafwag', None, 'horlog', '温度')
    """
    return _term(word, primary(language))


@lru_cache(maxsize=50_000)
def _term(word: str, code: str) -> str | None:
    text = core(word)
    for article in tongue(code).elided:
        if text.startswith(article) and len(text) > len(article) + 1:
            text = text[len(article) :]
            break
    if not text or _NO_LETTERS.fullmatch(text) or text in stop_words(code):
        return None
    if is_unspaced(text):
        return None if _KANA.fullmatch(text) else text
    if len(text) < LEAST_LETTERS:
        return None
    name = _STEMMERS.get(code)
    return str(snowballstemmer.stemmer(name).stemWord(text)) if name else text


def terms(words: Sequence[str], language: str) -> list[str]:
    """Return the words of a text that carry content, in the form in which they are compared, in order."""
    return [found for word in words if (found := term(word, language))]


def words_of(text: str) -> list[str]:
    """Return the words of a text that a person typed: parted at blanks, and by dictionaries where a script has none.

    >>> words_of("お茶の温度"), words_of("the water level")
    (['お茶', 'の', '温度'], ['the', 'water', 'level'])
    """
    found: list[str] = []
    for token in text.split():
        parts = [token[i:j] for i, j in segments(token)] if is_unspaced(token) else [token]
        found += [part for part in parts if any(c.isalnum() for c in part)]
    return found


def reading_length(words: Sequence[str]) -> float:
    """Return how many words a reader counts; of scripts without blanks, two characters count as one word.

    >>> reading_length(["Tea", "is", "water."]), reading_length(["お茶", "は", "水"])
    (3.0, 2.0)
    """
    return sum(sum(c.isalnum() for c in word) / 2 if is_unspaced(word) else 1.0 for word in words)
