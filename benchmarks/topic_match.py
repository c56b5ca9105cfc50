"""Is a topic found where the editors put it? Every human chapter title is asked for as a watch topic.

python -m benchmarks.topic_match --data DIR --model FOLDER --vectors FOLDER
Sections are the publisher's, so only the match is measured. Optimistic: the titles were written for these sections.
Absent topics are titles of the next episode; some of those are truly spoken of, so false alarms are overstated.
"""

import argparse
import re
from pathlib import Path

from benchmarks.episodes import KeptEmbedder, Sample, family
from benchmarks.segmentation import NoReader
from pipeline.engines.embeddings import MiniLM
from pipeline.ports import Embedder
from pipeline.records import Chapter, Topic, WatchTopic
from pipeline.stages.segment import SegmentConfig, segment
from pipeline.stages.topics import TopicsConfig, topics

GENERIC = re.compile(r"^(?:introduction|intro|conclusion|closing|outro|advice.*|meaning of life|hope.*)$", re.I)
TOLD = {"spoken_presence": 0.0, "unspoken_presence": 0.0, "union_share": 1.0}  # the best section, whatever its score


def answers(
    sample: Sample, embedder: Embedder, titles: list[str], **knobs: float
) -> tuple[list[Topic], dict[str, str]]:
    """Return the answer for each title, and the title of each section id."""
    chapters = tuple(Chapter(start=s, title=t) for s, t in zip(sample.edges, sample.titles, strict=True))
    episode = sample.episode.model_copy(update={"chapters": chapters})
    outline = segment(episode, sample.transcript, SegmentConfig(), embedder=embedder, reader=NoReader())
    watch = tuple(WatchTopic(id=f"w{k}", name=title) for k, title in enumerate(titles))
    found = topics(sample.transcript, outline, TopicsConfig(watch=watch, **knobs), embedder=embedder)
    return list(found.topics), {s.id: s.title for s in outline.sections if s.kind == "talk"}


def main() -> None:
    """Print hit@1 with the count forced, then recall and false alarms with the thresholds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "model", "vectors"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--family", default="lexw")
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    samples = family(args.data, args.family)
    hit = asked = recalled = overlap = alarms = absent = 0
    for k, sample in enumerate(samples):
        own = [t for t in sample.titles if not GENERIC.match(t)]
        other = [t for t in samples[(k + 1) % len(samples)].titles if not GENERIC.match(t) and t not in own]
        forced, names = answers(sample, embedder, own, **TOLD)
        own_ids = {" ".join(title.split()): key for key, title in names.items()}
        sure, _ = answers(sample, embedder, [*own, *other])
        for title, best, topic in zip(own, forced, sure[: len(own)], strict=True):
            if (key := own_ids.get(" ".join(title.split()))) is None:
                continue  # a chapter that is no talk
            asked += 1
            hit += best.sections == (key,)
            recalled += topic.found
            overlap += key in topic.sections
        absent += len(other)
        alarms += sum(topic.found for topic in sure[len(own) :])
    print(f"{args.family}: {asked} titles, hit@1 {hit / asked:.3f}")
    print(f"with thresholds: found {recalled / asked:.3f}, right section among them {overlap / asked:.3f}, ", end="")
    print(f"false alarms {alarms / absent:.3f} of {absent}")


if __name__ == "__main__":
    main()
