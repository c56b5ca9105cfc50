"""Graded pools: the best of a section stands first, and the area says how the ranking agrees with a reader."""

from benchmarks.pools import Pooled, areas, passages, sections, titles, told


def one(worth: float, first: int, second: int, section: str = "a") -> Pooled:
    return Pooled("e", section, worth, False, (first, second))


def test_the_best_of_each_section_stands_first() -> None:
    found = sections([one(0.1, 0, 0), one(0.3, 0, 0, "b"), one(0.2, 0, 0)])
    assert sorted([o.worth for o in inside] for inside in found) == [[0.2, 0.1], [0.3]]


def test_the_area_is_one_where_the_ranking_agrees_and_a_half_where_it_says_nothing() -> None:
    assert areas([one(0.9, 2, 0), one(0.5, 1, 3), one(0.1, 0, 0)]) == [1.0, 0.5]
    assert areas([one(0.5, 2, 2), one(0.5, 1, 1)]) == [0.5, 0.5]


def test_a_grade_of_two_is_printable_and_of_nothing_unusable() -> None:
    assert told([one(0, 3, 2), one(0, 0, 1)]) == "2: printable 0.50, 0.50; unusable 0.50, 0.00"
    assert told([]) == "none"


def test_the_graded_pools_are_read_whole() -> None:
    assert {len(o.grades) for o in (*passages(), *titles())} == {2}
    assert all(sum(o.printed for o in inside) == inside[0].printed == 1 for inside in sections(titles()))
