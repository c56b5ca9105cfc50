"""Topics that stand out by themselves: phrases that several sentences of a few sections keep coming back to."""

import math
import re
from collections.abc import Sequence

from pipeline.language.stems import singular
from pipeline.language.word_frequency import telling
from pipeline.language.words import squash
from pipeline.records import Topic
from pipeline.stages.topics.config import TopicsConfig
from pipeline.stages.topics.section_index import IndexedSection, mentions

LEAST_MENTIONS = 3  # a topic is come back to
LARGEST_SHARE = 0.5  # of the sections; what is everywhere tells nothing about one of them
TWO_WORDS = 1.5  # "gradient descent" says more than "gradient"


def discovered(parts: Sequence[IndexedSection], config: TopicsConfig) -> tuple[Topic, ...]:
    """Return topics nobody asked for, the strongest first: key phrases of sections, named often and in few sections.

    The score is the log of the mentions times the log of how few sections hold the phrase, more for two words or three,
    less for everyday words; `sections` are those that name it at least half as often as the section that names it most.
    """
    watched = [_words(name) for watch in config.watch for name in (watch.name, *watch.aliases)]
    phrases = {singular(squash(p)): p for part in reversed(parts) for p in part.section.keyphrases}
    found = []
    for phrase in phrases.values():
        counts = [mentions(part.tokens, phrase) for part in parts]
        holding = sum(count > 0 for count in counts)
        if any(_words(phrase) <= name for name in watched):
            continue
        if sum(counts) < LEAST_MENTIONS or holding > max(1, LARGEST_SHARE * len(parts)):
            continue
        score = math.log(1 + sum(counts)) * math.log(1 + len(parts) / holding)
        score *= TWO_WORDS if " " in phrase else 1.0
        score *= telling(phrase)
        found.append((round(score, 3), phrase, counts))
    found.sort(key=lambda one: (-one[0], one[1]))
    kept: list[Topic] = []
    for score, phrase, counts in found:
        if len(kept) < config.discovered and not any(_same(phrase, topic.name) for topic in kept):
            kept.append(_topic(phrase, score, counts, parts))
    return tuple(kept)


def _topic(phrase: str, score: float, counts: Sequence[int], parts: Sequence[IndexedSection]) -> Topic:
    most = max(counts)
    sections = [part.section for part, count in zip(parts, counts, strict=True) if 2 * count >= most]
    return Topic(
        id=re.sub(r"[^a-z0-9]+", "-", phrase.lower()).strip("-") or "topic",
        name=phrase[:1].upper() + phrase[1:], found=True, score=score, sections=tuple(s.id for s in sections),
        start=sections[0].start, end=sections[-1].end,
    )  # fmt: skip


def _same(a: str, b: str) -> bool:
    """Say whether two phrases share their words: "descent" and "double descent"."""
    return _words(a) <= _words(b) or _words(b) <= _words(a)


def _words(text: str) -> set[str]:
    return {singular(squash(word)) for word in text.split()}
