"""Find the topics a person watches for and those that stand out by themselves, and rank the sections."""

from collections.abc import Sequence

import numpy as np

from pipeline.language.words import plain
from pipeline.ports import Embedder, Vectors
from pipeline.records import Outline, Topic, TopicMap, Transcript, WatchTopic
from pipeline.spans import clip
from pipeline.stage import Stage
from pipeline.stages.topics.config import TopicsConfig
from pipeline.stages.topics.discover import discovered
from pipeline.stages.topics.match import MATCH, search, standard
from pipeline.stages.topics.section_index import IndexedSection, talk_parts
from pipeline.stages.topics.start import speech_of
from pipeline.stages.topics.titles import led

DOUBT_S = 8.0  # seconds of a section that may be advertising; with more it is not highlighted
WATCHED = 2.0  # standard deviations that a watch topic is worth in the ranking


def topics(transcript: Transcript, outline: Outline, config: TopicsConfig, *, embedder: Embedder) -> TopicMap:
    """Return an answer for each watch topic, found or not, topics nobody asked for, and the sections ranked.

    The rank of a section is the sum of the features that come with it: half the log of its words (`substance`) and half
    its cosine with the whole talk (`centrality`), both standardised over the sections of talk, and, where it holds a
    watch topic, that topic's presence plus two (`topic:ID`). Introductions, sponsors and goodbyes take no part, nor do
    sections that may hold advertising, while there are others.
    """
    texts = [plain(transcript.words, s.words) for s in transcript.sentences]
    parts = talk_parts(transcript, outline, texts)
    if not parts:
        return TopicMap(topics=tuple(_unheard(w) for w in config.watch), ranked=())
    MATCH.refuse_others(embedder.identity)
    vectors = embedder.embed(texts)
    speech = speech_of(transcript, outline, texts, vectors)
    answers = [search(watch, parts, speech, vectors, config, embedder=embedder) for watch in config.watch]
    found = tuple(topic for topic, _ in answers)
    features = _rank_features(parts, vectors, found)
    clean = [part for part in parts if _doubtful_s(transcript, outline, part) < DOUBT_S] or parts
    return TopicMap(
        topics=found,
        ranked=_ranked(clean, features, config),
        discovered=discovered(parts, config),
        reasons=tuple(reason for _, reason in answers),
        features=features,
        titles=led(outline, answers),
    )


def _doubtful_s(transcript: Transcript, outline: Outline, part: IndexedSection) -> float:
    """Return how many seconds of a section may be advertising."""
    parts = [clip(span, part.section.words) for span in outline.doubtful]
    return sum(transcript.words[span[1] - 1].end - transcript.words[span[0]].start for span in parts if span)


def _unheard(watch: WatchTopic) -> Topic:
    return Topic(id=watch.id, name=watch.name, found=False, score=0.0)


def _rank_features(
    parts: Sequence[IndexedSection], vectors: Vectors, found: Sequence[Topic]
) -> dict[str, dict[str, float]]:
    """Return, by section id, the terms whose sum ranks it."""
    size = np.log([len(part.tokens) + 1.0 for part in parts])
    means = np.array([vectors[part.rows].mean(0) for part in parts], np.float64)
    whole = vectors[np.concatenate([part.rows for part in parts])].mean(0)
    central = (means @ whole) / (np.linalg.norm(means, axis=1) * np.linalg.norm(whole) + 1e-9)
    features = {}
    for part, substance, centrality in zip(parts, 0.5 * standard(size), 0.5 * standard(central), strict=True):
        held = [t for t in found if part.section.id in t.sections]
        terms = {"substance": float(substance), "centrality": float(centrality)}
        terms |= {f"topic:{t.id}": WATCHED + t.score for t in held}
        features[part.section.id] = {name: round(value, 4) for name, value in terms.items()}
    return features


def _ranked(
    parts: Sequence[IndexedSection], features: dict[str, dict[str, float]], config: TopicsConfig
) -> tuple[str, ...]:
    """Return the ids of the sections to highlight, best first; where all are short, the best one of these."""
    value = [round(sum(features[part.section.id].values()), 6) for part in parts]
    order = sorted(range(len(parts)), key=lambda k: (-value[k], k))
    long_enough = [k for k in order if parts[k].section.end - parts[k].section.start >= config.least_highlight_s]
    return tuple(parts[k].section.id for k in (long_enough or order[:1])[: config.highlights])


STAGE = Stage(
    name="topics",
    function=topics,
    answers=TopicMap,
    config=TopicsConfig,
    reads=(Transcript, Outline),
    uses=("embedder",),
    says="finding topics",
    about="Each watched topic: found or not, and where; ranks of sections",
    version=f"10+{MATCH.digest}",  # other shares find other sections
)
