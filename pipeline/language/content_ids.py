"""Short ids made of content: the same words get the same id in every run, under all settings (decision 1411)."""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence

from pipeline.language.words import bare
from pipeline.records import Span, Word
from pipeline.spans import hull

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # without i, l, o and u, which are misread (Crockford's base 32)
SHORTEST = 4  # letters behind the prefix: 40 ids of one kind meet in one episode of 1,300
_DIGEST = hashlib.sha256


def content_id(prefix: str, content: str, *, letters: int = SHORTEST) -> str:
    """Return the id of one content: the prefix and the first `letters` of its digest.

    >>> content_id("q", "two things finally"), content_id("q", "two things finally", letters=6)
    ('qkwhg', 'qkwhgce')
    """
    number = int.from_bytes(_DIGEST(content.encode()).digest(), "big")
    bits = _DIGEST().digest_size * 8
    return prefix + "".join(LETTERS[number >> (bits - 5 * (k + 1)) & 31] for k in range(letters))


def content_ids(prefix: str, contents: Sequence[str], *, taken: Collection[str] = ()) -> tuple[str, ...]:
    """Return a different id for each content, in order; none of them is one of `taken`.

    An id that is taken gets more letters. A content that comes again is told apart by how often it came before.
    """
    used, seen, given = set(taken), Counter[str](), []
    for content in contents:
        again = f"{content} #{seen[content]}" if seen[content] else content
        seen[content] += 1
        letters = SHORTEST
        while (found := content_id(prefix, again, letters=letters)) in used:
            letters += 1
        used.add(found)
        given.append(found)
    return tuple(given)


def spoken(words: Sequence[Word], spans: Sequence[Span]) -> str:
    """Return what the words of some spans, from the first to the last, sound like: no case, no punctuation.

    A word that a glossary or a person respelled counts as it was heard, so that its id outlives the spelling.
    """
    first, last = hull(spans)
    heard = (
        bare(part) for word in words[first:last] for part in (word.text if word.heard is None else word.heard).split()
    )
    return " ".join(part for part in heard if part)
