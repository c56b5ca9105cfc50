"""Addresses of words on the page that last: a word's number, and marks of the words around it.

A link of another run finds its words by the marks, where they stand now; `page/addresses.js` reads them.
"""

import re
from collections.abc import Callable, Sequence

BESIDE = 4  # words before a word, and from it on, of which an address has a mark
NEAR_WORDS = 300  # around the old place, in which one of the two marks is enough
_ADDRESS = re.compile(r"#?w(\d{1,9})\.([0-9a-z]{3})([0-9a-z]{3})")
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_OFFSET, _PRIME, _MARKS = 0x811C9DC5, 0x01000193, 36**3  # of FNV-1a with 32 bits; three letters of it


def word_address(texts: Sequence[str], word: int, *, number: int | None = None) -> str:
    """Return the address of a word, given the texts of the words of a talk, or of a part of it.

    `number` is the word's in the whole talk.

    >>> word_address(["Tea", "is", "hot."], 1)
    'w1.kx5dsu'
    """
    before, after = texts[max(word - BESIDE, 0) : word], texts[word : word + BESIDE]
    return f"w{word if number is None else number}.{_mark(before)}{_mark(after)}"


def addressed(texts: Sequence[str], address: str) -> int | None:
    """Return the number of the word that an address means now; None where its words are gone, or it is no address."""
    match = _ADDRESS.fullmatch(address)
    if not match or not texts:
        return None
    at = min(int(match[1]), len(texts) - 1)
    marks = [(_mark(texts[max(k - BESIDE, 0) : k]), _mark(texts[k : k + BESIDE])) for k in range(len(texts))]
    asked = (match[2], match[3])

    def nearest(numbers: Sequence[int], fits: Callable[[tuple[str, str]], bool]) -> int | None:
        return min((k for k in numbers if fits(marks[k])), key=lambda k: abs(k - at), default=None)

    found = nearest(range(len(texts)), lambda both: both == asked)
    if found is not None:
        return found
    near = range(max(at - NEAR_WORDS, 0), min(at + NEAR_WORDS, len(texts)))
    begins = _mark([])  # before the first word there is nothing to know a place by
    return nearest(near, lambda both: both[0] == asked[0] != begins or both[1] == asked[1])


def _mark(texts: Sequence[str]) -> str:
    found = _OFFSET
    for letter in " ".join("".join(c for c in text.lower() if c.isalnum()) for text in texts):
        found = (found ^ ord(letter)) * _PRIME & 0xFFFFFFFF
    found %= _MARKS
    return _LETTERS[found // 1296] + _LETTERS[found // 36 % 36] + _LETTERS[found % 36]
