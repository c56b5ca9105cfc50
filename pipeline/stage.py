"""What a stage is: one value that says all that the line, the settings, the flows and the screen need to know of it."""

import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_type_hints

from pipeline.records import Record, Source


def _all_used(_source: Source) -> Collection[str]:
    return ()


@dataclass(frozen=True)
class Stage:
    """One step of the line: a pure function from records to a record, and what surrounds it.

    `function(*records, config=…, **engines)` names its parameters as it likes; the records are found by their types.
    `tests/unit/test_stage.py` holds every STAGE against its function's signature.
    """

    name: str  # a verb or noun in lower case; its settings table, its stored answer and its folder bear it
    function: Callable[..., Record]
    answers: type[Record]  # the kind of record that the function returns
    config: type[Record]  # its settings, each with a default
    reads: tuple[type[Record], ...]  # the kinds of record that it takes
    says: str  # what the screen shows while it runs
    about: str  # what it gives, for the table in docs/architecture.md
    version: str  # raised when its answers change; tests/architecture/fingerprints.json asks for it
    uses: tuple[str, ...] = ()  # engines of the bench, by the names of the function's parameters
    unused: Callable[[Source], Collection[str]] = _all_used  # those of them that a source has no work for
    opens_source: bool = False  # opens the episode's own files: where one is gone, it cannot be made again
    obeys: frozenset[str] = frozenset()  # operations of the corrections that it applies
    # Other kinds of record that its answer brings or changes: (what it was or None, the answer) → what it is now.
    also: Mapping[type[Record], Callable[[Any, Any], Record]] = field(default_factory=dict)

    @cached_property
    def parameters(self) -> Mapping[type[Record], str]:
        """Return the name of the function's parameter for each kind of record that the stage reads."""
        hints = get_type_hints(self.function)
        return {hints[name]: name for name in inspect.signature(self.function).parameters if hints[name] in self.reads}

    @cached_property
    def reports(self) -> bool:
        """Say whether the function takes a callback for its progress."""
        return "progress" in inspect.signature(self.function).parameters
