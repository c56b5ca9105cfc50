"""Ends a command by a signal at a given moment, and tells how it ended and what it left running."""

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.faults.made import HIGHLIGHTS, environment

MARK = "HIGHLIGHTS_TEST_MARK"  # in the environment of the command and so of all that it starts
LIMIT_S = 40.0
GONE_S = 5.0  # in which what a killed command started must be gone


@dataclass(frozen=True)
class Ending:
    """How a command ended; `took_s` counts from the signal on, `before` says that it had ended before."""

    code: int
    took_s: float
    err: str
    left: tuple[str, ...]
    before: bool

    @property
    def last_line(self) -> str:
        """Return the last line of what was said on stderr."""
        return (self.err.splitlines() or [""])[-1]


def interrupted(
    arguments: Sequence[object], home: Path, number: signal.Signals, *, after_s: float, group: bool = False
) -> Ending:
    """Start `highlights …`, send a signal to the process (or to its group), wait for its end.

    `after_s` counts from the moment at which our first line of code has run.
    """
    mark = secrets.token_hex(8)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # we run in a shell's background: the command does not
        signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*HIGHLIGHTS, *map(str, arguments)], env=environment(home) | {MARK: mark}, cwd=ROOT, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    while process.poll() is None and not _listens(process.pid):
        time.sleep(0.01)  # the interpreter itself is starting
    time.sleep(after_s)
    before = process.poll() is not None
    if not before:
        (os.killpg if group else os.kill)(process.pid, number)
    sent = time.monotonic()
    try:
        _, err = process.communicate(timeout=LIMIT_S)
        took = time.monotonic() - sent
    except subprocess.TimeoutExpired:
        took = time.monotonic() - sent
        for pid in _of(mark):
            os.kill(pid, signal.SIGKILL)
        _, err = process.communicate()
    return Ending(process.returncode, took, err.decode(errors="replace"), _left(mark), before)


def _listens(pid: int) -> bool:
    """Say whether a process has a handler for SIGTERM."""
    with suppress(OSError):
        status = Path(f"/proc/{pid}/status").read_text()
        caught = next(line for line in status.splitlines() if line.startswith("SigCgt:")).split()[1]
        return bool(int(caught, 16) & 1 << (signal.SIGTERM - 1))
    return False


def _of(mark: str) -> dict[int, str]:
    """Return the processes that bear a mark: their command lines by pid."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            if f"{MARK}={mark}".encode() in (place / "environ").read_bytes().split(b"\0"):
                found[int(place.name)] = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return found


def _left(mark: str) -> tuple[str, ...]:
    limit = time.monotonic() + GONE_S
    while (left := _of(mark)) and time.monotonic() < limit:
        time.sleep(0.1)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return tuple(left.values())
