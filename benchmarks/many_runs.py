"""Whether a process that makes episodes for ever grows: `python -m benchmarks.many_runs [--runs 500] [--folder DIR]`.

One process makes the same two small episodes in turn, each time with another setting, so that stages are run and the
catalog is changed. Prints memory, open files and threads after every fiftieth run, and what a run costs. Exits with 1
where memory grew by more than a twentieth, or files or threads at all, from the hundredth run to the last.
"""

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path

from flows.job import Benches, Job, do
from tests.many_writers import talks

TELL_EVERY, WARM = 50, 100  # runs
GROWTH = 1.05


def held() -> tuple[float, int, int]:
    """Return the resident megabytes, open files and threads of this process."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(found[1] if found else 0) / 1024, _count("fd"), _count("task")


def _count(what: str) -> int:
    return sum(1 for _ in Path(f"/proc/self/{what}").iterdir())


def main() -> None:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--folder", type=Path, help="where folders are made; default: the system's")
    arguments = parser.parse_args()
    warm = None
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        files, benches = talks(Path(folder) / "talks", 2), Benches()
        began = time.process_time()
        for k in range(1, arguments.runs + 1):
            sentences = (f"narrate.sentences={1 + k // 2 % 3}",)
            do(
                Job(episode_id=str(files[k % 2]), artifacts=f"{folder}/artifacts", assignments=sentences),
                benches=benches,
            )
            if k % TELL_EVERY == 0 or k == arguments.runs:
                memory, opened, threads = held()
                used = (time.process_time() - began) / k
                print(
                    f"{k} runs: {memory:.0f} MB, {opened} files, {threads} threads, {used:.2f} CPU s a run", flush=True
                )
            if k == min(WARM, arguments.runs):
                warm = held()
    before, now = warm or held(), held()
    grew = now[0] > GROWTH * before[0] or now[1] > before[1] or now[2] > before[2]
    print("it grows" if grew else "flat")
    sys.exit(grew)


if __name__ == "__main__":
    main()
