"""Narrate: write an editor's note per highlighted section, and sum the episode up.

Every sentence is a frame of `pipeline.checks.frames` around words that were said; nothing is reworded. Where a model
is named (`[writer]`), its sentences come first, each clause judged by `pipeline.checks.written`; where fewer than two
sentences hold, frames stand beside them.
"""

from pipeline.checks.rules import judged
from pipeline.checks.statement import SpeechContext
from pipeline.ports import AboutEpisode, ClaimReader, Embedder, SentenceParser, Writer
from pipeline.records import (
    Episode,
    Narrative,
    NarrativeSentence,
    Outline,
    Point,
    Questions,
    Quotes,
    TopicMap,
    Transcript,
)
from pipeline.spans import overlaps
from pipeline.stage import Stage
from pipeline.stages.narrate.asked import hosts_of, questions_asked
from pipeline.stages.narrate.config import NarrateConfig
from pipeline.stages.narrate.llm_drafts import Desk
from pipeline.stages.narrate.passages import talk_of
from pipeline.stages.narrate.points import Thought, points_of, record_of
from pipeline.stages.narrate.summary import best_thoughts, in_short, listed_things, summarise
from pipeline.stages.narrate.telling import PROSE, TOLD, Teller, as_list


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
) -> Narrative:
    """Return points and sentences per highlighted section and the episode's summary; each already proved."""
    context = SpeechContext(transcript, tuple((p.name, p.role) for p in episode.people))
    things = listed_things(episode, transcript, outline, topic_map)
    about = AboutEpisode(
        episode.title, episode.show, things.text if things else None,
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
        mine = thoughts[section.id] = points_of(talk, section, quotes.chosen)
        points[section.id] = tuple(record_of(talk, thought) for thought in mine)
        teller = Teller(talk, section)
        carried = teller.tell(mine, config.sentences)
        prose = len(teller.told) >= PROSE and carried >= TOLD * len(mine)
        framed = teller.told if prose else as_list(talk, mine, section, config.sentences) or teller.told
        written = desk.write(section, points[section.id], quotes.chosen)
        told[section.id] = _joined(written, framed, config.sentences if prose else len(framed))
    best = best_thoughts(episode, talk, outline, topic_map=topic_map, told=thoughts, embedder=embedder)
    summary, used = (things, []) if things else summarise(episode, talk, outline, best)
    return Narrative(
        sections=told,
        points=points,
        summary=summary,
        in_short=in_short(talk, outline, best, used),
        writing=desk.writing,
        prompts=tuple(desk.prompts),
        drafts=tuple(desk.drafts),
    )


def _joined(
    written: list[NarrativeSentence], framed: list[NarrativeSentence], most: int
) -> tuple[NarrativeSentence, ...]:
    """Return what a model wrote, in its order; with fewer than PROSE sentences, filled up with frames."""
    if len(written) >= PROSE:
        return tuple(written)
    free = [f for f in framed if not any(overlaps(a, b) for w in written for a in w.words for b in f.words)]
    room = max(0, most - len(written))
    return tuple(sorted([*written, *free[:room]], key=lambda s: s.words))


STAGE = Stage(
    name="narrate",
    function=narrate,
    answers=Narrative,
    config=NarrateConfig,
    reads=(Episode, Transcript, Outline, TopicMap, Quotes, Questions),
    uses=("embedder", "parser", "writer", "entailment"),
    says="writing the narrative",
    about="Sentences around words that were said",
    version=judged("14"),
)
