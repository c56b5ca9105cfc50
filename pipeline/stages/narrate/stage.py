"""Narrate: write an editor's note per highlighted section, and sum the episode up.

Every sentence is a frame of `pipeline.checks.frames` around words that were said; nothing is reworded. Where a model
is named (`[writer]`), its sentences come first, each judged by `pipeline.checks.statement`; a frame stands in for each
that fails.
"""

from pipeline.checks import support
from pipeline.checks.rules import judged
from pipeline.checks.statement import SpeechContext
from pipeline.ports import Embedder, SentenceReader, Writer
from pipeline.records import (
    Episode,
    Narrative,
    NarrativeSentence,
    Outline,
    Questions,
    Quotes,
    TopicMap,
    Transcript,
)
from pipeline.spans import overlaps
from pipeline.stage import Stage
from pipeline.stages.narrate.config import NarrateConfig
from pipeline.stages.narrate.llm_drafts import Desk
from pipeline.stages.narrate.passages import Passage
from pipeline.stages.narrate.selection import choose, opening_question
from pipeline.stages.narrate.summary import in_short, summarise
from pipeline.stages.narrate.templates import Teller


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
    parser: SentenceReader,
    writer: Writer,
) -> Narrative:
    """Return sentences per highlighted section and the episode's summary; each already proved by the judge."""
    talk = SpeechContext(transcript, tuple((p.name, p.role) for p in episode.people))
    desk = Desk(talk, writer, embedder, config.sentences, config.model_words, config.model_tokens)
    told: dict[str, tuple[NarrativeSentence, ...]] = {}
    best: dict[str, Passage] = {}
    for section in outline.sections:
        if section.id not in topic_map.ranked:
            continue
        opening = opening_question(transcript, section, questions, parser)
        after = opening[-1][1] if opening else section.words[0]
        statements = choose(
            transcript, section, quotes, config.sentences, config.diversity, embedder, parser, after=after
        )
        teller = Teller(transcript, section, len(told))
        if opening:
            teller.ask(opening)
        for k, statement in enumerate(statements, start=1):
            teller.tell(statement, last=k == len(statements))
        framed = [s for s in teller.told if not support.section_problems(transcript, s, section)]
        told[section.id] = _joined(desk.write(section), framed, config.sentences + bool(opening))
        if statements:
            best[section.id] = max(statements, key=lambda p: p.score)
    return Narrative(
        sections=told,
        summary=summarise(episode, transcript, outline, topic_map, config.summary_things),
        in_short=in_short(transcript, outline, topic_map, best),
        writing=desk.writing,
    )


def _joined(
    written: list[NarrativeSentence], framed: list[NarrativeSentence], most: int
) -> tuple[NarrativeSentence, ...]:
    """Return what a model wrote, filled up to `most` with frames around other words, in the order of the speech."""
    free = [f for f in framed if not any(overlaps(a, b) for w in written for a in w.words for b in f.words)]
    room = max(0, most - len(written))
    return tuple(sorted([*written, *free[:room]], key=lambda s: s.words))


STAGE = Stage(
    name="narrate",
    function=narrate,
    answers=Narrative,
    config=NarrateConfig,
    reads=(Episode, Transcript, Outline, TopicMap, Quotes, Questions),
    uses=("embedder", "parser", "writer"),
    says="writing the narrative",
    about="Sentences around words that were said",
    version=judged("12"),
)
