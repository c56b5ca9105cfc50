"""Reads many files near to real ones: `python -m tests.fuzz [--kind KIND...] [--examples 100000] [--seed 1]`.

Prints a line for each kind: how many files, how many were read and refused, the longest time of one, and every error
that is not one of ours, with the file that caused it.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.mutations import mutated, reshaped
from tests.fuzz.readers import READERS
from tests.fuzz.tries import tried

SLOW_S = 5.0


def main() -> None:
    """Try the kinds; exit code 1 where any reader raised what it must not, or took too long."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kind", choices=READERS, nargs="+", default=list(READERS))
    asked.add_argument("--examples", type=int, default=100_000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    bad = 0
    for kind in options.kind:
        reader, chance, outcomes = READERS[kind], random.Random(f"{kind} {options.seed}"), Counter[str]()
        began, slowest = time.process_time(), 0.0
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(options.examples):
                change = chance.choice((mutated, reshaped))
                data = change(chance.choice(reader.seeds).encode(), chance)
                started = time.process_time()
                outcome = tried(reader, data, Path(folder))
                took = time.process_time() - started
                slowest = max(slowest, took)
                known = outcome in ("read", "refused")
                outcomes[outcome if known else "WRONG"] += 1
                if not known or took > SLOW_S:
                    bad += 1
                    sys.stdout.write(f"{kind}: {outcome}, {took:.1f} s: {data[:2000]!r}\n")
        told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        used = time.process_time() - began
        sys.stdout.write(f"{kind}: {told}; slowest {slowest:.2f} s; {used:.0f} CPU s\n")
        sys.stdout.flush()
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
