"""One writer at a time: a lock file that says who holds it, waited for as long as the settings allow."""

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import Field

from pipeline.errors import Busy, machine_failure
from pipeline.records import Record

POLL_S = 0.2  # between two looks at a lock that another process holds

Say = Callable[[str], None]


class StoreConfig(Record):
    """Sharing the artifacts folder with other processes."""

    wait_s: float = Field(
        default=60.0, ge=0, le=86_400,
        description="Seconds to wait for an episode that another process is using; 0 does not wait.",
    )  # fmt: skip


def _silent(_: str) -> None:
    return


@contextmanager
def hold(path: Path, what: str, *, wait_s: float = 0.0, say: Say = _silent) -> Iterator[None]:
    """Hold the lock file `path` while the block runs; raise `Busy` where another process holds it for too long.

    `what` is what the lock stands for, in words. A killed holder's lock is free at once. `say` hears one line, where
    there is something to wait for.
    """
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _acquire(lock, path, what, wait_s, say)
    except Timeout:
        waited = f" after {wait_s:g} s" if wait_s else ""
        raise Busy(
            f"{what} is still in use by {holder(path)}{waited}; wait for it or stop it, then run the same command again"
        ) from None
    except OSError as error:
        raise machine_failure(error, f"lock {path}", otherwise="name another folder with --artifacts") from error
    try:
        yield
    finally:
        with suppress(OSError):  # the next holder writes over it
            _signature(path).unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, path: Path, what: str, wait_s: float, say: Say) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not wait_s:
            raise
        say(f"{what} is in use by {holder(path)}: waiting at most {wait_s:g} s")
        lock.acquire(timeout=wait_s, poll_interval=POLL_S)
    try:
        _sign(path)
    except OSError:
        lock.release()
        raise


def _sign(path: Path) -> None:
    """Write beside the lock who holds it; a lock file itself is emptied by everybody who tries to get it."""
    me = {"pid": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}
    _signature(path).write_text(json.dumps(me), encoding="utf-8")


def _signature(path: Path) -> Path:
    return path.with_suffix(".holder")


def holder(path: Path) -> str:
    """Return who holds a lock, in words: "process 4711 (since 2026-11-29 19:53:02)"."""
    try:
        found = json.loads(_signature(path).read_bytes())
        where = "" if found["host"] == socket.gethostname() else f" on {found['host']}"
        return f"process {found['pid']}{where} (since {found['since']})"
    except (OSError, ValueError, LookupError, TypeError):
        return "another process"  # it has the lock and has not signed yet
