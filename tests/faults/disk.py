"""A disk that fails, or a program that is killed, at the n-th call that reaches files below a folder.

The calls are Python's own (`open`, `read`, `write`, `fsync`, `rename`, `mkdir`, `unlink`, `link`). Libraries that write
by themselves (SQLite) are not counted; what they wrote is flushed and renamed by ours.
"""

import builtins
import errno
import io
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE)
KINDS = ("open", "read", "write", "fsync", "rename", "mkdir", "unlink", "link", "exchange")
CHANGES = ("open", "write", "fsync", "rename", "mkdir", "unlink", "link", "exchange")  # a kill matters around these
CALLS = (
    ("open", "open"), ("fsync", "fsync"), ("replace", "rename"), ("rename", "rename"), ("mkdir", "mkdir"),
    ("unlink", "unlink"), ("remove", "unlink"), ("rmdir", "unlink"), ("link", "link"), ("symlink", "link"),
)  # fmt: skip
How = Literal["once", "ever", "before", "after"]


@dataclass(frozen=True)
class Point:
    """The n-th call of a kind fails (`once` or for `ever`), or the program is killed `before` or `after` it.

    A program that is killed `after` a write has written half of it.
    """

    kind: str
    n: int
    how: How
    number: int = 0

    @property
    def kills(self) -> bool:
        """Whether the program dies here."""
        return self.how in ("before", "after")


class Disk:
    """Stands before the calls of this process that reach files below a folder, and lets one of them fail."""

    def __init__(self, folder: Path, point: Point | None) -> None:
        self.folder, self.point = str(folder), point
        self.calls: Counter[str] = Counter()
        self.failed = 0

    def call(self, kind: str, path: object, function: Callable[..., Any], *more: Any, **named: Any) -> Any:
        """Count a call and make it; raise or die where it is the one to fail."""
        self.calls[kind] += 1
        point = self.point
        if not point or kind != point.kind:
            return function(*more, **named)
        is_it = self.calls[kind] == point.n
        if point.kills:
            if not is_it:
                return function(*more, **named)
            with suppress(OSError):  # such as "no such file", which is no reason to live on
                if point.how == "after":
                    function(*((data[: len(data) // 2] for data in more) if kind == "write" else more), **named)
            os.kill(os.getpid(), signal.SIGKILL)
        if is_it or (point.how == "ever" and self.failed):
            self.failed += 1
            raise OSError(point.number, os.strerror(point.number), str(path))
        return function(*more, **named)

    def is_below(self, path: object) -> bool:
        """Say whether a path, or the file of a handle, lies below the folder."""
        if isinstance(path, int):
            path = Path(f"/proc/self/fd/{path}").readlink()
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.folder)

    def before(self, kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that counts before it calls."""

        def counted(path: Any, *more: Any, **named: Any) -> Any:
            where = more[0] if function.__name__ in ("link", "symlink") else path
            in_folder = named.get("dir_fd") is not None and self.is_below(named["dir_fd"])
            if in_folder or self.is_below(where):
                return self.call(kind, where, function, path, *more, **named)
            return function(path, *more, **named)

        return counted

    def opened(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return an `open` whose files count their reads and writes."""
        disk = self

        class Raw(io.FileIO):
            def readinto(self, buffer: Any) -> Any:
                return disk.call("read", self.name, super().readinto, buffer)

            def readall(self) -> bytes:
                found: bytes = disk.call("read", self.name, super().readall)
                return found

            def write(self, data: Any) -> Any:
                return disk.call("write", self.name, super().write, bytes(data))

        def counted(  # noqa: PLR0917 -- the signature of `open`
            file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None,
            newline: str | None = None, closefd: bool = True, opener: Any = None,
        ) -> Any:  # fmt: skip
            if isinstance(file, int) or not disk.is_below(file):
                return function(file, mode, buffering, encoding, errors, newline, closefd, opener)
            plain = mode.replace("b", "").replace("t", "")
            # an opener opens by `os.open`, which counts
            raw = Raw(file, plain, closefd, opener) if opener else disk.call("open", file, Raw, file, plain, closefd)
            buffered = (
                io.BufferedRandom(raw)
                if "+" in mode
                else io.BufferedReader(raw)
                if "r" in mode
                else io.BufferedWriter(raw)
            )
            return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding or "utf-8", errors, newline)

        return counted

    def stand(self) -> None:
        """Take the place of the calls, for the rest of this process."""
        io.open = builtins.open = self.opened(io.open)
        tempfile._io = _Module(io, open=io.open)  # type: ignore[attr-defined]
        for name, kind in CALLS:
            setattr(os, name, self.before(kind, getattr(os, name)))
        from pipeline import system

        plain = system.exchanged
        for module in list(sys.modules.values()):
            if getattr(module, "exchanged", None) is plain:
                module.exchanged = self.before("exchange", plain)  # type: ignore[attr-defined]


class _Module:
    """A module with some of its names replaced: `tempfile` has a private name for `io`."""

    def __init__(self, module: object, **instead: object) -> None:
        self._module = module
        self.__dict__.update(instead)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)
