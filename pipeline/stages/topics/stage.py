"""Find the topics a person watches for and those that stand out by themselves, and rank the sections."""

from collections.abc import Sequence

import numpy as np

from pipeline.checks import context
from pipeline.fitted import are_fitted
from pipeline.language.tongues import has_grammar
from pipeline.language.words import plain
from pipeline.ports import Embedder, Vectors
from pipeline.records import Outline, Section, Topic, TopicMap, Transcript, WatchTopic
from pipeline.spans import clip
from pipeline.stage import Stage
from pipeline.stages.topics.acronyms import also_said
from pipeline.stages.topics.any_language import discovered as said_discovered
from pipeline.stages.topics.any_language import rank_features, said_sections
from pipeline.stages.topics.any_language import search as said_search
from pipeline.stages.topics.config import TopicsConfig
from pipeline.stages.topics.discover import discovered
from pipeline.stages.topics.match import MATCH, search, standard
from pipeline.stages.topics.section_index import IndexedSection, talk_parts
from pipeline.stages.topics.start import speech_of
from pipeline.stages.topics.titles import led

DOUBT_S = 8.0  # seconds on end that may be advertising; a section with more is not highlighted
LEAST_TOLD = 8  # words of a sentence that may be told by itself
CENTRAL = 0.25  # weight of likeness to the whole talk: what is unlike the average is not worse told
EVEN_SHARE = 0.75  # of a third's share of the highlights that it gets whatever its rank
WATCHED = 2.0  # standard deviations that a watch topic is worth in the ranking


def topics(transcript: Transcript, outline: Outline, config: TopicsConfig, *, embedder: Embedder) -> TopicMap:
    """Return an answer for each watch topic, found or not, topics nobody asked for, and the sections ranked.

    The rank of a section is the sum of the features that come with it: the log of how many of its sentences may be
    told by themselves (`tellable`) and a quarter of its cosine with the whole talk (`centrality`), both standardised
    over the sections of talk, and, where it holds a watch topic, that topic's presence plus two (`topic:ID`).
    Introductions, sponsors and goodbyes take no part, nor do sections that may hold advertising while there are others.
    """
    if not (has_grammar(transcript.language) and are_fitted((MATCH,), embedder.identity)):
        return _in_any_language(transcript, outline, config)
    texts = [plain(transcript.words, s.words) for s in transcript.sentences]
    parts = talk_parts(transcript, outline, texts)
    if not parts:
        return TopicMap(topics=tuple(_unheard(w) for w in config.watch), ranked=())
    vectors = embedder.embed(texts)
    speech = speech_of(transcript, outline, texts, vectors)
    answers = [
        search(watch, parts, speech, vectors, config, embedder=embedder, also=also_said(watch.name, texts))
        for watch in config.watch
    ]
    found = tuple(topic for topic, _ in answers)
    features = _rank_features(parts, vectors, found, _tellable(transcript, parts, texts))
    clean = [part for part in parts if _possible_ad_s(transcript, outline, part) < DOUBT_S] or parts
    return TopicMap(
        topics=found,
        ranked=_ranked([part.section for part in clean], features, config),
        discovered=discovered(parts, config),
        reasons=tuple(reason for _, reason in answers),
        features=features,
        titles=led(outline, answers),
    )


def _in_any_language(transcript: Transcript, outline: Outline, config: TopicsConfig) -> TopicMap:
    """Return the topics of a talk in a language that the fitted shares do not know, by their words alone."""
    parts = said_sections(transcript, outline)
    if not parts:
        return TopicMap(topics=tuple(_unheard(w) for w in config.watch), ranked=())
    answers = [said_search(watch, parts, transcript) for watch in config.watch]
    found = tuple(topic for topic, _ in answers)
    features = rank_features(transcript, parts, found, watched=WATCHED, central=CENTRAL)
    return TopicMap(
        topics=found, ranked=_ranked([part.section for part in parts], features, config),
        discovered=said_discovered(parts, config, transcript.language), reasons=tuple(reason for _, reason in answers),
        features=features,
    )  # fmt: skip


def _possible_ad_s(transcript: Transcript, outline: Outline, part: IndexedSection) -> float:
    """Return how many seconds on end of a section may be advertising, at most."""
    parts = [clip(span, part.section.words) for span in outline.doubtful]
    lengths = (transcript.words[span[1] - 1].end - transcript.words[span[0]].start for span in parts if span)
    return max(lengths, default=0.0)


def _unheard(watch: WatchTopic) -> Topic:
    return Topic(id=watch.id, name=watch.name, found=False, score=0.0)


def _rank_features(
    parts: Sequence[IndexedSection], vectors: Vectors, found: Sequence[Topic], tellable: Sequence[int]
) -> dict[str, dict[str, float]]:
    """Return, by section id, the terms whose sum ranks it."""
    telling = np.log([count + 1.0 for count in tellable])
    means = np.array([vectors[part.rows].mean(0) for part in parts], np.float64)
    whole = vectors[np.concatenate([part.rows for part in parts])].mean(0)
    central = (means @ whole) / (np.linalg.norm(means, axis=1) * np.linalg.norm(whole) + 1e-9)
    features = {}
    for part, told, centrality in zip(parts, standard(telling), CENTRAL * standard(central), strict=True):
        held = [t for t in found if part.section.id in t.sections]
        terms = {"tellable": float(told), "centrality": float(centrality)}
        terms |= {f"topic:{t.id}": WATCHED + t.score for t in held}
        features[part.section.id] = {name: round(value, 4) for name, value in terms.items()}
    return features


def _tellable(transcript: Transcript, parts: Sequence[IndexedSection], texts: Sequence[str]) -> list[int]:
    """Return how many sentences of each section of talk may be told or quoted by themselves."""
    found = context.standings(transcript)

    def alone(k: int) -> bool:
        first, last = transcript.sentences[k].words
        says = last - first >= LEAST_TOLD and not texts[k].rstrip("”\"'").endswith("?")
        return says and context.alone_fault(found, k, k + 1) is None

    return [sum(alone(int(k)) for k in part.rows) for part in parts]


def _ranked(
    sections: Sequence[Section], features: dict[str, dict[str, float]], config: TopicsConfig
) -> tuple[str, ...]:
    """Return the ids of the sections to highlight, best first; where all are short, the best one of these.

    Each third of the episode first gets most of its share, so that no long stretch is told nowhere.
    """
    value = [round(sum(features[section.id].values()), 6) for section in sections]
    order = sorted(range(len(sections)), key=lambda k: (-value[k], k))
    long_enough = [k for k in order if sections[k].end - sections[k].start >= config.least_highlight_s]
    if not long_enough:
        return tuple(sections[k].id for k in order[:1])
    first, last = sections[0].start, sections[-1].end
    number = max(config.highlights, round((last - first) / config.highlight_every_s))
    third = {k: min(2, int(3 * (sections[k].start - first) / max(last - first, 1e-9))) for k in long_enough}
    kept: list[int] = []
    for part in range(3):
        kept += [k for k in long_enough if third[k] == part][: int(EVEN_SHARE * number / 3)]
    kept += [k for k in long_enough if k not in kept][: max(0, number - len(kept))]
    return tuple(sections[k].id for k in order if k in kept)


STAGE = Stage(
    name="topics",
    function=topics,
    answers=TopicMap,
    config=TopicsConfig,
    reads=(Transcript, Outline),
    uses=("embedder",),
    says="finding topics",
    about="Each watched topic: found or not, and where; ranks of sections",
    version=f"13+{MATCH.digest}",  # other shares find other sections
)
