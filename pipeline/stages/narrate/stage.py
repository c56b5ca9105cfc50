"""Narrate: write an editor's note per highlighted section, and sum the episode up.

Every sentence is a frame of `pipeline.checks.frames` around words that were said; nothing is reworded. Where a model
is named (`[writer]`), its sentences come first, each clause judged by `pipeline.checks.written`; where fewer than two
sentences hold, frames stand beside them.
"""

from collections.abc import Sequence

from pipeline.checks.rules import judged
from pipeline.checks.statement import SpeechContext
from pipeline.fitted import are_fitted
from pipeline.language.tongues import has_grammar
from pipeline.ports import AboutEpisode, ClaimReader, Embedder, SentenceParser, Writer
from pipeline.reading import PassageReader
from pipeline.records import (
    Episode,
    EpisodeKind,
    Narrative,
    NarrativeSentence,
    Outline,
    Point,
    Questions,
    Quotes,
    Section,
    TopicMap,
    Transcript,
)
from pipeline.spans import overlaps
from pipeline.stage import Stage
from pipeline.stages.narrate.asked import hosts_of, questions_asked
from pipeline.stages.narrate.config import NarrateConfig
from pipeline.stages.narrate.llm_drafts import Desk
from pipeline.stages.narrate.passages import ToldTalk, talk_of
from pipeline.stages.narrate.points import Thought, points_of, record_of
from pipeline.stages.narrate.said_notes import SaidNotes, said_narrative
from pipeline.stages.narrate.summary import best_thoughts, in_short, summarise
from pipeline.stages.narrate.tellable import TELLABLE
from pipeline.stages.narrate.telling import PROSE, Teller, foremost, note_of
from pipeline.stages.narrate.told_reading import READ, TOLD, read_again


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
    parser: SentenceParser,
    writer: Writer,
    entailment: ClaimReader,
    reading: PassageReader,
) -> Narrative:
    """Return points and sentences per highlighted section and the episode's summary; each already proved.

    Nothing for kinds of show whose notes do not read (`not_served`).
    """
    if not_served(outline.kind, config):
        return Narrative(sections={}, summary=None, left_out=True)
    if not (has_grammar(transcript.language) and are_fitted((TELLABLE,), embedder.identity)):
        return said_narrative(episode, outline, topic_map, notes=SaidNotes(transcript, quotes, questions))
    context = SpeechContext(transcript, tuple((p.name, p.role) for p in episode.people))
    summary = summarise(episode, transcript, outline, topic_map)
    about = AboutEpisode(
        episode.title, episode.show, summary.text if summary else None,
        tuple((p.name, p.role, p.pronouns) for p in episode.people),
    )  # fmt: skip
    desk = Desk(context, writer, embedder, parser, config, about, entailment)
    talk = talk_of(
        transcript, quotes, sections=[s for s in outline.sections if s.id in topic_map.ranked],
        asked=questions_asked(transcript, questions, parser), hosts=hosts_of(episode, transcript),
        parser=parser, embedder=embedder,
    )  # fmt: skip
    told: dict[str, tuple[NarrativeSentence, ...]] = {}
    points: dict[str, tuple[Point, ...]] = {}
    thoughts: dict[str, list[Thought]] = {}
    for section in outline.sections:
        if section.id not in topic_map.ranked:
            continue
        watched = [t.name for t in topic_map.topics if t.found and section.id in t.sections]
        all_, mine = points_of(talk, section, quotes.chosen, watched)
        thoughts[section.id] = read_again(talk, foremost(talk, all_, READ), episode.title, reading)
        points[section.id] = tuple(record_of(talk, thought) for thought in mine)
        framed = _note(talk, section, note_of(talk, thoughts[section.id], config.sentences, watched=bool(watched)))
        framed = framed if watched or len(framed) >= PROSE else []  # some of its thoughts may not have been proved
        written = desk.write(section, points[section.id], quotes.chosen)
        told[section.id] = _joined(written, framed, config.sentences)
    best = best_thoughts(episode, talk, outline, topic_map=topic_map, told=thoughts, embedder=embedder)
    return Narrative(
        sections=told,
        points=points,
        summary=summary,
        in_short=in_short(talk, outline, best),
        writing=desk.writing,
        prompts=tuple(desk.prompts),
        drafts=tuple(desk.drafts),
    )


def not_served(kind: EpisodeKind | None, config: NarrateConfig) -> bool:
    """Say whether notes on this kind of show are left out; `None` is a kind that nobody asked for."""
    if kind is None:
        return False
    several = kind.kind == "conversation" and kind.voices is not None and kind.voices > config.most_voices
    return several or kind.kind in config.leave_out


def _note(talk: ToldTalk, section: Section, thoughts: Sequence[Thought]) -> list[NarrativeSentence]:
    """Return what frames tell of thoughts, in time order."""
    teller = Teller(talk, section)
    for thought in sorted(thoughts, key=lambda t: t.within):
        teller.say(thought)
    return teller.told


def _joined(
    written: list[NarrativeSentence], framed: list[NarrativeSentence], most: int
) -> tuple[NarrativeSentence, ...]:
    """Return what a model wrote, in its order; with fewer than PROSE sentences, filled up with frames."""
    if len(written) >= PROSE:
        return tuple(written)
    if not written:
        return tuple(framed)
    free = [f for f in framed if not any(overlaps(a, b) for w in written for a in w.words for b in f.words)]
    room = max(0, most - len(written))
    return tuple(sorted([*written, *free[:room]], key=lambda s: s.words))


STAGE = Stage(
    name="narrate",
    function=narrate,
    answers=Narrative,
    config=NarrateConfig,
    reads=(Episode, Transcript, Outline, TopicMap, Quotes, Questions),
    uses=("embedder", "parser", "writer", "entailment", "reading"),
    says="writing the narrative",
    about="Sentences around words that were said",
    version=judged(f"24+{TELLABLE.digest}+{TOLD.digest}"),
)
