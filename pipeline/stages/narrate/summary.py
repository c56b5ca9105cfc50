"""Sum an episode up: who talks about what, and the points that carry it."""

import re
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from pipeline.checks.frames import FRAMES, Form, fill, listing, summed
from pipeline.checks.support import in_short_problems, said_in, summary_problems
from pipeline.language.words import bare
from pipeline.ports import Embedder, Vectors
from pipeline.records import Clause, Episode, NarrativeSentence, Outline, Section, Sentence, TopicMap, Transcript
from pipeline.stages.narrate.clauses import Telling, tellings
from pipeline.stages.narrate.passages import ToldTalk
from pipeline.stages.narrate.points import Thought
from pipeline.stages.narrate.telling import PROSE, Teller, as_list

IN_SHORT = 3  # sentences
LONGEST_TOLD = 24  # words of a passage in the summary
RANK_COST = 0.05  # value that each place in the ranking of sections costs
OF_SELF = 2.0  # value that a passage costs whose speaker tells of himself: it can only be quoted
_SELF = re.compile(r"\b(?:my|me|I(?:'m|’m|'ve|’ve)?(?! (?:really |do |don't )?(?:think|believe)))\b")
OWN_WORTH = 0.3  # share of what a thought is worth in its section
THINGS = (2, 4)  # that the summary lists, at least and at most
TRIED = 12  # thoughts of which two are looked for
_FRAMES: dict[tuple[Form, ...], str] = {
    ("clause", "clause"): "says that, and that", ("mind", "mind"): "minds, and", ("mind", "clause"): "minds, says",
    ("clause", "mind"): "says that, minds", ("clause",): "says that", ("mind",): "minds", ("quote",): "says",
}  # fmt: skip


def people_talking(episode: Episode) -> list[str]:
    """Return the hosts and guests the publisher names, hosts first."""
    return [p.name for role in ("host", "guest") for p in episode.people if (p.role or "").lower() == role]


def best_thoughts(
    episode: Episode,
    talk: ToldTalk,
    outline: Outline,
    *,
    topic_map: TopicMap,
    told: Mapping[str, Sequence[Thought]],
    embedder: Embedder,
) -> list[tuple[Section, Thought]]:
    """Return the thoughts that stand alone, the best first: those that speak of what the whole episode is about.

    What that is, its title and the mean of its talk say; a section's rank and what a thought is worth there count less.
    """
    sections = {s.id: s for s in outline.sections}
    alone = [
        (sections[id_], t, place)
        for place, id_ in enumerate(topic_map.ranked)
        for t in told.get(id_, ())
        if len(t.passages) == 1 and t.passages[0].alone and not t.passages[0].rough
    ]
    if not alone:
        return []
    title = embedder.embed([episode.title])[0]
    vectors = talk.vectors[[t.passages[0].sentence for _, t, _ in alone]]
    about = _standard(vectors @ title) + _standard(vectors @ talk.vectors.mean(0))
    worth = {
        id(t): float(near) + OWN_WORTH * t.value - RANK_COST * place - OF_SELF * bool(_SELF.search(t.passages[0].text))
        for near, (_, t, place) in zip(about, alone, strict=True)
    }
    return [(s, t) for s, t, _ in sorted(alone, key=lambda x: -worth[id(x[1])])]


def _standard(x: Vectors) -> Vectors:
    centred: Vectors = x - x.mean()
    return np.asarray(centred / (x.std() + 1e-9), np.float32)


def listed_things(
    episode: Episode, transcript: Transcript, outline: Outline, topic_map: TopicMap
) -> NarrativeSentence | None:
    """Say in one sentence who talks about what; None where fewer than two things can be named.

    Watched topics come first, then what the best sections are headed by; each is said in the sentence cited for it.
    """
    found: list[Clause] = []
    for thing, section in (*_watched(outline, topic_map), *_headed(transcript, outline, topic_map)):
        at = next((s.words for s in _sentences(transcript, section) if said_in(transcript.words, s.words, thing)), None)
        known = {bare(word) for clause in found for word in clause.text.split()}
        new = not {bare(word) for word in thing.split() if len(word) > 3} & known
        apart = all(at != clause.words[0] for clause in found)
        if at and new and apart and len(found) < THINGS[1]:
            found.append(Clause(text=thing, words=(at,)))
    if len(found) < THINGS[0]:
        return None
    clauses = tuple(sorted(found, key=lambda c: c.words))
    people = people_talking(episode)
    sentence = NarrativeSentence(
        text=listing(people, [c.text for c in clauses]),
        method="frame", words=tuple(span for c in clauses for span in c.words), clauses=clauses,
    )  # fmt: skip
    return None if summary_problems(transcript, sentence, outline.sections, people) else sentence


def _watched(outline: Outline, topic_map: TopicMap) -> list[tuple[str, Section]]:
    sections = {s.id: s for s in outline.sections}
    return [(t.name, sections[id_]) for t in topic_map.topics if t.found for id_ in t.sections[:1] if id_ in sections]


def _headed(transcript: Transcript, outline: Outline, topic_map: TopicMap) -> list[tuple[str, Section]]:
    """Return the first plain phrase of several words that heads each ranked section, the best section first.

    Sections of watched topics are left out: the topic names them.
    """
    sections = {s.id: s for s in outline.sections}
    watched = {id_ for topic in topic_map.topics if topic.found for id_ in topic.sections}
    found = []
    for section in (sections[id_] for id_ in topic_map.ranked if id_ in sections and id_ not in watched):
        plain = (h for h in outline.headings.get(section.id, ()) if " " in h and not re.search(r"[?:,]", h))
        found += [(_as_said(transcript, section, heading), section) for heading in plain][:1]
    return found


def _sentences(transcript: Transcript, section: Section) -> list[Sentence]:
    i, j = section.words
    return [s for s in transcript.sentences if s.words[0] >= i and s.words[1] <= j]


def _as_said(transcript: Transcript, section: Section, thing: str) -> str:
    """Return a thing with a small first letter, where its first word is said so in its section and opens no name."""
    first, _, rest = thing.partition(" ")
    i, j = section.words
    small = any(bare(w.text) == bare(first) and w.text[:1].islower() for w in transcript.words[i:j])
    return f"{first[:1].lower()}{first[1:]} {rest}" if rest[:1].islower() and small else thing


def summarise(
    episode: Episode, talk: ToldTalk, outline: Outline, best: Sequence[tuple[Section, Thought]]
) -> tuple[NarrativeSentence | None, list[Thought]]:
    """Say in one sentence who talks and two points of one speaker, and return which; None where none can be told."""
    people = people_talking(episode)
    short = [(s, t) for s, t in best if t.speaker and t.passages[0].length <= LONGEST_TOLD][:TRIED]
    pairs = [
        sorted((a, b), key=lambda t: t.within)
        for n, (section, a) in enumerate(short)
        for other, b in short[n + 1 :]
        if other.id != section.id and a.speaker == b.speaker
    ]
    for thoughts in [*pairs, *([t] for _, t in short)]:
        for ways in product(*(tellings(talk, t.passages[0]) for t in thoughts)):
            frame = _FRAMES.get(tuple(way.form for way in ways))
            if frame is None or (len(ways) > 1 and (all(way.quotes for way in ways) or _same_verb(ways))):
                continue
            clauses, speaker = tuple(way.clause for way in ways), thoughts[0].speaker or ""
            text, others = fill(FRAMES[frame], [c.text for c in clauses], speaker), [n for n in people if n != speaker]
            sentence = NarrativeSentence(
                text=summed(text, others),
                method="frame", words=tuple(span for c in clauses for span in c.words), clauses=clauses,
                deletions=tuple(d for way in ways for d in way.deletions),
            )  # fmt: skip
            if not summary_problems(talk.transcript, sentence, outline.sections, people):
                return sentence, thoughts
    return None, []


def _same_verb(ways: Sequence[Telling]) -> bool:
    """Say whether both parts open with the same verb: "thinks that …, and thinks that …"."""
    return len({way.clause.text.split(" ", 1)[0] for way in ways if way.form == "mind"}) < sum(
        way.form == "mind" for way in ways
    )


def in_short(
    talk: ToldTalk, outline: Outline, best: Sequence[tuple[Section, Thought]], without: Sequence[Thought]
) -> tuple[NarrativeSentence, ...]:
    """Tell the best thoughts of three sections, in time order, without those of the summary."""
    chosen: list[tuple[Section, Thought]] = []
    for section, thought in best:
        if thought in without or any(section.id == s.id for s, _ in chosen):
            continue
        chosen.append((section, thought))
        if len(chosen) == IN_SHORT:
            break
    thoughts = [t for _, t in sorted(chosen, key=lambda x: x[1].within)]
    whole = _whole(outline)
    teller = Teller(talk, whole)
    teller.tell(thoughts, IN_SHORT)
    told = teller.told if len(teller.told) >= PROSE else as_list(talk, thoughts, whole, IN_SHORT)
    return tuple(s for s in told if not in_short_problems(talk.transcript, s, outline.sections))


def _whole(outline: Outline) -> Section:
    """Return the whole episode as one section."""
    last = outline.sections[-1]
    return outline.sections[0].model_copy(update={"start": 0.0, "end": last.end, "words": (0, last.words[1])})
