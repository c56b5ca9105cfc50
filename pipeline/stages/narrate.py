"""Narrate: write an editor's note per highlighted section, and sum the episode up.

Every sentence is a frame of `pipeline.checks.frames` around words that were said; nothing is reworded.
"""

from pydantic import Field

from pipeline.checks import support
from pipeline.ports import Embedder, SentenceReader
from pipeline.records import (
    Episode,
    Narrative,
    NarrativeSentence,
    Outline,
    Questions,
    Quotes,
    Record,
    TopicMap,
    Transcript,
)
from pipeline.stages.narration.choosing import choose, opening_question
from pipeline.stages.narration.passages import Passage
from pipeline.stages.narration.summary import in_short, summarise
from pipeline.stages.narration.telling import Teller

VERSION = "3"


class NarrateConfig(Record):
    """How much is told."""

    sentences: int = Field(
        default=4,
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
    reader: SentenceReader,
) -> Narrative:
    """Return sentences per highlighted section and the episode's summary; each already proved by the judge."""
    told: dict[str, tuple[NarrativeSentence, ...]] = {}
    best: dict[str, Passage] = {}
    for section in outline.sections:
        if section.id not in topic_map.ranked:
            continue
        opening = opening_question(transcript, section, questions)
        after = opening[-1][1] if opening else section.words[0]
        statements = choose(
            transcript, section, quotes, config.sentences, config.diversity, embedder, reader, after=after
        )
        teller = Teller(transcript, section, len(told))
        if opening:
            teller.ask(opening)
        for k, statement in enumerate(statements, start=1):
            teller.tell(statement, last=k == len(statements))
        told[section.id] = tuple(s for s in teller.told if not support.section_problems(transcript, s, section))
        if statements:
            best[section.id] = max(statements, key=lambda p: p.score)
    return Narrative(
        sections=told,
        summary=summarise(episode, transcript, outline, topic_map, config.summary_things),
        in_short=in_short(transcript, outline, topic_map, best),
    )
