"""How much do sections suffer from a worse transcript? The shipped numbers on the same episodes, spoiled.

python -m benchmarks.robustness --data DIR --model FOLDER --vectors FOLDER
The episodes were trained on: read the differences between rows, not the rows.
"""

import argparse
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.segmentation import by_stage
from evaluation.boundary_metrics import f1, interval
from evaluation.episodes import HELD_OUT, KeptEmbedder, load, transcript_of
from pipeline.engines.embeddings import MiniLM
from pipeline.stages.segment.boundaries import shipped_weights

EPISODES = 6
ERRORS = 0.1  # of the words
Cues = list[dict[str, Any]]


def unpunctuated(text: str, _: random.Random) -> str:
    """Return a text in lower case without any sign."""
    return re.sub(r"[^\w\s']", "", text.lower())


def misheard(text: str, rng: random.Random) -> str:
    """Replace, drop or double words: two in three replaced by another word of the same cue."""
    words = text.split()
    out: list[str] = []
    for word in words:
        if rng.random() >= ERRORS:
            out.append(word)
        elif (kind := rng.random()) < 2 / 3:
            out.append(rng.choice(words))
        elif kind < 5 / 6:
            out += [word, word]
    return " ".join(out)


SPOILS: dict[str, Callable[[str, random.Random], str]] = {
    "as it is": lambda text, _: text,
    "10 % of the words wrong": misheard,
    "no punctuation, no capitals": unpunctuated,
}


def main() -> None:
    """Print one row per kind of damage, and #94 from Whisper large and small."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "model", "vectors"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    folders = [f for f in sorted((args.data / "episodes").glob("lexw*")) if f.name not in HELD_OUT][:EPISODES]
    for name, spoil in SPOILS.items():
        values = []
        for folder in folders:
            rng, sample = random.Random(folder.name), load(folder)
            cues: Cues = [json.loads(line) for line in (folder / "transcript.jsonl").read_text("utf8").splitlines()]
            spoiled = transcript_of([cue | {"text": spoil(cue["text"], rng)} for cue in cues])
            sample = type(sample)(**{**vars(sample), "transcript": spoiled})
            found = [start for start, _ in by_stage(sample, shipped_weights(), embedder)]
            values.append((f1(sample.boundaries, found, 30), len(found) / len(sample.boundaries)))
        scores, ratio = np.array(values).T
        low, high = interval(scores.tolist())
        print(f"{name:28} F1@30 {scores.mean():.3f} [{low:.3f}, {high:.3f}]  found / true {ratio.mean():.2f}")
    for size in ("large", "small"):
        sample = load(args.data / "ep094", f"transcript_{size}.jsonl")
        found = [start for start, _ in by_stage(sample, shipped_weights(), embedder)]
        print(f"#94 (never trained on), Whisper {size:6} F1@30 {f1(sample.boundaries, found, 30):.3f}")


if __name__ == "__main__":
    main()
