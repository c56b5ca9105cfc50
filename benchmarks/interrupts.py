"""Ends `highlights run` at random moments by Ctrl-C, SIGTERM and kill -9; counts what did not end as it should.

    .venv/bin/python -m benchmarks.interrupts [--times 20] [--direct] [--seed 1] [--kind SIGTERM]

Ctrl-C goes to the process group, the others to the process. As it should: one line on stderr as the last one, exit code
130 or 143 (none of both for kill -9), at most 5 s, no process left, and the same command completes afterwards.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flows.interrupts import LINE
from tests.faults.interrupting import Ending, interrupted
from tests.faults.made import HIGHLIGHTS, environment, talk

KINDS = {
    "Ctrl-C": (signal.SIGINT, True, 130),
    "SIGTERM": (signal.SIGTERM, False, 143),
    "kill -9": (signal.SIGKILL, False, -9),
}
LIMIT_S = 5.0


def fault(ending: Ending, code: int) -> str:
    """Return what is wrong with an ending, nothing where it is as it should be."""
    wrong = []
    if ending.code != code:
        wrong.append(f"exit code {ending.code}")
    if ending.took_s > LIMIT_S:
        wrong.append(f"took {ending.took_s:.1f} s")
    if ending.left:
        wrong.append(f"left running: {ending.left}")
    if code > 0 and ending.last_line != LINE.rstrip():
        wrong.append(f"said {ending.err[-300:]!r}")
    if "Traceback" in ending.err:
        wrong.append("a traceback")
    return ", ".join(wrong)


def main() -> None:
    """Run and print one line per kind of signal, and one per fault."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--direct", action="store_true")
    asked.add_argument("--kind", choices=KINDS, help="one kind of signal only")
    options = asked.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder, home = Path(scratch), Path(scratch) / "home"
        more = ["--direct"] if options.direct else []
        command = ["redo", talk(folder), "--from", "ingest", "--artifacts", folder / "artifacts", *more]

        def whole() -> float:
            started = time.monotonic()
            words = [*HIGHLIGHTS, *map(str, command)]
            subprocess.run(words, env=environment(home), check=True, capture_output=True)
            return time.monotonic() - started

        whole()
        length = whole()
        sys.stdout.write(f"the whole run takes {length:.1f} s\n")
        faults = 0
        for kind in [options.kind] if options.kind else KINDS:
            number, group, code = KINDS[kind]
            slowest, done = 0.0, 0
            while done < options.times:
                after = chance.uniform(0, 0.95 * length)
                ending = interrupted(command, home, number, after_s=after, group=group)
                if ending.before:
                    continue
                done += 1
                slowest = max(slowest, ending.took_s)
                if wrong := fault(ending, code):
                    faults += 1
                    sys.stdout.write(f"  {kind} after {after:.2f} s: {wrong}\n")
                sys.stdout.flush()
            sys.stdout.write(
                f"{kind}: {done} times, slowest end {slowest:.1f} s; afterwards {whole():.1f} s, complete\n"
            )
            left = [p.name for p in (folder / "artifacts").rglob(".tmp-*")]
            sys.stdout.write(f"  temporary files left: {len(left)}\n")
    sys.exit(min(faults, 1))


if __name__ == "__main__":
    main()
