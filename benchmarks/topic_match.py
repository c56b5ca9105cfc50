"""Is a topic found where the editors put it? Every human chapter title is asked for as a watch topic.

python -m benchmarks.topic_match --data DIR --model FOLDER --vectors FOLDER [--weights FOLDER]
The first figures take the publisher's sections, so only the match is measured; optimistic, as the titles were written
for these sections. The last line takes our own sections: cut by the shipped numbers, or by those that
`benchmarks.segmentation --keep FOLDER` left for each episode, which never saw its guest.
Absent topics are titles of the next episode; some of those are truly spoken of, so false alarms are overstated.
"""

import argparse
import re
from pathlib import Path
from unittest.mock import patch

from benchmarks.segmentation import NoParser
from evaluation.episodes import KeptEmbedder, Sample, family
from pipeline.engines.embeddings import MiniLM
from pipeline.engines.reading_net import NoReadingNet
from pipeline.ports import Embedder
from pipeline.records import Chapter, Outline, TopicMap, TopicReason, WatchTopic
from pipeline.stages.segment import stage
from pipeline.stages.segment.boundaries import BoundaryWeights, shipped_weights
from pipeline.stages.segment.config import SegmentConfig
from pipeline.stages.segment.publisher_chapters import CONTINUED
from pipeline.stages.segment.stage import segment
from pipeline.stages.topics.config import TopicsConfig
from pipeline.stages.topics.stage import topics

GENERIC = re.compile(r"^(?:introduction|intro|conclusion|closing|outro|advice.*|meaning of life|hope.*)$", re.I)
TOLD = {"spoken_presence": 0.0, "unspoken_presence": 0.0, "union_share": 1.0}  # the best section, whatever its score


def answers(
    sample: Sample, embedder: Embedder, titles: list[str], *, given: bool = True, **knobs: float
) -> tuple[TopicMap, Outline]:
    """Return the answer for each title, and the outline: the publisher's where `given`, else our own."""
    chapters = tuple(Chapter(start=s, title=t) for s, t in zip(sample.edges, sample.titles, strict=True))
    episode = sample.episode.model_copy(update={"chapters": chapters if given else ()})
    outline = segment(
        episode, sample.transcript, SegmentConfig(), embedder=embedder, parser=NoParser(), reading=NoReadingNet()
    )
    watch = tuple(WatchTopic(id=f"w{k}", name=title) for k, title in enumerate(titles))
    found = topics(sample.transcript, outline, TopicsConfig(watch=watch, **knobs), embedder=embedder)
    return found, outline


def rank(reason: TopicReason, right: set[str]) -> int:
    """Return the place of the best right section, 1 for the first; sections that say a name of one word come first."""
    one_word = len(reason.name.split()) == 1
    ordered = sorted(reason.sections, key=lambda s: (one_word and not s.mentions, -s.score))
    return next(k for k, s in enumerate(ordered, start=1) if s.section in right)


def main() -> None:
    """Print hit@1 and MRR with the count forced, recall and false alarms with the thresholds, and the whole way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "model", "vectors"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--families", nargs="*", default=["lexw"])
    parser.add_argument("--weights", type=Path, help="folder that benchmarks.segmentation --keep has filled")
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    samples = [sample for name in args.families for sample in family(args.data, name)]
    ranks: list[int] = []
    ways: list[tuple[bool, float]] = []
    recalled = alarms = absent = 0
    for k, sample in enumerate(samples):
        own = [t for t in sample.titles if not GENERIC.match(t)]
        other = [t for t in samples[(k + 1) % len(samples)].titles if not GENERIC.match(t) and t not in own]
        found, outline = answers(sample, embedder, [*own, *other])
        chapter = {s.id: s.title.removesuffix(f" {CONTINUED}") for s in outline.sections if s.kind == "talk"}
        kept = args.weights and args.weights / f"{sample.episode.id}.json"
        weights = BoundaryWeights.model_validate_json(kept.read_text("utf8")) if kept else shipped_weights()
        with patch.object(stage, "shipped_weights", lambda weights=weights: weights):
            best, _ = answers(sample, embedder, own, given=False, **TOLD)
        ends = dict(zip(sample.titles, [*sample.edges[1:], sample.episode.duration], strict=True))
        starts = dict(zip(sample.titles, sample.edges, strict=True))
        for n, title in enumerate(own):
            right = {key for key, name in chapter.items() if name == " ".join(title.split())}
            if not right:
                continue  # a chapter that is no talk
            ranks.append(rank(found.reasons[n], right))
            recalled += found.topics[n].found
            topic = best.topics[n]
            if topic.start is not None and topic.end is not None:
                a, b = max(topic.start, starts[title]), min(topic.end, ends[title])
                union = max(topic.end, ends[title]) - min(topic.start, starts[title])
                ways.append((abs(topic.start - starts[title]) <= 30, max(0.0, b - a) / union))
        absent += len(other)
        alarms += sum(topic.found for topic in found.topics[len(own) :])
    n = len(ranks)
    print(f"{args.families}, {n} titles: hit@1 {ranks.count(1) / n:.3f}, MRR {sum(1 / r for r in ranks) / n:.3f}")
    print(f"with thresholds: found {recalled / n:.3f}, false alarms {alarms / absent:.3f} of {absent}")
    near, shared = (sum(column) / len(ways) for column in zip(*ways, strict=True))
    print(f"on our own sections: start within 30 s {near:.3f}, mean IoU {shared:.3f}")


if __name__ == "__main__":
    main()
