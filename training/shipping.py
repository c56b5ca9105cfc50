"""Write fitted numbers into the file that the program reads them from."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.fitted import Fitted, Shipped, Weight

ROOT = Path(__file__).resolve().parents[1]


def ship(file: Shipped, numbers: Fitted) -> None:
    """Replace a shipped file by these numbers, and say so."""
    (ROOT / str(file)).write_text(as_text(numbers), encoding="utf-8")
    print(f"wrote {file}: fitted on {', '.join(f'{n} {what}' for what, n in numbers.fitted_on.items())}")


def as_text(numbers: Fitted) -> str:
    """Return the numbers as they lie in a file: equal numbers give equal files."""
    return numbers.model_dump_json(indent=1, exclude_defaults=True) + "\n"


def blocks(numbers: Sequence[float], widths: Mapping[str, int]) -> dict[str, Weight]:
    """Return numbers in a row by the columns they are of: one number for a column of width 1, else one per dimension.

    `ValueError` where the widths do not add up to the numbers.

    >>> blocks([1.0, 2.0, 3.0], {"length": 1, "meaning": 2})
    {'length': 1.0, 'meaning': (2.0, 3.0)}
    """
    if len(numbers) != sum(widths.values()):
        raise ValueError(f"expected {sum(widths.values())} numbers, found {len(numbers)}")
    found: dict[str, Weight] = {}
    at = 0
    for name, width in widths.items():
        found[name] = numbers[at] if width == 1 else tuple(numbers[at : at + width])
        at += width
    return found
