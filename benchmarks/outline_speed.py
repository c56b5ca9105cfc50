"""How long do sections and topics take alone, engines loaded before? Seconds per hour of audio, median of the runs.

python -m benchmarks.outline_speed --data DIR --model FOLDER [--episodes lexw044 …]
Nothing is remembered between runs: vectors, grammar, boundaries, titles and topics are made anew. Run it on an idle
machine.
"""

import argparse
import statistics
import time
from pathlib import Path

from evaluation.episodes import load
from pipeline.engines.embeddings import MiniLM
from pipeline.engines.reading_net import NoReadingNet
from pipeline.engines.spacy_text import SpacyParser
from pipeline.records import WatchTopic
from pipeline.stages.segment.config import SegmentConfig
from pipeline.stages.segment.stage import segment
from pipeline.stages.topics.config import TopicsConfig
from pipeline.stages.topics.stage import topics

WATCHED = ("AlexNet", "Transformers", "Deep Double Descent")


def main() -> None:
    """Print one row per episode, and the seconds per hour of all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--episodes", nargs="*", default=["lexw044", "lexw048", "axrp-47"])
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    grammar, spent, hours = SpacyParser(), 0.0, 0.0
    config = TopicsConfig(watch=tuple(WatchTopic(id=name.lower(), name=name) for name in WATCHED))
    MiniLM(args.model).embed(["warm"])
    for name in args.episodes:
        sample = load(args.data / "episodes" / name)
        taken = []
        for _ in range(args.runs):
            embedder = MiniLM(args.model)  # a new one: it keeps what it has embedded
            embedder.embed(["warm"])
            started = time.perf_counter()
            outline = segment(
                sample.episode,
                sample.transcript,
                SegmentConfig(),
                embedder=embedder,
                parser=grammar,
                reading=NoReadingNet(),
            )
            topics(sample.transcript, outline, config, embedder=embedder)
            taken.append(time.perf_counter() - started)
        middle, long = statistics.median(taken), sample.episode.duration / 3600
        print(f"{name:10} {long * 60:5.0f} min, {len(sample.transcript.sentences)} sentences: {middle:.1f} s "
              f"({middle / long:.1f} s per hour; runs {', '.join(f'{t:.1f}' for t in taken)})")  # fmt: skip
        spent, hours = spent + middle, hours + long
    print(f"all: {spent / hours:.1f} s per hour of audio")


if __name__ == "__main__":
    main()
