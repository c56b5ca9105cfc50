"""How long a run waits until it is Running: a real `highlights up`, and runs that it is asked for one by one.

    python -m benchmarks.starts [--runs 8] [--folder DIR]

Each run redoes nothing of an episode that is made. Prints the seconds from the request until a worker takes the run
(Pending), from there until its first line (Running), and the processor time of its process until then, which is what
remains of them on a machine that does nothing else.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from flows import run_processes
from tests.e2e.running_up import RUN_S, Up, free_port, wait_for
from tests.integration.test_batch import TALK

ENDED = ("COMPLETED", "FAILED", "CRASHED")


def moments(up: Up, run: str) -> dict[str, float]:
    """Return when a run came into each of its states, in seconds since 1970."""
    found = up.ask("GET", f"/api/flow_run_states/?flow_run_id={run}", headers=up.allowed())[1]
    return {state["type"]: datetime.fromisoformat(state["timestamp"]).timestamp() for state in found}


def in_state(up: Up, run: str, *kinds: str) -> Any:
    """Return a run that is in one of these states, None before."""
    found = up.ask("GET", f"/api/flow_runs/{run}", headers=up.allowed())[1]
    return found if found["state_type"] in kinds else None


def used_s(pid: int) -> float:
    """Return the processor time of a process in seconds, with that of what it was before it called exec."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def one(up: Up, parameters: dict[str, str]) -> tuple[float, float, float]:
    """Ask for a run and wait for its end.

    Return its seconds from Scheduled to Pending and from there to Running, and the processor time until then.
    """
    reprocess = up.deployment("episode/reprocess")["id"]
    made = up.ask("POST", f"/api/deployments/{reprocess}/create_flow_run", {"parameters": parameters}, up.allowed())[1]
    used = 0.0
    while not in_state(up, made["id"], "RUNNING", *ENDED):
        if process := run_processes.alive(f"http://127.0.0.1:{up.port}/api").get(made["id"]):
            used = used_s(process["pid"])
        time.sleep(0.1)
    run = wait_for(lambda: in_state(up, made["id"], *ENDED), RUN_S)
    if run["state_type"] != "COMPLETED":
        raise SystemExit(json.dumps(run["state"]))
    at = moments(up, made["id"])
    return at["PENDING"] - at["SCHEDULED"], at["RUNNING"] - at["PENDING"], used


def main() -> None:
    """Start, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--folder", type=Path, help="where folders are made; default: the system's")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        inbox, home = Path(folder) / "inbox", Path(folder) / "home"
        inbox.mkdir()
        home.mkdir()
        (inbox / "a-talk.vtt").write_text(TALK, encoding="utf-8")
        parameters = {"episode_id": "a-talk", "raw_audio": str(inbox), "artifacts": f"{folder}/artifacts"}
        up = Up(home, free_port())
        try:
            up.start()
            one(up, parameters)
            waits = []
            for _ in range(arguments.runs):
                waits.append(one(up, parameters))
                load = Path("/proc/loadavg").read_text(encoding="utf-8").split()[0]
                taken, started, used = waits[-1]
                print(
                    f"taken after {taken:.1f} s, running {started:.1f} s later, {used:.1f} CPU s, load {load}",
                    flush=True,
                )
                time.sleep(1)
        finally:
            up.call("down")
            if up.process:
                up.process.wait(60)
    taken, started, used = (statistics.median(some) for some in zip(*waits, strict=True))
    print(f"median: taken after {taken:.1f} s, running {started:.1f} s later, {used:.1f} CPU s")


if __name__ == "__main__":
    main()
