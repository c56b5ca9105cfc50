"""A name must have been said; a recogniser's ear is forgiven, and nothing else."""

import pytest

from pipeline.checks import naming
from pipeline.checks.naming import same_name


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Sutskever", "Sotskever", True),
        ("Sutskever", "Sutskever's", True),
        ("Hinton", "Minton", False),
        ("GPT2", "GPT3", False),
        ("Ito", "Ido", False),
        ("Kennedy", "Kenedy", True),
    ],
)
def test_names_forgive_a_recognisers_ear_and_nothing_else(a: str, b: str, same: bool) -> None:
    assert same_name(a, b) is same


def test_a_sentence_may_open_with_a_form_of_a_plain_word() -> None:
    assert naming.unsaid("Carving takes time.", "you have to carve", (), frozenset({"carve", "you"})) == []
