"""Each kind of error ends with its exit code, and trouble of the machine says what to do next."""

import errno

import pytest

from pipeline import errors
from pipeline.errors import HighlightsError, MachineLacks, TransientFailure, is_transient, machine_failure


def drawn() -> dict[str, int]:
    """Return the exit code of every error in the tree that the module's docstring draws."""
    lines = (errors.__doc__ or "").splitlines()
    rows = (line.replace("│", " ").replace("├──", " ").replace("└──", " ").split() for line in lines)
    return {row[0]: int(row[1]) for row in rows if len(row) > 2 and row[1].isdigit()}


def test_the_drawn_tree_names_every_error_with_its_exit_code() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, HighlightsError)]
    assert drawn() == {kind.__name__: kind.exit_code for kind in kinds}


@pytest.mark.parametrize(
    ("number", "kind", "remedy"),
    [
        (errno.ENOSPC, MachineLacks, "free space on that disk"),
        (errno.EACCES, MachineLacks, "make it readable and writable for you"),
        (errno.EIO, TransientFailure, "check that disk"),
        (errno.ELOOP, MachineLacks, "check that path"),
    ],
)
def test_a_failure_of_the_system_names_what_could_not_be_done_and_the_remedy(
    number: int, kind: type[MachineLacks], remedy: str
) -> None:
    found = machine_failure(OSError(number, "it failed"), "write a.json", otherwise="name another folder")
    assert type(found) is kind
    assert str(found) == (
        f"cannot write a.json: it failed; {remedy}, or name another folder, then run the same command again"
    )
    assert is_transient(found) is (kind is TransientFailure)
