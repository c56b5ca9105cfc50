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

POLL_S = 0.05  # between two looks at a lock that another process holds

Say = Callable[[str], None]
SignOfLife = Callable[[], None]


class StoreConfig(Record):
    """Sharing the artifacts folder with other processes."""

    wait_s: float = Field(
        default=60.0, ge=0, le=86_400,
        description="Seconds to wait for a process that is using the same episode; 0 does not wait.",
    )  # fmt: skip


def _silent(_: str) -> None:
    return


@contextmanager
def hold(path: Path, what: str, *, wait_s: float = 0.0, say: Say = _silent) -> Iterator[SignOfLife]:
    """Hold the lock file `path` while the block runs; yield what the holder calls to show that it is at work.

    Raise `Busy` where another process holds it and gives no sign of life for `wait_s` seconds; its beginning is one. A
    killed holder's lock is free at once. `what` is what the lock stands for, in words. `say` hears one line, where
    there is something to wait for.
    """
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _acquire(lock, path, what, wait_s, say)
    except OSError as error:
        raise machine_failure(error, f"lock {path}", otherwise="name another folder with --artifacts") from error
    try:
        yield lambda: _show(path)
    finally:
        with suppress(OSError):  # the next holder writes over it
            _signature(path).unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, path: Path, what: str, wait_s: float, say: Say) -> None:
    seen, since, told = _last_sign(path), time.monotonic(), False
    while True:
        try:
            lock.acquire(timeout=0)
            break
        except Timeout:
            if (now := _last_sign(path)) != seen:
                seen, since = now, time.monotonic()
            if time.monotonic() - since >= wait_s:
                raise Busy(_gave_up(path, what, wait_s)) from None
            if not told:
                say(f"{what} is in use by {holder(path)}: waiting at most {wait_s:g} s for it")
                told = True
            time.sleep(POLL_S)
    try:
        _sign(path)
    except OSError:
        lock.release()
        raise


def _gave_up(path: Path, what: str, wait_s: float) -> str:
    waited = f" after {wait_s:g} s" if wait_s else ""
    return (
        f"{what} is still in use by {holder(path)}{waited}; wait for it or stop it, then run the same command again: "
        "what is finished is kept"
    )


def _last_sign(path: Path) -> int | None:
    """Return when the holder last gave a sign of life; None where it has not signed."""
    try:
        return _signature(path).stat().st_mtime_ns
    except OSError:
        return None


def _show(path: Path) -> None:
    with suppress(OSError):  # a sign that is missing makes others wait less long, no more
        os.utime(_signature(path))


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
