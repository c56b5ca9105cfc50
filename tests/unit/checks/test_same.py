"""A cache over long records asks whether it is the same object, never whether it is equal."""

from functools import lru_cache

from pipeline.checks.same import Same


def test_a_value_is_looked_through_once() -> None:
    seen: list[int] = []

    @lru_cache(maxsize=1)
    def total(one: Same[list[int]]) -> int:
        seen.append(len(one.value))
        return sum(one.value)

    words = [1, 2, 3]
    assert (total(Same(words)), total(Same(words))) == (6, 6)
    assert seen == [3]


def test_an_equal_value_is_another() -> None:
    assert Same([1]) != Same([1])
    assert Same([1]) != [1]
