"""Which words mean the opposite of which, and which mean much the same.

`antonyms.json`, `irregular.json` and `synonyms.json` come from WordNet (`training/make_antonyms.py`). Two lists are
made by hand: `antonym_groups.json` holds pairs of sides, words that antonym lists leave out and that turn a claim round
("grow" and "shrink" beside "increase"); `absolutes.json` holds words that leave no exception ("every", "only"), each
with the words that say as much.
"""

import json
from functools import lru_cache
from importlib import resources
from typing import Any

from pipeline.language.stems import regular_stem, stem


def _read(name: str) -> Any:
    return json.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


_PLACES = frozenset({stem("here"), stem("there")})  # every "there is" would deny every "here"
# Words of one side mean much the same, words of the other side the opposite.
_GROUPS: list[tuple[list[str], list[str]]] = _read("antonym_groups.json")
COMPARED = frozenset(regular_stem(w) for group in _GROUPS[:2] for side in group for w in side)
TOTALS: dict[str, str] = _read("absolutes.json")


@lru_cache(maxsize=1)
def antonyms() -> dict[str, frozenset[str]]:
    """Return for each stem the stems of its antonyms; read once."""
    pairs = [(stem(a), stem(b)) for a, b in _read("antonyms.json")]
    for one, other in _GROUPS:
        pairs += [(stem(a), stem(b)) for a in one for b in other]
    found: dict[str, set[str]] = {}
    for a, b in pairs:
        if a != b and not {a, b} & _PLACES:
            found.setdefault(a, set()).add(b)
            found.setdefault(b, set()).add(a)
    return {k: frozenset(v) for k, v in found.items()}


@lru_cache(maxsize=1)
def synonyms() -> dict[str, frozenset[str]]:
    """Return for each stem the stems of words that mean much the same, by WordNet; read once."""
    found: dict[str, set[str]] = {}
    for a, others in _read("synonyms.json").items():
        for b in map(stem, others.split()):
            found.setdefault(stem(a), set()).add(b)
            found.setdefault(b, set()).add(stem(a))
    return {k: frozenset(v) - antonyms().get(k, frozenset()) - {k} for k, v in found.items()}


@lru_cache(maxsize=4096)
def alike(word: str) -> frozenset[str]:
    """Return the stems on the same side of every group that a stem stands in."""
    sides = (frozenset(stem(w) for w in side) for group in _GROUPS for side in group)
    return frozenset({word}).union(*(side for side in sides if word in side))
