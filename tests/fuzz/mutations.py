# ruff: noqa: E501  what readers stumble over is not wrapped
"""Bytes near to files that a reader knows: parts removed, doubled, moved, and replaced by what readers stumble over."""

import copy
import json
import random
import re
from typing import Any

from hypothesis import strategies as st

STUMBLES = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"-1", b"1e999", b"NaN", b"-Infinity", b"99999999999999999999",
    b"null", b"true", b"[]", b"{}", b'""', b"[" * 3000, b"{" * 3000, b'{"a":' * 2000, b"\n\n", b"\r", b"\t", b" --> ", b"00:00:00,000", b"99:99:99.999",
    b"::", b"0:60", b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"&#xD800;", b"&#99999999;", b"<![CDATA[", b"]]>", b"<", b">", b"=", b'"', b"'", b'"""',
    b"\xe2\x80\xae", b"\xc2\x85", b"\xe2\x80\xa8", b"\xf0\x9f\x92\xa9", b"2026-99-99", b"1970-01-01T00:00:00Z", b"file:///etc/passwd", b"x" * 5000, b"x" * 140_000, "²".encode(),
    b"0" * 5000, b"\\u0000", b"inf", b"1_000", b"0x10", b"+5", b",", b";", b"#", b"\\", b"/..", b"9.0.0", b"1.99.0",
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1e308,
    10**30,
    "",
    "x",
    "1:00",
    [],
    {},
    [[]],
    {"a": 1},
    "\ud800",
    float("nan"),
    float("inf"),
)
_TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")


def mutated(seed: bytes, chance: random.Random) -> bytes:
    """Return a seed with a change, or up to six."""
    data = seed
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        tokens = _TOKEN.findall(data)[:4000] or [b""]
        at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        kind = chance.randrange(8)
        if kind == 0:
            tokens[at] = chance.choice(STUMBLES)
        elif kind == 1:
            tokens.insert(at, chance.choice(STUMBLES))
        elif kind == 2:
            del tokens[min(at, other) : max(at, other)]
        elif kind == 3:
            tokens[at:at] = tokens[min(at, other) : max(at, other)][:400]
        elif kind == 4:
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif kind == 5:
            tokens[at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
        elif kind == 6:
            tokens = tokens[:at]
        else:
            tokens[at] = tokens[other]
        data = b"".join(tokens)
    return data


def reshaped(seed: bytes, chance: random.Random) -> bytes:
    """Return a JSON seed with one value of another kind, or a key that is gone or doubled; other bytes as they are."""
    try:
        value = json.loads(seed)
    except ValueError:
        return mutated(seed, chance)
    for _ in range(chance.randint(1, 3)):
        at, key = value, None
        while isinstance(at, dict | list) and at and (key is None or chance.random() < 0.8):
            inside, key = at, chance.choice(list(at) if isinstance(at, dict) else range(len(at)))
            at = inside[key]
        if key is None:
            value = copy.deepcopy(chance.choice(ODD))
        elif isinstance(inside, dict) and chance.random() < 0.2:
            del inside[key]
        else:
            inside[key] = copy.deepcopy(chance.choice(ODD))
    return json.dumps(value, ensure_ascii=chance.random() < 0.9).encode("utf-8", "surrogatepass")


def near(seeds: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    """Return a strategy for bytes near to seeds, and a few that are near to nothing."""
    begin = st.sampled_from([seed.encode() for seed in seeds])
    moved = st.builds(mutated, begin, st.randoms(use_true_random=False))
    shaped = st.builds(reshaped, begin, st.randoms(use_true_random=False))
    return st.one_of(moved, shaped, st.binary(max_size=200))
