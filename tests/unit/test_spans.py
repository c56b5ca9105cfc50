"""Laws of spans, for word numbers and for seconds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.spans import Span, clip, contains, hull, overlaps, shared

edges = st.integers(0, 40)
spans = st.tuples(edges, edges).map(lambda pair: (min(pair), max(pair) + 1))  # never empty
seconds = st.tuples(st.floats(0, 1e5), st.floats(0.001, 1e3)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def inside(span: Span) -> set[int]:
    return set(range(*span))


@given(spans, spans)
def test_spans_are_sets_of_words(a: Span, b: Span) -> None:
    both = inside(a) & inside(b)
    assert overlaps(a, b) == bool(both)
    assert shared(a, b) == len(both)
    assert contains(a, b) == (inside(b) <= inside(a))
    part = clip(a, b)
    assert (inside(part) if part else set()) == both


@given(st.lists(spans, min_size=1))
def test_the_hull_is_the_shortest_span_that_contains_all(several: list[Span]) -> None:
    whole = hull(several)
    assert all(contains(whole, span) for span in several)
    assert {whole[0]} <= {i for i, _ in several}
    assert {whole[1]} <= {j for _, j in several}
    assert hull(several[::-1]) == whole == hull([whole])


@given(seconds, seconds)
def test_seconds_obey_the_same_laws(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert overlaps(a, b) == overlaps(b, a)
    assert shared(a, b) == shared(b, a) >= 0.0
    part = clip(a, b)
    assert (part is None) == (not overlaps(a, b))
    assert part is None or (contains(a, part) and contains(b, part) and part[1] - part[0] == shared(a, b))
    assert contains(hull([a, b]), a)


def test_spans_that_touch_share_nothing() -> None:
    assert not overlaps((0, 3), (3, 5))
    assert clip((0.0, 3.0), (3.0, 5.0)) is None


def test_no_spans_have_no_hull() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        hull([])
