"""Which flow runs have a process on this machine: Prefect's database does not know when one was killed."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from flows import processes
from flows.processes import Known

STOP_LIMIT_S = 10.0
PROC = Path("/proc")
RUN, SERVER = "PREFECT__FLOW_RUN_ID", "PREFECT_API_URL"  # what a worker gives the process of a run


def can_tell() -> bool:
    """Say whether this system shows what processes were started with; only Linux does."""
    return (PROC / "self" / "environ").is_file()


def alive(url: str) -> dict[str, Known]:
    """Return the process of each flow run of the server at `url` that has one here, by the run's id.

    A run may have several (a worker's starter and the flow itself): the oldest stands for all of them.
    """
    found: dict[str, Known] = {}
    for folder in sorted(PROC.glob("[0-9]*"), key=lambda path: int(path.name)):
        given = _environment(folder)
        if given.get(SERVER) == url and (run := given.get(RUN)):
            found.setdefault(run, processes.known(int(folder.name)))
    return found


def end(url: str) -> int:
    """End the runs of the server at `url` that outlived their worker; return how many there were.

    They are asked first: Prefect then still tells the server, where that is there.
    """
    left = alive(url).values()
    for sign in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        for process in left:
            if processes.is_alive(process):
                with suppress(ProcessLookupError):  # it ended by itself just now
                    os.kill(process["pid"], sign)
        limit = time.monotonic() + STOP_LIMIT_S
        while any(map(processes.is_alive, left)) and time.monotonic() < limit:
            time.sleep(0.1)
    return len(left)


def _environment(folder: Path) -> dict[str, str]:
    """Return what a process was started with; nothing where it ended meanwhile or belongs to somebody else."""
    with suppress(OSError):
        parts = (folder / "environ").read_bytes().split(b"\0")
        return dict(os.fsdecode(part).split("=", 1) for part in parts if b"=" in part)
    return {}
