"""Files of corrections: one a line, appended to and never rewritten; those of an episode, and those of a whole show."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import BadInput, Busy
from pipeline.files import found_at, write_atomically
from pipeline.lock import hold
from pipeline.mirror import mirror_of
from pipeline.records import Correction, Corrections

SHOWS = ".shows"  # folder of artifacts/ with a file for each show; no episode's id begins with a dot


def corrections_in(path: Path) -> Corrections:
    """Return the corrections of a file in the order in which they were made; `BadInput` names a line that is none."""
    found = []
    for number, line in enumerate((found_at(path) or b"").splitlines(), start=1):
        if line.strip():
            try:
                found.append(Correction.model_validate_json(line))
            except ValidationError as error:
                raise BadInput(
                    f"{path}, line {number}: expected a correction ({error.errors()[0]['msg']}), "
                    f"found {line[:60].decode(errors='replace')!r}; mend or remove the line"
                ) from error
    return Corrections(corrections=tuple(found))


def append(path: Path, correction: Correction) -> None:
    """Append a correction to a file; what was there stays byte for byte."""
    before = found_at(path) or b""
    line = correction.model_dump_json(exclude_defaults=True).encode() + b"\n"
    write_atomically(path, before + (b"\n" if before and not before.endswith(b"\n") else b"") + line)


class ShowCorrections:
    """What a person corrected in all episodes of a show; `name` is the show's name as file names have it."""

    def __init__(self, root: Path, name: str) -> None:
        self.path = path_of(root, name)
        self._root, self._mirror = root, mirror_of(root)

    def corrections(self) -> Corrections:
        """Return the corrections in the order in which they were made; `BadInput` names a line that is none."""
        if self._mirror:
            with suppress(Busy), self._held():  # who holds it has just pulled, or is about to
                self._mirror.pull(SHOWS)
        return corrections_in(self.path)

    def correct(self, correction: Correction) -> None:
        """Append a correction; `Busy` where another process does so for a minute."""
        with self._held(wait_s=60.0):
            if self._mirror is None:
                append(self.path, correction)
                return
            with self._mirror.lease(SHOWS, "the corrections of shows", wait_s=60.0, say=lambda _: None) as lease:
                self._mirror.pull(SHOWS)
                append(self.path, correction)
                self._mirror.push(SHOWS, lease)

    @contextmanager
    def _held(self, wait_s: float = 0.0) -> Iterator[None]:
        with hold(self._root / ".locks" / f"{SHOWS}.lock", "the corrections of shows", wait_s=wait_s):
            yield


def path_of(root: Path, name: str) -> Path:
    """Return where the corrections of a show lie; the file need not be there."""
    return root / SHOWS / f"{name}.jsonl"
