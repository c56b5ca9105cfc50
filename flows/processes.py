"""Processes that outlive the command that started them: who they are, whether they still run, how they end."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NotRequired, TypedDict

STOP_LIMIT_S = 20.0  # a worker needs a second signal at times
BOOT = Path("/proc/sys/kernel/random/boot_id")
ZOMBIE = "Z"


class Known(TypedDict):
    """A process as it is remembered: its id alone may belong to another one later, its start time does not."""

    pid: int
    started: str


class Running(TypedDict):
    """What `highlights up` started, where its server answers, and how often each part had to be started again."""

    url: str
    processes: dict[str, Known]
    restarts: NotRequired[dict[str, int]]


def started(pid: int) -> str:
    """Return when a process started, in a form only good for comparing; empty where there is none."""
    if BOOT.is_file():
        with suppress(OSError):  # it ended between two looks
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            return "" if fields[0] == ZOMBIE else f"{BOOT.read_text(encoding='utf-8').strip()} {fields[19]}"
        return ""
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"})
    state, _, when = said.stdout.strip().partition(" ")
    return "" if state.startswith(ZOMBIE) else when.strip()


def known(pid: int) -> Known:
    """Return what is remembered of a process that runs now."""
    return {"pid": pid, "started": started(pid)}


def is_alive(process: Known | None) -> bool:
    """Tell whether this very process still runs; another one with the same id does not count."""
    return process is not None and bool(process["started"]) and started(process["pid"]) == process["started"]


def end(pid: int, is_gone: Callable[[], bool], limit_s: float = STOP_LIMIT_S) -> None:
    """End a process that leads a group of its own, and what it started: asked twice, then killed."""
    for sign in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        if is_gone():
            return
        with suppress(ProcessLookupError):  # it ended by itself just now
            getattr(os, "killpg", os.kill)(pid, sign)  # no groups on some systems: the process alone
        limit = time.monotonic() + limit_s
        while not is_gone() and time.monotonic() < limit:
            time.sleep(0.1)


def remember(path: Path, running: Running) -> None:
    """Write down what runs, as a whole: a reader never meets half a file."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(running), encoding="utf-8")
    fresh.replace(path)


def remembered(path: Path) -> Running | None:
    """Return what was written down, or None where nothing usable was."""
    if not path.is_file():
        return None
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        kept = {str(name): Known(pid=int(p["pid"]), started=str(p["started"])) for name, p in said["processes"].items()}
        restarts = {str(name): int(count) for name, count in said.get("restarts", {}).items()}
        return {"url": str(said["url"]), "processes": kept, "restarts": restarts}
    except (ValueError, KeyError, TypeError, AttributeError):  # a file that somebody else wrote
        return None
