"""Batches: several processes on one folder, a thousand unchanged episodes, and what Prefect costs.

    python -m benchmarks.orchestration together [--rounds 20] [--processes 8] [--each 5] [--folder DIR]
    python -m benchmarks.orchestration unchanged [--episodes 1000] [--folder DIR]
    python -m benchmarks.orchestration prefect [--episodes 20] [--folder DIR]

`together`: each round starts so many processes, each making so many small episodes by the command line, on one new
folder, with a reader in a loop beside them. In the first round every episode has a process of its own. Prints a line a
round and the sums; exits with 1 where anything was lost.

`unchanged`: `highlights batch` on a folder of which every episode is made. Prints its wall and processor time.

`prefect`: `highlights batch` on new small episodes with a server that is up, and with `--direct`, each on so many and
on twice as many. Prints the processor time that an episode costs more with Prefect, without and with the server's own.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.bench import equip
from pipeline.settings import gather
from pipeline.unchanged import made_with
from tests.made_up import made
from tests.many_writers import talks, together

HIGHLIGHTS = (sys.executable, "-m", "flows.main")


def rounds_together(arguments: argparse.Namespace) -> None:
    """Run the rounds."""
    sums = dict.fromkeys(("errors", "unseen", "missing_rows", "missing_files", "broken_reads", "left"), 0)
    seconds: list[float] = []
    reads = 0
    for k in range(arguments.rounds):
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            done = together(Path(folder), processes=arguments.processes, each=arguments.each, alone=k == 0)
        seconds.append(done.seconds)
        reads += done.reads
        for kind in sums:
            sums[kind] += len(getattr(done, kind))
        told = ", ".join(f"{kind} {len(getattr(done, kind))}" for kind in sums)
        print(f"round {k + 1:2}: {done.seconds:5.1f} s, {told}, reads {done.reads} of {done.generations}", flush=True)
        for kind, faults in done.faults.items():
            print(f"    {kind}: {faults[:3]}", flush=True)
    total = arguments.rounds * arguments.processes * arguments.each
    told = ", ".join(f"{kind} {count}" for kind, count in sums.items())
    print(f"{total} runs, median {statistics.median(seconds):.1f} s a round; {told}; {reads} reads")
    sys.exit(1 if any(sums.values()) else 0)


def timed(*arguments: object) -> tuple[float, float]:
    """Run `highlights …`; return its wall time and its processor time with that of its processes, in seconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([*HIGHLIGHTS, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - began, used


def unchanged(arguments: argparse.Namespace) -> None:
    """Make episodes without a model, let `batch` see them once, then time it."""
    from flows.job import Job

    settings = gather()
    with_ = made_with(settings, equip(settings))
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        files = talks(Path(folder) / "inbox", arguments.episodes)
        for file in files:
            made(Job(episode_id=str(file), artifacts=f"{folder}/artifacts"), with_)
        command = ("batch", Path(folder) / "inbox", "--artifacts", Path(folder) / "artifacts")
        wall, used = timed(*command)
        print(f"first batch, the catalog is built: {wall:.1f} s, {used:.1f} CPU s", flush=True)
        for _ in range(3):
            wall, used = timed(*command)
            print(f"{len(files)} unchanged: {wall:.1f} s, {used:.1f} CPU s", flush=True)


def _server_s() -> float:
    """Return the processor time that the server started here has used, in seconds."""
    ticks = 0
    for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8").split():
        fields = Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def prefect(arguments: argparse.Namespace) -> None:
    """Time batches of new episodes with and without Prefect."""
    from flows import environment, own_server

    environment.prepare(quiet=True)
    own_server.begin(print)
    own_server.wait()
    used: dict[str, list[float]] = {"with Prefect": [], "--direct": []}
    server: list[float] = []
    for how, measured in used.items():
        for count in (arguments.episodes, 2 * arguments.episodes):
            with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
                talks(Path(folder) / "inbox", count)
                direct = ["--direct"] if how == "--direct" else []
                before = _server_s()
                wall, cpu = timed("batch", Path(folder) / "inbox", "--artifacts", f"{folder}/artifacts", *direct)
                server.append(_server_s() - before)
            measured.append(cpu)
            print(f"{how}: {count} new episodes, {wall:.1f} s, {cpu:.1f} CPU s", flush=True)
    one = {how: (double - single) / arguments.episodes for how, (single, double) in used.items()}
    served = (server[1] - server[0]) / arguments.episodes
    more = one["with Prefect"] - one["--direct"]
    print(f"an episode: {one['--direct']:.2f} CPU s, Prefect {more:+.2f} CPU s, its server {served:+.2f} CPU s")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(required=True)
    for work, options in (
        (rounds_together, {"rounds": 20, "processes": 8, "each": 5}),
        (unchanged, {"episodes": 1000}),
        (prefect, {"episodes": 20}),
    ):
        one = what.add_parser(work.__name__.removeprefix("rounds_"))
        one.set_defaults(work=work)
        for name, default in options.items():
            one.add_argument(f"--{name}", type=int, default=default)
        one.add_argument("--folder", type=Path, help="where folders are made; default: the system's")
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    arguments.work(arguments)


if __name__ == "__main__":
    main()
