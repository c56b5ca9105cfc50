"""Half-open stretches `[start, end)`: spans of word numbers, and of seconds.

Every quote, section, turn and footnote of this project is a span of words. A span is stored as a pair, because the
artifacts are JSON; these functions are all that is ever asked of one.
"""

from collections.abc import Iterable
from typing import TypeVar

Span = tuple[int, int]  # word numbers [i, j) of a transcript
N = TypeVar("N", int, float)  # word numbers, or seconds


def overlaps(a: tuple[N, N], b: tuple[N, N]) -> bool:
    """Say whether two spans share anything; spans that only touch do not.

    An empty span overlaps the spans that it lies inside.

    >>> overlaps((0, 3), (2, 5)), overlaps((0, 3), (3, 5))
    (True, False)
    """
    return a[0] < b[1] and b[0] < a[1]


def contains(a: tuple[N, N], b: tuple[N, N]) -> bool:
    """Say whether all of `b` lies in `a`.

    >>> contains((0, 5), (2, 5)), contains((0, 5), (2, 6))
    (True, False)
    """
    return a[0] <= b[0] and b[1] <= a[1]


def hull(spans: Iterable[tuple[N, N]]) -> tuple[N, N]:
    """Return the shortest span that contains all of `spans`, which may come in any order; raise ValueError for none.

    >>> hull([(2, 4), (7, 9)])
    (2, 9)
    """
    starts, ends = zip(*spans, strict=True)
    return min(starts), max(ends)


def clip(a: tuple[N, N], within: tuple[N, N]) -> tuple[N, N] | None:
    """Return the part of `a` that lies in `within`; None where they share nothing.

    >>> clip((0, 5), (3, 9)), clip((0, 3), (3, 9))
    ((3, 5), None)
    """
    return (max(a[0], within[0]), min(a[1], within[1])) if overlaps(a, within) else None


def shared(a: tuple[N, N], b: tuple[N, N]) -> N:
    """Return the length of what two spans share, 0 where that is nothing.

    >>> shared((0, 5), (3, 9)), shared((0.0, 1.5), (1.0, 4.0)), shared((0, 1), (2, 3))
    (2, 0.5, 0)
    """
    nothing = a[0] - a[0]  # 0 of words, 0.0 of seconds
    return max(min(a[1], b[1]) - max(a[0], b[0]), nothing)
