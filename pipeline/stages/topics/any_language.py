"""Topics by their words alone, for languages whose sentence vectors mean nothing to the fitted shares.

A topic is found where its name or an alias is said; without vectors nothing is found that nobody names.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from pipeline.checks import context
from pipeline.language.signs import is_asked
from pipeline.language.terms import reading_length, term, terms, words_of
from pipeline.language.tongues import raised
from pipeline.records import Outline, Section, SectionReason, Topic, TopicReason, Transcript, WatchTopic
from pipeline.stages.topics.config import TopicsConfig

LEAST_MENTIONS = 3  # a topic that nobody asked for is come back to
LARGEST_SHARE = 0.5  # of the sections; what is everywhere tells nothing about one of them
TWO_WORDS = 1.5  # "double descent" says more than "descent"
NEAR = 0.6  # of the most mentions in a section; a neighbour with as many belongs to the topic
SAID = 1.0  # presence of a topic that is named
LEAST_TOLD = 6.0  # words of a sentence that may be told by itself, as a reader counts them

Key = tuple[str, ...]


@dataclass(frozen=True)
class SaidSection:
    """A section of talk, with the words of content of each of its sentences, in order."""

    section: Section
    rows: tuple[int, ...]  # sentence numbers
    said: tuple[tuple[str, ...], ...]

    def mentions(self, key: Key) -> int:
        """Count where the words of a name are said in a row."""
        n = len(key)
        return sum(said[i : i + n] == key for said in self.said for i in range(len(said) - n + 1)) if n else 0


def said_sections(transcript: Transcript, outline: Outline) -> list[SaidSection]:
    """Return the sections of talk that hold a sentence."""
    parts = []
    for section in outline.sections:
        first, last = section.words
        rows = tuple(k for k, s in enumerate(transcript.sentences) if first <= s.words[0] < last)
        if section.kind == "talk" and rows:
            spans = (transcript.sentences[k].words for k in rows)
            said = (tuple(terms([w.text for w in transcript.words[i:j]], transcript.language)) for i, j in spans)
            parts.append(SaidSection(section, rows, tuple(said)))
    return parts


def key_of(name: str, language: str) -> Key:
    """Return the words of a name in the form in which they are compared."""
    return tuple(found for word in words_of(name) if (found := term(word, language)))


def search(watch: WatchTopic, parts: Sequence[SaidSection], transcript: Transcript) -> tuple[Topic, TopicReason]:
    """Return the answer for a topic, and per section how often it is named: the one that names it most, and neighbours.

    A name whose words all are words of grammar is not found.
    """
    keys = {key for name in (watch.name, *watch.aliases) if (key := key_of(name, transcript.language))}
    counts = [sum(part.mentions(key) for key in keys) for part in parts]
    most = max(counts, default=0)
    chosen: set[int] = set()
    if most:
        first = last = counts.index(most)
        while first > 0 and counts[first - 1] >= NEAR * most:
            first -= 1
        while last + 1 < len(parts) and counts[last + 1] >= NEAR * most:
            last += 1
        chosen = set(range(first, last + 1))
    reason = TopicReason(
        id=watch.id, name=watch.name, spoken=most > 0, presence=SAID if most else 0.0, needed=SAID,
        sections=tuple(
            SectionReason(
                section=part.section.id, chosen=k in chosen, score=float(count), mentions=count, words=float(count),
                nearness=0.0, opening=0.0,
            )
            for k, (part, count) in enumerate(zip(parts, counts, strict=True))
        ),
    )  # fmt: skip
    if not chosen:
        return Topic(id=watch.id, name=watch.name, found=False, score=0.0), reason
    sections = [parts[k].section for k in sorted(chosen)]
    found = Topic(
        id=watch.id, name=watch.name, found=True, score=SAID, sections=tuple(s.id for s in sections),
        start=sections[0].start, end=sections[-1].end,
    )  # fmt: skip
    return found, reason


def rank_features(
    transcript: Transcript, parts: Sequence[SaidSection], found: Sequence[Topic], *, watched: float, central: float
) -> dict[str, dict[str, float]]:
    """Return, by section id, the terms whose sum ranks it, as `topics` does: `tellable`, `centrality`, its topics."""
    standing = context.standings(transcript)

    def alone(k: int) -> bool:
        words = [w.text for w in transcript.words[slice(*transcript.sentences[k].words)]]
        says = reading_length(words) >= LEAST_TOLD and not is_asked(words[-1], transcript.language)
        return says and context.alone_fault(standing, k, k + 1) is None

    tellable = _standard([math.log(1 + sum(alone(k) for k in part.rows)) for part in parts])
    bags = [Counter(word for said in part.said for word in said) for part in parts]
    whole = sum(bags, Counter[str]())
    nearness = _standard([_cosine(bag, whole) for bag in bags])
    features = {}
    for part, told, near in zip(parts, tellable, nearness, strict=True):
        held = [t for t in found if part.section.id in t.sections]
        row = {"tellable": told, "centrality": central * near} | {f"topic:{t.id}": watched + t.score for t in held}
        features[part.section.id] = {name: round(value, 4) for name, value in row.items()}
    return features


def _standard(values: Sequence[float]) -> list[float]:
    x = np.array(values)
    return [float(v) for v in (x - x.mean()) / (x.std() + 1e-9)]


def _cosine(a: Counter[str], b: Counter[str]) -> float:
    dot = sum(n * b[word] for word, n in a.items())
    return dot / (math.sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values())) or 1.0)


def discovered(parts: Sequence[SaidSection], config: TopicsConfig, language: str) -> tuple[Topic, ...]:
    """Return topics nobody asked for, the strongest first: key phrases of sections, named often and in few of them."""
    watched = {key_of(name, language) for watch in config.watch for name in (watch.name, *watch.aliases)}
    phrases = {key_of(p, language): p for part in reversed(parts) for p in part.section.keyphrases}
    found = []
    for key, phrase in phrases.items():
        counts = [part.mentions(key) for part in parts]
        holding = sum(count > 0 for count in counts)
        if not key or key in watched or sum(counts) < LEAST_MENTIONS or holding > max(1, LARGEST_SHARE * len(parts)):
            continue
        score = math.log(1 + sum(counts)) * math.log(1 + len(parts) / holding) * (TWO_WORDS if len(key) > 1 else 1.0)
        found.append((round(score, 3), phrase, counts))
    found.sort(key=lambda one: (-one[0], one[1]))
    return tuple(_topic(*one, parts=parts, language=language) for one in found[: config.discovered])


def _topic(score: float, phrase: str, counts: Sequence[int], *, parts: Sequence[SaidSection], language: str) -> Topic:
    most = max(counts)
    sections = [part.section for part, count in zip(parts, counts, strict=True) if 2 * count >= most]
    return Topic(
        id=re.sub(r"[^a-z0-9]+", "-", phrase.lower()).strip("-") or f"topic-{crc32(phrase.encode()):08x}",
        name=raised(phrase, language), found=True, score=score, sections=tuple(s.id for s in sections),
        start=sections[0].start, end=sections[-1].end,
    )  # fmt: skip
