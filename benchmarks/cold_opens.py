"""Are cold opens found? Against the known end of the clips that editors set before 135 episodes.

python -m benchmarks.cold_opens --data DIR
False alarms: the same episodes with the cold open cut off.
"""

import argparse
import json
from pathlib import Path
from statistics import median

from evaluation.episodes import transcript_of
from pipeline.language.words import plain
from pipeline.stages.segment.cold_opens import teaser_end


def main() -> None:
    """Print how many are found, how near their end, and the false alarms."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    args = parser.parse_args()
    away, missed, alarms = [], 0, 0
    gold = json.loads((args.data / "teasers" / "gold.json").read_text("utf8"))
    for item in gold:
        cues = [json.loads(line) for line in (args.data / item["transcript"]).read_text("utf8").splitlines()]
        transcript = transcript_of(cues)
        texts = [plain(transcript.words, s.words) for s in transcript.sentences]
        starts, end = [s.start for s in transcript.sentences], transcript.words[-1].end
        found = teaser_end(texts, starts, end)
        missed += found == 0
        away.append(abs((starts[found] if found else 0.0) - item["teaser_end"]))
        cut = next(k for k, start in enumerate(starts) if start >= item["teaser_end"])
        alarms += teaser_end(texts[cut:], [s - starts[cut] for s in starts[cut:]], end - starts[cut]) > 0
    near = {s: sum(a <= s for a in away) for s in (10, 20)}
    print(f"{len(gold)} cold opens: missed {missed}, end within 10 s {near[10]}, within 20 s {near[20]}, ", end="")
    print(f"median {median(away):.1f} s away; false alarms without one {alarms}")


if __name__ == "__main__":
    main()
