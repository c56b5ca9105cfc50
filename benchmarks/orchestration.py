"""Whether several processes may work on one artifacts folder: nothing lost, nothing missing, no broken read.

    python -m benchmarks.orchestration [--rounds 20] [--processes 8] [--each 5] [--folder DIR]

Each round starts so many processes, each making so many small episodes by the command line, on one new folder, with a
reader in a loop beside them. In the first round every episode has a process of its own. Prints a line a round and the
sums; exits with 1 where anything was lost.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from tests.many_writers import together


def main() -> None:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the rounds' folders are made; default: the system's")
    arguments = parser.parse_args()
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


if __name__ == "__main__":
    main()
