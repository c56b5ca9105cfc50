"""Openers: words at the front of a sentence that add nothing to what it states, "So, well, you know, …".

There is one list, `openers.json`, and one matcher. Rules that ask how a sentence begins look at it with and without its
openers, so that "Okay, suppose …" and "So, suppose …" are judged alike. Columns that were fitted with a list of their
own keep it until they are fitted again (decision 1011).
"""

import json
import re
from collections.abc import Iterator, Sequence
from importlib import resources

_LIST = json.loads(resources.files(__package__).joinpath("openers.json").read_text(encoding="utf-8"))
OPENERS: frozenset[tuple[str, ...]] = frozenset(tuple(one.split()) for one in _LIST["openers"])
# "Or", "then" and "no" bear on what is claimed: a clause that is reported keeps them.
NEUTRAL = OPENERS - {tuple(one.split()) for one in _LIST["bearing on the claim"]}
LONGEST = max(map(len, OPENERS))  # words


def _pattern() -> re.Pattern[str]:
    before_comma = set(_LIST["only before a comma"])
    kept = _LIST["part of the sense before"]
    each = []
    for one in sorted(_LIST["openers"], key=len, reverse=True):
        sense = f"(?! (?:{'|'.join(kept[one])})\\b)" if one in kept else ""
        each.append(f"{one}{sense}(?=,)" if one in before_comma else f"{one}{sense}")
    return re.compile(rf"(?:{'|'.join(each)})(?:[,.:]? +|,$)", re.I)


_OPENER = _pattern()


def after_openers(text: str) -> Iterator[str]:
    """Yield a text, and what is left of it after each of its openers.

    >>> list(after_openers("So, you know, it works."))
    ['So, you know, it works.', 'you know, it works.', 'it works.']
    >>> list(after_openers("So far it works."))
    ['So far it works.']
    """
    yield text
    while found := _OPENER.match(text):
        text = text[found.end() :]
        yield text


def without_openers(text: str) -> str:
    """Return a text without its openers: "So, well, it works." → it works."""
    *_, last = after_openers(text)
    return last


def opens_with(pattern: re.Pattern[str], text: str) -> bool:
    """Say whether a pattern matches at the front of a text or after any of its openers."""
    return any(pattern.match(rest) for rest in after_openers(text))


def neutral_length(said: Sequence[str]) -> int:
    """Return how many words (bare) at the front are openers that bear on no claim.

    >>> neutral_length(["well", "you", "know", "it", "works"])
    3
    """
    at = 0
    while step := next(
        (n for n in range(LONGEST, 0, -1) if tuple(said[at:][:n]) in NEUTRAL and n <= len(said) - at), 0
    ):
        at += step
    return at
