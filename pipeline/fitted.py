"""Numbers that were fitted to data: one file format, and the one place that reads it.

Such a file lies beside the code that uses it, is made by a script of `training/`, and says on what it was fitted. Plain
numbers: no scikit-learn and no pickle at run time.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from pipeline.errors import MachineLacks
from pipeline.records import Identity, Record

Weight = float | tuple[float, ...]  # of a column; one number per dimension where the column is a vector


class Fitted(Record):
    """A linear model and where it comes from; what it is used for is the business of the code beside it."""

    model: str
    """Kind of model, and how it was fitted."""
    script: str | None
    """Script that makes the file, from the root of the repository; None where none was kept."""
    data: str
    """What it was fitted to, in words."""
    fitted_on: dict[str, int]
    """How many of what it was fitted to."""
    embedder: str | None
    """SHA-256 of the sentence model whose vectors or cosines it was fitted on; None where it saw none."""
    columns: dict[str, Weight]
    """Weight of each column, in the order of the columns."""
    bias: float = 0.0
    """What is added to the weighted sum."""
    mean: dict[str, Weight] = {}
    """Taken from each column before it is weighed; empty where columns are weighed as they are."""
    scale: dict[str, Weight] = {}
    """Each column is divided by it after that."""
    constants: dict[str, float] = {}
    """Other numbers chosen on the same data."""


@dataclass(frozen=True)
class Shipped:
    """A file of fitted numbers in a package of this program; it is read when its numbers are first asked for."""

    package: str
    name: str

    @cached_property
    def _text(self) -> str:
        return files(self.package).joinpath(self.name).read_text(encoding="utf-8")

    @cached_property
    def digest(self) -> str:
        """Eight characters that change with the numbers: part of the version of the stage that uses them."""
        return hashlib.sha256(self._text.encode()).hexdigest()[:8]

    @cached_property
    def numbers(self) -> Fitted:
        """The numbers; raise `MachineLacks` where the file is not of the format."""
        try:
            return Fitted.model_validate_json(self._text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the whole file"
            raise MachineLacks(
                f"expected a file of fitted numbers in {self}, found {first['msg'].lower()} at {where}: "
                f"install the program again"
            ) from error

    def of(self, columns: Iterable[str]) -> Fitted:
        """Return the numbers; raise `MachineLacks` where they were fitted to other columns than these, in order."""
        expected, found = list(columns), list(self.numbers.columns)
        if expected != found:
            odd = sorted(set(expected) ^ set(found)) or ["another order"]
            raise MachineLacks(
                f"expected weights for the {len(expected)} columns of this version in {self}, found {len(found)} that "
                f"differ in {', '.join(odd[:3])}: {self._remedy()}"
            )
        return self.numbers

    def _remedy(self) -> str:
        script = self.numbers.script
        command = script.removesuffix(".py").replace("/", ".") if script else ""
        return f"fit them again (`python -m {command}`)" if script else "install the program again"

    def __str__(self) -> str:
        return f"{self.package.replace('.', '/')}/{self.name}"


def are_fitted(files: Iterable[Shipped], embedder: Identity) -> bool:
    """Say whether numbers may be used with an embedder: it is the one fitted on, or one without weights."""
    made = [file.numbers.embedder for file in files]
    return embedder.digest is None or all(fitted in (None, embedder.digest) for fitted in made)


def flat(weights: Mapping[str, Weight]) -> NDArray[np.float64]:
    """Return `(n,)` the weights of all columns in order, those of vectors dimension by dimension.

    >>> flat({"length": 2.0, "meaning": (0.5, -1.0)}).tolist()
    [2.0, 0.5, -1.0]
    """
    return np.concatenate([np.atleast_1d(np.array(weight, np.float64)) for weight in weights.values()])


def number(weight: Weight) -> float:
    """Return the weight of a column that is no vector; `TypeError` for one that is."""
    if isinstance(weight, tuple):
        raise TypeError(f"expected one number, found {len(weight)}")
    return weight
