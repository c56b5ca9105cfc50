"""Keeps processes running: one that ends is started again, at once at first and after longer waits later."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from flows import processes

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
STEADY_S = 60.0  # who ran this long starts again at once


@dataclass
class SupervisedPart:
    """A process that shall run, and how often it had to be started again."""

    name: str
    module: list[str]  # what `python -m` runs, with its arguments
    log: Path | None  # None: it says what it says where this process does
    process: "subprocess.Popen[bytes] | None" = None
    restarts: int = 0
    began: float = 0.0  # monotonic seconds
    wait_s: float = FIRST_WAIT_S
    due: float = field(default=0.0)  # monotonic seconds: not started again before

    def is_running(self) -> bool:
        """Tell whether its process is there."""
        return self.process is not None and self.process.poll() is None

    def ran_s(self) -> float:
        """Return for how many seconds its process has been running; 0 where there is none."""
        return time.monotonic() - self.began if self.is_running() else 0.0


class Supervisor:
    """Starts parts, starts again what ends, and ends all of them in the end."""

    def __init__(
        self, env: Mapping[str, str], folder: Path, *, say: Callable[[str], None], changed: Callable[[], None]
    ) -> None:
        self.env, self.folder, self.say, self.changed = dict(env), folder, say, changed
        self.parts: dict[str, SupervisedPart] = {}

    def start(self, name: str, module: list[str], log: Path | None) -> SupervisedPart:
        """Start a part for the first time and return it."""
        self.parts[name] = part = SupervisedPart(name, module, log)
        self._start(part)
        return part

    def look(self) -> bool:
        """Start again what has ended and whose wait is over; say whether anything was started."""
        started = False
        for part in self.parts.values():
            if part.is_running():
                continue
            if part.process is not None:
                self._ended(part, part.process)
            if time.monotonic() >= part.due:
                part.restarts += 1
                self._start(part)
                started = True
        return started

    def kill(self, name: str) -> None:
        """End a part that runs and does nothing; the next `look` starts it again."""
        if (process := self.parts[name].process) is not None:
            processes.end(process.pid, lambda: process.poll() is not None)

    def end(self) -> None:
        """End all parts, the last one first."""
        for part in reversed(self.parts.values()):
            if (process := part.process) is not None:
                processes.end(process.pid, lambda process=process: process.poll() is not None)  # type: ignore[misc]

    def _start(self, part: SupervisedPart) -> None:
        with part.log.open("ab") if part.log else nullcontext() as out:
            part.process = subprocess.Popen(
                [sys.executable, "-m", *part.module], env=self.env, cwd=self.folder, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        part.began = time.monotonic()
        self.changed()

    def _ended(self, part: SupervisedPart, process: "subprocess.Popen[bytes]") -> None:
        ran_s = time.monotonic() - part.began
        part.wait_s = FIRST_WAIT_S if ran_s >= STEADY_S else min(part.wait_s * 2, LONGEST_WAIT_S)
        part.process, part.due = None, time.monotonic() + part.wait_s
        how = how_it_ended(process.returncode)
        log = f" (log: {part.log})" if part.log else ""
        self.say(f"the {part.name} {how}; starting it again in {part.wait_s:g} s{log}")


def how_it_ended(code: int) -> str:
    """Return in words how a process ended: `was killed by SIGKILL`, `ended with exit code 3`."""
    if code < 0 and os.name == "posix":
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
