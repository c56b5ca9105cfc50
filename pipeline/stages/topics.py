"""Find the topics a person watches for, and rank the sections worth highlighting."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pipeline.checks.verbatim import plain
from pipeline.checks.wording import content_words
from pipeline.ports import Embedder, Vectors
from pipeline.records import Outline, Record, Section, Topic, TopicMap, Transcript, WatchTopic

VERSION = "3"
EARLY_S = 60.0  # a topic first named later in its section starts there, not where the section does
BM25_K1, BM25_B = 1.2, 0.75  # Robertson and Zaragoza (2009), the usual values
WORD_SHARE = 0.5  # a single word of a name counts half of the whole name
SPOKEN_BONUS = 0.15  # added to the presence for the share of the name's words that are spoken (fitted with it)
SCARCE_SENTENCES = 5  # the presence of a topic is not read from a shorter section while there is a longer one
WATCHED = 2.0  # standard deviations that a watch topic is worth in the ranking
_SIGNS = re.compile(r"[^a-z0-9]+")

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


class TopicsConfig(Record):
    """What to look for, and how sure to be. Figures: 216 chapter titles of 15 episodes as topics."""

    watch: tuple[WatchTopic, ...] = Field(default=(), description="Topics asked for; without any, sections are ranked")
    spoken_presence: float = Field(
        default=0.45, ge=0, le=2, description="Presence, no unit, to accept a topic whose name is spoken: recall .94"
    )
    unspoken_presence: float = Field(
        default=0.55, ge=0, le=2, description="Presence, no unit, without its name: one false alarm in eleven"
    )
    union_share: float = Field(
        default=0.6, ge=0, le=1, description="Share of the best score from which a neighbouring section belongs too"
    )
    name_weight: float = Field(
        default=3.0, ge=0, le=100, description="Weight of the name; an alias alone must never outrank it"
    )
    alias_weight: float = Field(default=1.0, ge=0, le=100, description="Weight of each alias beside the name's 3")
    opening_weight: float = Field(
        default=0.7, ge=0, le=10, description="Weight of the opening beside 1 for words and 1 for meaning"
    )
    opening_sentences: int = Field(default=8, ge=1, le=100, description="Sentences that announce a section's topic")
    top_sentences: int = Field(
        default=5,
        ge=1,
        le=100,
        description="Sentences whose mean cosine is a section's nearness; found best of 1 to all",
    )
    highlights: int = Field(
        default=12, ge=1, le=100, description="Sections highlighted at most; a page of more is skimmed"
    )
    least_highlight_s: float = Field(
        default=30.0, ge=0, le=3600, description="Seconds; a shorter section holds no narrative with a quote"
    )


@dataclass(frozen=True)
class _Part:
    """A section of talk with its sentences, ready for search."""

    section: Section
    rows: NDArray[np.intp]  # sentence numbers
    bag: Counter[str]  # words without a plural s
    said: tuple[tuple[float, tuple[str, ...]], ...]  # each sentence's start and words, letters and digits only

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words of all sentences in order."""
        return tuple(token for _, tokens in self.said for token in tokens)


def topics(transcript: Transcript, outline: Outline, config: TopicsConfig, *, embedder: Embedder) -> TopicMap:
    """Return an answer for each watch topic, found or not, and the sections to highlight, best first.

    The ranking of a section is the sum of three terms, the first two standardised over the sections of talk: half the
    log of its words (substance), half its cosine with the whole talk (what the episode is about), and, where it holds
    a watch topic, that topic's presence plus two. Introductions, sponsors and goodbyes take no part in anything.
    """
    texts = [plain(transcript.words, s.words) for s in transcript.sentences]
    parts = _parts(transcript, outline, texts)
    if not parts:
        return TopicMap(topics=tuple(_absent(w, 0.0) for w in config.watch), ranked=())
    vectors = embedder.embed(texts)
    found = tuple(_search(watch, parts, vectors, config, embedder) for watch in config.watch)
    return TopicMap(topics=found, ranked=_ranked(parts, vectors, found, config))


def _parts(transcript: Transcript, outline: Outline, texts: Sequence[str]) -> list[_Part]:
    parts = []
    for section in outline.sections:
        first, last = section.words
        rows = [k for k, s in enumerate(transcript.sentences) if first <= s.words[0] < last]
        if section.kind == "talk" and rows:
            said = [word for k in rows for word in content_words(texts[k])]
            tokens = [tuple(bare for w in texts[k].split() if (bare := _squash(w))) for k in rows]
            starts = [transcript.sentences[k].start for k in rows]
            bag = Counter(map(_singular, said))
            parts.append(_Part(section, np.array(rows), bag, tuple(zip(starts, tokens, strict=True))))
    return parts


def _squash(text: str) -> str:
    """Return letters and digits only: "GPT-2" and "GPT 2" are the same name to the ear.

    >>> _squash("Alex-Net's")
    'alexnet'
    """
    return _SIGNS.sub("", re.sub(r"['’]s\b", "", text.lower()))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def mentions(tokens: Sequence[str], name: str) -> int:
    """Count where consecutive words read together as `name`, plural or not.

    >>> mentions(("the", "alex", "net", "paper", "alexnets"), "AlexNet")
    2
    """
    target = _singular(_squash(name))
    count = 0
    for i, token in enumerate(tokens):
        if not (target + "s").startswith(token):
            continue
        joined, j = "", i
        while j < len(tokens) and len(joined) < len(target):
            joined += tokens[j]
            j += 1
        count += bool(target) and joined in (target, target + "s")
    return count


def _search(
    watch: WatchTopic, parts: Sequence[_Part], vectors: Vectors, config: TopicsConfig, embedder: Embedder
) -> Topic:
    vector = _vector(watch, config, embedder)
    cosines = [vectors[part.rows] @ vector for part in parts]
    top = np.array([np.sort(c)[-config.top_sentences :].mean() for c in cosines])
    opening = np.array([c[: config.opening_sentences].max() for c in cosines])
    named, *aliased = [
        np.array([mentions(part.tokens, name) for part in parts]) for name in (watch.name, *watch.aliases)
    ]
    spoken = bool(named.any()) or any(count.any() for count in aliased)
    presence = _presence(watch, parts, top, named)
    if presence < (config.spoken_presence if spoken else config.unspoken_presence):
        return _absent(watch, presence)
    score = (
        _standard(_bm25(watch, parts, named, aliased, config))
        + _standard(top)
        + config.opening_weight * _standard(opening)
    )
    best = int(np.argmax(np.where(named > 0, score, -np.inf) if named.any() else score))
    first, last = _union(score, best, config.union_share)
    sections = [part.section for part in parts[first : last + 1]]
    return Topic(
        id=watch.id, name=watch.name, found=True, score=round(presence, 3), sections=tuple(s.id for s in sections),
        start=_start(watch, parts[first]), end=sections[-1].end,
    )  # fmt: skip


def _start(watch: WatchTopic, part: _Part) -> float:
    """Return where talk of a topic begins: with its section, or where it is first named if that is later."""
    named = (at for at, tokens in part.said if any(mentions(tokens, name) for name in (watch.name, *watch.aliases)))
    first = next(named, part.section.start)
    return first if first - part.section.start > EARLY_S else part.section.start


def _absent(watch: WatchTopic, presence: float) -> Topic:
    return Topic(id=watch.id, name=watch.name, found=False, score=round(presence, 3))


def _vector(watch: WatchTopic, config: TopicsConfig, embedder: Embedder) -> Vectors:
    """Return the unit mean of the name's vector and the aliases', by their weights."""
    rows = embedder.embed((watch.name, *watch.aliases))
    weights = [config.name_weight, *[config.alias_weight / max(1, len(watch.aliases))] * len(watch.aliases)]
    mean = np.average(rows, axis=0, weights=weights)
    unit: Vectors = (mean / (np.linalg.norm(mean) + 1e-9)).astype(np.float32)
    return unit


def _presence(watch: WatchTopic, parts: Sequence[_Part], top: Floats, named: Counts) -> float:
    """Return how surely the topic is in the episode: best mean cosine, and a little for the words themselves."""
    words = [_singular(w) for w in content_words(watch.name)]
    shares = [
        1.0 if spoken else sum(word in part.bag for word in words) / max(1, len(words))
        for spoken, part in zip(named, parts, strict=True)
    ]
    usable = [k for k, part in enumerate(parts) if len(part.rows) >= SCARCE_SENTENCES] or list(range(len(parts)))
    return float(top[usable].max() + SPOKEN_BONUS * max(shares))


def _bm25(
    watch: WatchTopic, parts: Sequence[_Part], named: Counts, aliased: Sequence[Counts], config: TopicsConfig
) -> Floats:
    """Return each section's BM25 for the whole name, its words and the aliases."""
    words = sorted({_singular(w) for w in content_words(watch.name)})
    terms = [(named, config.name_weight), *((count, config.alias_weight) for count in aliased)]
    terms += [(np.array([p.bag[w] for p in parts]), config.name_weight * WORD_SHARE) for w in words]
    length = np.array([p.bag.total() + 1.0 for p in parts])
    norm = BM25_K1 * (1 - BM25_B + BM25_B * length / length.mean())
    total = np.zeros(len(parts))
    for count, weight in terms:
        holding = int((count > 0).sum())
        rarity = math.log(1 + (len(parts) - holding + 0.5) / (holding + 0.5))
        total += weight * rarity * count * (BM25_K1 + 1) / (count + norm)
    return total


def _standard(x: Floats) -> Floats:
    scaled: Floats = (x - x.mean()) / (x.std() + 1e-9)
    return scaled


def _union(score: Floats, best: int, share: float) -> tuple[int, int]:
    """Return the first and the last of the neighbours of `best` that score at least a share of it."""
    first = last = best
    least = share * score[best] if score[best] > 0 else math.inf
    while first > 0 and score[first - 1] >= least:
        first -= 1
    while last + 1 < len(score) and score[last + 1] >= least:
        last += 1
    return first, last


def _ranked(parts: Sequence[_Part], vectors: Vectors, found: Sequence[Topic], config: TopicsConfig) -> tuple[str, ...]:
    size = np.log([len(part.tokens) + 1.0 for part in parts])
    means = np.array([vectors[part.rows].mean(0) for part in parts], np.float64)
    whole = vectors[np.concatenate([part.rows for part in parts])].mean(0)
    central = (means @ whole) / (np.linalg.norm(means, axis=1) * np.linalg.norm(whole) + 1e-9)
    value = 0.5 * _standard(size) + 0.5 * _standard(central)
    for topic in (t for t in found if t.found):
        value += [(WATCHED + topic.score) * (part.section.id in topic.sections) for part in parts]
    order = sorted(range(len(parts)), key=lambda k: (-round(float(value[k]), 6), k))
    long_enough = [k for k in order if parts[k].section.end - parts[k].section.start >= config.least_highlight_s]
    return tuple(parts[k].section.id for k in long_enough[: config.highlights])
