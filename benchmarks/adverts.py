"""How many seconds of advertising get into highlights, quotes, clips and questions? On shows not trained on.

python -m benchmarks.adverts --data DIR --model FOLDER --vectors FOLDER
Hand-checked adverts of `training.train_ads`; each episode goes through segment, topics, quotes, questions and the
plan of clips with a regression fitted without its show. A highlight counts with its whole section.
"""

import argparse
import json
from pathlib import Path
from unittest.mock import patch

import numpy as np

from benchmarks.segmentation import NoParser
from evaluation.adverts import checked, fitted, lessons, tokens
from evaluation.episodes import KeptEmbedder, transcript_of
from pipeline.engines.embeddings import MiniLM
from pipeline.engines.reading_net import NoReadingNet
from pipeline.records import Coverage, Episode
from pipeline.spans import shared
from pipeline.stages.publish.clip_plan import plan
from pipeline.stages.publish.config import ClipPlanConfig
from pipeline.stages.questions import stage as questions
from pipeline.stages.questions.config import QuestionsConfig
from pipeline.stages.quotes import stage as quotes
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.segment import ad_classifier
from pipeline.stages.segment import stage as segment
from pipeline.stages.segment.config import SegmentConfig
from pipeline.stages.topics import stage as topics
from pipeline.stages.topics.config import TopicsConfig


def main() -> None:
    """Print, per show, the advert seconds inside each kind of output."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "model", "vectors"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    folders = [folder for folder in sorted((args.data / "ads").iterdir()) if folder.is_dir()]
    taught = lessons(args.data, embedder)
    total = np.zeros(6)
    print(f"{'show':24} adverts  in highlights  in quotes  in questions  in clips")
    for folder, e in ((folder, checked(folder, embedder)) for folder in folders):
        about = json.loads((folder / "meta.json").read_text("utf8"))
        transcript = transcript_of(tokens(folder))
        episode = Episode(id=folder.name.lower(), title=about["title"], show=e.show, duration=about["duration_s"])
        regression = fitted([other for other in taught if other.show != e.show])
        with patch.object(ad_classifier, "shipped", lambda regression=regression: regression):
            outline = segment.segment(
                episode, transcript, SegmentConfig(), embedder=embedder, parser=NoParser(), reading=NoReadingNet()
            )
        ranked = topics.topics(transcript, outline, TopicsConfig(), embedder=embedder)
        coverage = Coverage(speech_s=None, worded_s=0.0, interpolated_share=0.0)
        quoted = quotes.quotes(
            episode,
            coverage,
            transcript,
            outline,
            ranked,
            QuotesConfig(),
            embedder=embedder,
            parser=NoParser(),
            reading=NoReadingNet(),
        )
        asked = questions.questions(episode, coverage, transcript, outline, QuestionsConfig(), embedder=embedder)
        clips = plan(
            transcript, outline.sections, ClipPlanConfig(), quotes=quoted, questions=asked, topic_map=ranked,
            doubtful=outline.doubtful,
        )  # fmt: skip
        highlights = [s for s in outline.sections if s.id in ranked.ranked]

        def inside(spans: list[tuple[float, float]], adverts: tuple[tuple[float, float], ...] = e.adverts) -> float:
            return sum(shared(a, b) for a in adverts for b in spans)

        row = [inside([(x.start, x.end) for x in kind]) for kind in (highlights, quoted.chosen, asked.questions, clips)]
        adverts = sum(b - a for a, b in e.adverts)
        print(f"{e.show[:24]:24} {adverts:7.0f}  {row[0]:13.1f}  {row[1]:9.1f}  {row[2]:12.1f}  {row[3]:8.1f}")
        total += [adverts, *row, len(quoted.chosen)]
    shown = "  ".join(f"{seconds:.1f}" for seconds in total[1:5])
    print(f"all {total[0]:.0f} s: in highlights, quotes, questions, clips {shown} ({total[5]:.0f} quotes)")


if __name__ == "__main__":
    main()
