"""Templates put names and quotation marks where they belong."""

from pipeline.checks.frames import quoted, surname


def test_marks_inside_a_quotation_become_single_ones() -> None:
    assert quoted('He said "no" twice.') == "“He said ‘no’ twice.”"


def test_a_suffix_is_no_surname() -> None:
    assert (surname("Robert F. Kennedy Jr"), surname("Ben Ito"), surname("Cher")) == ("Kennedy", "Ito", "Cher")
