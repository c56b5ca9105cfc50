"""Which corrections hold: each may be taken back by its number, and so may what took it back."""

import pytest

from pipeline.errors import BadInput
from pipeline.line import UNDO, undone_numbers
from pipeline.records import Correction, Corrections


def made(*asked: str) -> Corrections:
    """Return corrections from "op target"."""
    pairs = (a.split(" ", 1) for a in asked)
    return Corrections(corrections=tuple(Correction(op=op, target=target, value="") for op, target in pairs))


@pytest.mark.parametrize(
    ("asked", "undone"),
    [
        (["merge S2", "pin q01"], set()),
        (["merge S2", "pin q01", f"{UNDO} 1"], {1}),
        (["merge S2", f"{UNDO} 1", f"{UNDO} 2"], {2}),
        (["merge S2", f"{UNDO} 1", f"{UNDO} 2", f"{UNDO} 3"], {1, 3}),
    ],
)
def test_the_last_word_counts(asked: list[str], undone: set[int]) -> None:
    assert undone_numbers(made(*asked)) == undone


@pytest.mark.parametrize("target", ["0", "2", "3", "-1", "S2", "", "1.0", "²"])
def test_only_one_made_before_can_be_taken_back(target: str) -> None:
    with pytest.raises(BadInput, match="expected the number of an earlier correction"):
        undone_numbers(made("merge S2", f"{UNDO} {target}"))
