"""How much faster two workers are than one: real server on Postgres, real workers with homes of their own, stub stages.

    python -m benchmarks.workers [--episodes 40] [--stage-s 1] [--per-chunk 5] [--workers 1 2] [--runs 1]

Stages only sleep, so that the figure is that of the orchestration and not of this machine's cores. Needs Debian's
postgresql. Prints the seconds from the first request to the last episode, and what a run costs besides its work.
"""

import argparse
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from flows import processes
from pipeline.stages import STAGES
from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parents[1]
START_S, WORK_S = 400.0, 3600.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stand:
    """Postgres, server and workers for one measurement."""

    def __init__(self, folder: Path, stage_s: float) -> None:
        self.folder, self.port = folder, free_port()
        self.key = f"highlights:{secrets.token_hex(16)}"
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "HIGHLIGHTS_"))}
        self.env = plain | {
            "PYTHONPATH": str(ROOT), "HIGHLIGHTS_STUB_S": str(stage_s), "PREFECT_API_AUTH_STRING": self.key,
            "PREFECT_API_URL": f"http://127.0.0.1:{self.port}/api", "HIGHLIGHTS_HOME": str(ROOT),
            "HIGHLIGHTS_PROJECT": str(ROOT),
        }  # fmt: skip
        self.stack = ExitStack()

    def start(self, name: str, *arguments: str, **env: str) -> None:
        """Start `highlights …` with a home of its own, and wait until it says that it is up."""
        log = self.folder / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "flows.main", *arguments], cwd=ROOT, stdout=out, stderr=out,
                env=self.env | {"PREFECT_HOME": str(self.folder / name)} | env, start_new_session=True,
            )  # fmt: skip
        self.stack.callback(lambda: processes.end(process.pid, lambda: process.poll() is not None))
        limit = time.monotonic() + START_S
        while " up" not in log.read_text(encoding="utf-8"):
            if process.poll() is not None or time.monotonic() > limit:
                raise SystemExit(f"{name} did not start: {log.read_text(encoding='utf-8')}")
            time.sleep(0.5)

    def call(self, *arguments: str) -> None:
        """Run a Python program against the server."""
        env = self.env | {"PREFECT_HOME": str(self.folder / "asks")}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)


def measure(workers: int, *, episodes: int, stage_s: float, per_chunk: int, at_once: int) -> float:
    """Return the seconds that so many workers take for all episodes, each with so many runs at once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stand = Stand(folder, stage_s)
        with stand.stack as stack:
            postgres = stack.enter_context(Postgres(free_port(), password=secrets.token_hex(8)))
            stand.start(
                "server", "up", "--only", "server", "--port", str(stand.port),
                PREFECT_SERVER_API_AUTH_STRING=stand.key, PREFECT_API_DATABASE_CONNECTION_URL=postgres.url,
            )  # fmt: skip
            for number in range(workers):
                stand.start(f"worker-{number}", "up", "--only", "worker", "--runs", str(at_once))
            stand.call(
                "-m", "prefect", "--no-prompt", "deploy", "benchmarks/stub_chunks.py:chunk", "--name", "stub", "--pool",
                "highlights",
            )  # fmt: skip
            inbox, artifacts = folder / "inbox", folder / "artifacts"
            inbox.mkdir()
            for k in range(episodes):
                (inbox / f"talk-{k:03}.vtt").touch()
            began = time.time()
            ask = f"from flows.backlog import backlog; backlog(raw_audio={str(inbox)!r}, artifacts={str(artifacts)!r}, "
            stand.call("-c", f"{ask} per_chunk={per_chunk}, deployment='chunk/stub')")
            limit = time.monotonic() + WORK_S
            while len(made := list((artifacts / "made").glob("*"))) < episodes:
                if time.monotonic() > limit:
                    raise SystemExit(f"{len(made)} of {episodes} episodes after {WORK_S:.0f} s")
                time.sleep(0.2)
            lines = [path.read_text(encoding="utf-8").splitlines() for path in made]
            if any(len(one) != 1 for one in lines):
                raise SystemExit("an episode was made more than once")
            shares = [sum(f"worker-{k} " in one[0] for one in lines) for k in range(workers)]
            seconds = max(float(one[0].split()[-1]) for one in lines) - began
    work = episodes * len(STAGES) * stage_s / workers / at_once
    runs = -(-episodes // per_chunk) / workers / at_once
    print(
        f"{workers} workers: {seconds:.0f} s for {episodes} episodes ({work:.0f} s of work for each), shares {shares}, "
        f"{(seconds - work) / runs:.1f} s beside the work of each run",
        flush=True,
    )
    return seconds


def main() -> None:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=40)
    parser.add_argument("--stage-s", type=float, default=1.0)
    parser.add_argument("--per-chunk", type=int, default=5)
    parser.add_argument("--runs", type=int, default=1, help="runs of a worker at once")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args()
    found = {
        count: measure(
            count, episodes=given.episodes, stage_s=given.stage_s, per_chunk=given.per_chunk, at_once=given.runs
        )
        for count in given.workers
    }
    first = given.workers[0]
    for count in given.workers[1:]:
        print(f"{count} workers are {found[first] / found[count]:.2f} times as fast as {first}")


if __name__ == "__main__":
    main()
