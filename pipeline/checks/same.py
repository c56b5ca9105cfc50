"""What was looked through once: a key for caches over records that are costly to compare."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Same(Generic[T]):
    """A value that equals itself only: a transcript is looked through once, however long it is.

    >>> words = [1, 2]
    >>> Same(words) == Same(words), Same(words) == Same([1, 2])
    (True, False)
    """

    def __init__(self, value: T) -> None:
        self.value = value  # kept alive, so that its id is not given to another

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value
