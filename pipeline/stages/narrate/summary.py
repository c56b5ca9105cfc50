"""Sum an episode up: who talks with whom about what, and the thoughts most worth printing."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from pipeline.checks import introductions
from pipeline.checks.frames import announced, conversation, listing
from pipeline.checks.support import in_short_problems, summary_problems
from pipeline.ports import Embedder, Vectors
from pipeline.records import Clause, Episode, NarrativeSentence, Outline, Section, TopicMap, Transcript
from pipeline.stages.narrate.passages import ToldTalk
from pipeline.stages.narrate.points import Thought
from pipeline.stages.narrate.telling import LEAST_WORDS, Teller
from pipeline.stages.narrate.things import things_of_episode

IN_SHORT = 3  # sentences
LONGEST = 30  # words of one
SHORT_ODDS = -0.5  # log-odds that a reader prints a thought, for the short account
RANK_COST = 0.05  # odds that each place in the ranking of sections costs
ABOUT = 0.4  # odds for each standard deviation by which a thought is nearer to what the episode is about
OF_SELF = 0.6  # odds that a passage costs whose speaker tells of himself
_SELF = re.compile(r"\b(?:my|me|I(?:'m|’m|'ve|’ve)?(?! (?:really |do |don't )?(?:think|believe)))\b")


def people_talking(episode: Episode) -> list[str]:
    """Return the hosts and guests the publisher names, hosts first."""
    return [p.name for role in ("host", "guest") for p in episode.people if (p.role or "").lower() == role]


def summarise(
    episode: Episode, transcript: Transcript, outline: Outline, topic_map: TopicMap
) -> NarrativeSentence | None:
    """Say in one sentence who talks with whom about what; None where fewer than two things can be named.

    Who the guest is stands in the words with which the episode introduces them, where it does.
    """
    people = people_talking(episode)
    for opening in _openings(episode, transcript, people):
        said = " ".join(clause.text for clause in opening.clauses)
        things = things_of_episode(episode, transcript, outline, topic_map, without=said)
        clauses = (*opening.clauses, *things)
        sentence = NarrativeSentence(
            text=opening.told([c.text for c in things]) if things else "",
            method="frame", words=tuple(span for c in clauses for span in c.words), clauses=clauses,
        )  # fmt: skip
        if things and not summary_problems(transcript, sentence, outline.sections, people):
            return sentence
    return None


@dataclass(frozen=True)
class SummaryOpening:
    """How a summary begins: what it says of the people, and how it goes on with the things that are talked about."""

    told: Callable[[Sequence[str]], str]
    clauses: tuple[Clause, ...] = ()


def _openings(episode: Episode, transcript: Transcript, people: Sequence[str]) -> Iterator[SummaryOpening]:
    """Yield the ways in which a summary may begin, the fullest first."""
    hosts = [p.name for p in episode.people if (p.role or "").lower() == "host"]
    heard = {turn.speaker for turn in transcript.turns if turn.speaker}
    guests = [name for name in people[len(hosts) :] if hosts and (not heard or name in heard)]
    for guest in guests:
        if len(guests) == 1 and (found := introductions.introduction(transcript, guest)):
            who = Clause(text=found[0], words=(found[1],))
            yield SummaryOpening(partial(conversation, hosts, guest, who.text), (who,))
    if not people and (told := introductions.announcing(transcript)):
        said = Clause(text=told[0], words=(told[1],))
        yield SummaryOpening(partial(announced, said.text), (said,))
    if len(guests) == 1:
        yield SummaryOpening(partial(conversation, hosts, guests[0], None))
    yield SummaryOpening(partial(listing, people))


def best_thoughts(
    episode: Episode,
    talk: ToldTalk,
    outline: Outline,
    *,
    topic_map: TopicMap,
    told: Mapping[str, Sequence[Thought]],
    embedder: Embedder,
) -> list[tuple[Section, Thought]]:
    """Return the thoughts that stand alone, the best first: worth printing, and of what the whole episode is about.

    What that is, its title and the mean of its talk say.
    """
    sections = {s.id: s for s in outline.sections}
    alone = [
        (sections[id_], t, place)
        for place, id_ in enumerate(topic_map.ranked)
        for t in told.get(id_, ())
        if all(p.alone for p in t.passages) and LEAST_WORDS <= t.length <= LONGEST and t.odds + t.of_topic >= SHORT_ODDS
    ]
    if not alone:
        return []
    title = embedder.embed([episode.title])[0]
    vectors = np.array([talk.vectors[[p.sentence for p in t.passages]].mean(0) for _, t, _ in alone])
    about = _standard(vectors @ title) + _standard(vectors @ talk.vectors.mean(0))
    worth = {
        id(t): ABOUT * float(near)
        + t.odds
        + t.of_topic
        - RANK_COST * place
        - OF_SELF * bool(_SELF.search(t.passages[0].text))
        for near, (_, t, place) in zip(about, alone, strict=True)
    }
    return [(s, t) for s, t, _ in sorted(alone, key=lambda x: -worth[id(x[1])])]


def _standard(x: Vectors) -> Vectors:
    centred: Vectors = x - x.mean()
    return np.asarray(centred / (x.std() + 1e-9), np.float32)


def in_short(
    talk: ToldTalk, outline: Outline, best: Sequence[tuple[Section, Thought]]
) -> tuple[NarrativeSentence, ...]:
    """Tell the best thoughts of three sections, in time order."""
    chosen: list[tuple[Section, Thought]] = []
    for section, thought in best:
        if len(chosen) < IN_SHORT and all(section.id != s.id for s, _ in chosen):
            chosen.append((section, thought))
    teller = Teller(talk, _whole(outline))
    for _, thought in sorted(chosen, key=lambda x: x[1].within):
        teller.say(thought)
    return tuple(s for s in teller.told if not in_short_problems(talk.transcript, s, outline.sections))


def _whole(outline: Outline) -> Section:
    """Return the whole episode as one section."""
    last = outline.sections[-1]
    return outline.sections[0].model_copy(update={"start": 0.0, "end": last.end, "words": (0, last.words[1])})
