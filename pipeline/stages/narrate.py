"""Narrate: say in a few sentences what each highlighted section holds, in the speakers' own words.

Every sentence is a frame of `pipeline.checks.support` around whole sentences that were said; nothing is reworded.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pipeline.checks import proof, support
from pipeline.checks.verbatim import bare, render
from pipeline.checks.wording import content_words, leans_on_before
from pipeline.ports import Embedder, Vectors
from pipeline.records import (
    Candidate,
    Episode,
    Narrative,
    NarrativeSentence,
    Outline,
    Questions,
    Quotes,
    Record,
    Section,
    Sentence,
    Span,
    TopicMap,
    Transcript,
)

VERSION = "2"
LEAST_CONTENT = 2  # content words of an opening question; "What is it?" tells nothing


class NarrateConfig(Record):
    """How much is told."""

    sentences: int = Field(
        default=3,
        ge=1,
        le=6,
        description="statements per section beside the opening question; more reads as a transcript",
    )
    diversity: float = Field(
        default=0.7, ge=0, le=3, description="penalty per unit of cosine to a sentence already told; 0 repeats itself"
    )
    summary_things: int = Field(
        default=4, ge=1, le=8, description="subjects named in the one-sentence summary; more no longer reads as one"
    )


def narrate(
    episode: Episode,
    transcript: Transcript,
    config: NarrateConfig,
    *,
    outline: Outline,
    topic_map: TopicMap,
    quotes: Quotes,
    questions: Questions,
    embedder: Embedder,
) -> Narrative:
    """Return sentences per highlighted section and the episode's summary; each already proved by the judge."""
    told: dict[str, tuple[NarrativeSentence, ...]] = {}
    for section in outline.sections:
        if section.id not in topic_map.ranked:
            continue
        opening = opening_question(transcript, section, questions)
        after = opening[-1][1] if opening else section.words[0]
        statements = choose(section, quotes, config, embedder, after=after)
        written = write(transcript, section, opening, statements)
        told[section.id] = tuple(s for s in written if not support.section_problems(transcript, s, section))
    return Narrative(sections=told, summary=summarise(episode, transcript, outline, topic_map, config))


def opening_question(transcript: Transcript, section: Section, questions: Questions) -> tuple[Span, ...] | None:
    """Return the words of the first question of the section's first minute that can be told, if there is one.

    One that stands alone though the question stage listed another beside it (they are listed some way apart) counts.
    """
    i, j = section.words
    asked = {s.words for s in transcript.sentences if i <= s.words[0] and s.words[1] <= j and _tells(transcript, s)}
    asked |= {proof.hull(q.words) for q in questions.questions if q.section == section.id}
    early = [span for span in sorted(asked) if transcript.words[span[0]].start - section.start <= support.OPENING_S]
    listed = {proof.hull(q.words): q.words for q in questions.questions}
    return listed.get(early[0], (early[0],)) if early else None


def _tells(transcript: Transcript, sentence: Sentence) -> bool:
    """Say whether a sentence is a question with a subject of its own: "What is deep double descent?", not "Is it?"."""
    text = render(transcript.words, [sentence.words])
    return text.endswith("?") and not leans_on_before(text) and len(content_words(text)) >= LEAST_CONTENT


def choose(
    section: Section, quotes: Quotes, config: NarrateConfig, embedder: Embedder, *, after: int
) -> list[Candidate]:
    """Pick the statements that carry a section: central, on its title, quotable, unlike each other; in time order.

    Quotes are left to themselves (those below the best are told only where little else was said), and every passage
    the quote stage refused (retracted, hypothetical, the host's …) is refused here too. Nothing from before the word
    `after` is told: what "goes on" comes after what "opens".
    """
    printed = [q for q in quotes.chosen if q.section == section.id]
    inside = [c for c in quotes.candidates if c.section == section.id and c.words[0][0] >= after]
    sound = [c for c in inside if c.rejected is None and c.score is not None]
    pool = [c for c in sound if not any(_overlap(c.words, q.words) for q in printed)]
    if len(pool) < config.sentences:
        pool = [c for c in sound if not any(_overlap(c.words, q.words) for q in printed if q.rank == 1)]
    if not pool:
        return []
    vectors = embedder.embed([section.title, *(c.text for c in pool)])
    value = _value(vectors[1:], vectors[0], np.array([c.score for c in pool], np.float64))
    chosen: list[int] = []
    while len(chosen) < config.sentences:
        free = [k for k in range(len(pool)) if not any(_overlap(pool[k].words, pool[c].words) for c in chosen)]
        if not free:
            break
        likeness = vectors[1:] @ vectors[1:][chosen].T if chosen else np.zeros((len(pool), 1))
        chosen.append(max(free, key=lambda k: (value[k] - config.diversity * float(likeness[k].max()) * 4, -k)))
    return [pool[k] for k in sorted(chosen, key=lambda k: pool[k].words[0])]


def _value(vectors: Vectors, title: Vectors, score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh centrality .8, likeness to the title .6, quotability .4, each standardised (notes on narratives)."""
    centrality = (vectors @ vectors.T).mean(1)
    return 0.8 * _standard(centrality) + 0.6 * _standard(vectors @ title) + 0.4 * _standard(score)


def _standard(x: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray((x - x.mean()) / (x.std() + 1e-9), np.float64)


def _overlap(a: tuple[Span, ...], b: tuple[Span, ...]) -> bool:
    return a[0][0] < b[-1][1] and b[0][0] < a[-1][1]


def write(
    transcript: Transcript, section: Section, opening: tuple[Span, ...] | None, statements: list[Candidate]
) -> list[NarrativeSentence]:
    """Put each passage into the frame that its place and its speaker allow."""
    words, told, named = transcript.words, [], set[str]()
    before: str | None = None

    def called(name: str) -> str:
        first = name not in named
        named.add(name)
        return name if first else support.surname(name)

    def tell(frame: str, spans: tuple[Span, ...], name: str | None) -> None:
        text = support.fill(support.FRAMES[frame], render(words, spans), called(name) if name else None)
        told.append(NarrativeSentence(text=text, method="frame", words=spans))

    if opening:
        name = _speaker(transcript, opening)
        tell("asks" if name else "opens with question", opening, name)
        before = name
    for k, candidate in enumerate(statements):
        name = _speaker(transcript, candidate.words)
        ends = (
            k + 1 == len(statements)
            and k > 0
            and candidate.end >= section.start + support.CLOSING_SHARE * (section.end - section.start)
        )
        opens = not told and candidate.start - section.start <= support.OPENING_S
        if name:
            frame = "ends" if ends else "adds" if name == before and k else "says"
        else:
            first = "opens" if opens else "goes on" if told else "inside"
            frame = "ends on" if ends else first if k == 0 else ("goes on", "then")[k % 2]
        tell(frame, candidate.words, name)
        before = name
    return told


def _speaker(transcript: Transcript, spans: tuple[Span, ...]) -> str | None:
    """Return the one known speaker of the words, else None."""
    said_by = support.speakers_of(transcript.words, (spans[0][0], spans[-1][1]))
    return next(iter(said_by)) if len(said_by) == 1 else None


# ---- the summary


def summarise(
    episode: Episode, transcript: Transcript, outline: Outline, topic_map: TopicMap, config: NarrateConfig
) -> NarrativeSentence | None:
    """Say in one sentence who talks about what; each thing named is footnoted with words that say it."""
    sought = [t for t in topic_map.topics if t.found]
    named: list[tuple[str, Span]] = []  # watch topics first: they are what the reader asked for
    other: list[tuple[str, Span]] = []
    for section in outline.sections:
        here = [t.name for t in sought if section.id in t.sections]
        spoken = [(t, s.words) for t in here if (s := _where_said(transcript, section, t))]
        named += [x for x in spoken if bare(x[0]) not in {bare(t) for t, _ in named}]
        if not spoken and section.id in topic_map.ranked:
            telling = (p for p in section.keyphrases if _reads_alone(p))
            other += [(p, s.words) for p in telling if (s := _where_said(transcript, section, p))][:1]
    things = sorted((named + other)[: config.summary_things], key=lambda x: x[1])
    things = [x for k, x in enumerate(things) if k == 0 or x[1][0] >= things[k - 1][1][1]]
    if not things:
        return None
    text = support.summary_text(people_talking(episode), [t for t, _ in things])
    summary = NarrativeSentence(text=text, method="frame", words=tuple(s for _, s in things))
    return None if support.summary_problems(transcript, summary, people_talking(episode)) else summary


def _reads_alone(phrase: str) -> bool:
    """Say whether a phrase can stand in a list without an article: written as a name, or a plural of several words.

    One capital in front is no name yet: a sentence may have begun there.
    """
    named = len(phrase) > 1 and not phrase[1:].islower() and phrase[:1].isupper()
    plural = " " in phrase and phrase.endswith("s") and not phrase.endswith("ss")
    return named or plural


def people_talking(episode: Episode) -> list[str]:
    """Return the hosts and guests the publisher names, hosts first."""
    return [p.name for role in ("host", "guest") for p in episode.people if (p.role or "").lower() == role]


def _where_said(transcript: Transcript, section: Section, phrase: str) -> Sentence | None:
    i, j = section.words
    inside = (s for s in transcript.sentences if s.words[0] >= i and s.words[1] <= j)
    return next((s for s in inside if support.said_in(transcript.words, s.words, phrase)), None)
