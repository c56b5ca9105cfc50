"""Look for one topic in the sections of talk, and keep the reasons for the answer."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Shipped, number
from pipeline.language.stems import singular, stem
from pipeline.language.words import content_words
from pipeline.ports import Embedder, Vectors
from pipeline.records import SectionReason, Topic, TopicReason, WatchTopic
from pipeline.stages.topics.config import TopicsConfig
from pipeline.stages.topics.section_index import IndexedSection, mentions
from pipeline.stages.topics.start import Speech, beginning

EARLY_S = 60.0  # a topic first named later in its section starts there, not where the section does
BM25_K1, BM25_B = 1.2, 0.75  # Robertson and Zaragoza (2009), the usual values
MATCH = Shipped("pipeline.stages.topics", "match.json")  # shares of the terms in a section's score
TERMS = ("words", "pairs", "nearest", "first", "whole")
FIRST_SENTENCES = 3
SCARCE_SENTENCES = 5  # the presence of a topic is not read from a shorter section while there is a longer one

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def search(
    watch: WatchTopic,
    parts: Sequence[IndexedSection],
    speech: Speech,
    vectors: Vectors,
    config: TopicsConfig,
    *,
    embedder: Embedder,
    also: Sequence[str] = (),
) -> tuple[Topic, TopicReason]:
    """Return the answer for a topic, and per section of talk what spoke for it; `also` are names that count as its own.

    A section's score is a sum of terms, each standardised over the sections: BM25 of the name, its words and the
    aliases; BM25 of the name's pairs of words; the mean cosine of its nearest sentences; the best cosine of its first
    sentences and of its opening; the cosine of its mean. The best-scored section wins (of those that say the name, if
    that is one word or has aliases), with those neighbours whose score comes near.
    """
    vector = _vector(watch, config, embedder)
    cosines = [vectors[part.rows] @ vector for part in parts]
    top = np.array([np.sort(c)[-config.top_sentences :].mean() for c in cosines], np.float64)
    first = np.array([c[:FIRST_SENTENCES].max() for c in cosines], np.float64)
    opening = np.array([c[: config.opening_sentences].max() for c in cosines], np.float64)
    whole = np.array([_cosine(vectors[part.rows].mean(0), vector) for part in parts], np.float64)
    named, *aliased = [
        np.array([mentions(part.tokens, name) for part in parts]) for name in (watch.name, *watch.aliases)
    ]
    for name in also:
        named = named + np.array([mentions(part.tokens, name) for part in parts])
    words = _bm25(watch, parts, named, aliased, config)
    term = {"words": words, "pairs": _pairs(watch, parts), "nearest": top, "first": first, "whole": whole}
    spoke = {name: number(share) * standard(term[name]) for name, share in MATCH.of(TERMS).columns.items()}
    score = spoke["words"] + spoke["pairs"] + spoke["nearest"]
    score += spoke["first"] + config.opening_weight * standard(opening) + spoke["whole"]
    spoken = bool(named.any()) or any(count.any() for count in aliased)
    presence = _presence(watch, parts, top, named)
    needed = config.spoken_presence if spoken else config.unspoken_presence
    by_name = bool(watch.aliases) or len(watch.name.split()) == 1  # an alias must not outrank the name
    bound = named if by_name else np.zeros_like(named)
    chosen = _chosen(score, bound, config.union_share) if presence >= needed else range(0)
    reason = TopicReason(
        id=watch.id, name=watch.name, spoken=spoken, presence=round(presence, 3), needed=needed,
        sections=tuple(
            SectionReason(
                section=part.section.id, chosen=k in chosen, score=round(float(score[k]), 3),
                mentions=int(named[k] + sum(count[k] for count in aliased)), words=round(float(words[k]), 3),
                nearness=round(float(top[k]), 3), opening=round(float(opening[k]), 3),
            )
            for k, part in enumerate(parts)
        ),
    )  # fmt: skip
    if not chosen:
        return Topic(id=watch.id, name=watch.name, found=False, score=round(presence, 3)), reason
    sections = [parts[k].section for k in chosen]
    found = Topic(
        id=watch.id, name=watch.name, found=True, score=round(presence, 3), sections=tuple(s.id for s in sections),
        start=_start(watch, parts[chosen[0]], speech, vector, sections[0].end), end=sections[-1].end,
    )  # fmt: skip
    return found, reason


def standard(x: Floats) -> Floats:
    """Return `(n,)` values less their mean, in standard deviations."""
    scaled: Floats = (x - x.mean()) / (x.std() + 1e-9)
    return scaled


def _chosen(score: Floats, named: Counts, share: float) -> range:
    """Return the best section, among those with a count in `named` if any has, and its neighbours of a like score."""
    first = last = int(np.argmax(np.where(named > 0, score, -np.inf) if named.any() else score))
    least = share * score[first] if score[first] > 0 else math.inf
    while first > 0 and score[first - 1] >= least:
        first -= 1
    while last + 1 < len(score) and score[last + 1] >= least:
        last += 1
    return range(first, last + 1)


def _start(watch: WatchTopic, part: IndexedSection, speech: Speech, vector: Vectors, end: float) -> float:
    """Return where talk of a topic begins in its section, or where it is first named if that is much later."""
    begins = beginning(speech, watch.name, vector, part, end)
    named = (at for at, tokens in part.said if any(mentions(tokens, name) for name in (watch.name, *watch.aliases)))
    first = next(named, begins)
    return first if first - begins > EARLY_S else begins


def _vector(watch: WatchTopic, config: TopicsConfig, embedder: Embedder) -> Vectors:
    """Return the unit mean of the name's vector and the aliases', by their weights."""
    rows = embedder.embed((watch.name, *watch.aliases))
    weights = [config.name_weight, *[config.alias_weight / max(1, len(watch.aliases))] * len(watch.aliases)]
    mean = np.average(rows, axis=0, weights=weights)
    unit: Vectors = (mean / (np.linalg.norm(mean) + 1e-9)).astype(np.float32)
    return unit


def _presence(watch: WatchTopic, parts: Sequence[IndexedSection], top: Floats, named: Counts) -> float:
    """Return how surely the topic is in the episode: best mean cosine, and a little for its words that are spoken."""
    words = [singular(w) for w in content_words(watch.name)]
    shares = [
        1.0 if spoken else sum(word in part.bag for word in words) / max(1, len(words))
        for spoken, part in zip(named, parts, strict=True)
    ]
    usable = [k for k, part in enumerate(parts) if len(part.rows) >= SCARCE_SENTENCES] or list(range(len(parts)))
    return float(top[usable].max() + MATCH.numbers.constants["spoken_bonus"] * max(shares))


def _bm25(
    watch: WatchTopic, parts: Sequence[IndexedSection], named: Counts, aliased: Sequence[Counts], config: TopicsConfig
) -> Floats:
    """Return each section's BM25 for the whole name, the stems of its words and the aliases."""
    words = sorted({stem(w) for w in content_words(watch.name)})
    terms = [(named, config.name_weight), *((count, config.alias_weight) for count in aliased)]
    terms += [(np.array([p.stems[w] for p in parts]), config.name_weight) for w in words]
    return _saturated(terms, parts)


def _pairs(watch: WatchTopic, parts: Sequence[IndexedSection]) -> Floats:
    """Return each section's BM25 for the neighbouring words of a name of three words or more."""
    words = watch.name.split()
    pairs = [" ".join(pair) for pair in pairwise(words)] if len(words) > 2 else []
    return _saturated([(np.array([mentions(p.tokens, pair) for p in parts]), 1.0) for pair in pairs], parts)


def _saturated(terms: Sequence[tuple[Counts, float]], parts: Sequence[IndexedSection]) -> Floats:
    """Return the weighted sum of BM25 terms, each given as its counts per section and its weight."""
    length = np.array([p.bag.total() + 1.0 for p in parts])
    norm = BM25_K1 * (1 - BM25_B + BM25_B * length / length.mean())
    total = np.zeros(len(parts))
    for count, weight in terms:
        holding = int((count > 0).sum())
        rarity = math.log(1 + (len(parts) - holding + 0.5) / (holding + 0.5))
        total += weight * rarity * count * (BM25_K1 + 1) / (count + norm)
    return total


def _cosine(a: Vectors, b: Vectors) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9))
