"""Reads thousands of generated transcripts whose truth is known: words lost, invented, or given to the wrong person.

python -m benchmarks.captions [FILES] [FIRST SEED]
"""

import sys
from collections import Counter

from pipeline.errors import BadTranscript
from tests.caption_truth import case, judged


def main(files: int = 10_000, first: int = 0) -> None:
    """Print the figures, and the seeds of every file that is not right."""
    totals: Counter[str] = Counter()
    for seed in range(first, first + files):
        made = case(seed)
        try:
            result = judged(made)
        except BadTranscript as error:
            print(f"seed {seed}, {made.shape}: refused: {error}")
            totals["refused"] += 1
            continue
        totals.update(result)
        if result["lost or invented"] or result["wrong person"]:
            print(f"seed {seed}, {made.shape}: {dict(result)}")
            totals["files not right"] += 1
    print(f"{files} files: {dict(totals)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
