"""Points and notes in a language whose grammar is not known: what was said, and nothing around it.

Where the language has frames of its own (French), a note says who says it in that language; else it is a list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.checks.frames import fill, quoted
from pipeline.checks.frames_in import leading_in, listing_in, own_frames
from pipeline.checks.support import answers, in_short_problems, section_problems, summary_problems
from pipeline.checks.verbatim import render
from pipeline.language.tongues import has_frames
from pipeline.records import (
    Candidate,
    Clause,
    Episode,
    Narrative,
    NarrativeSentence,
    Outline,
    Point,
    Questions,
    Quotes,
    Section,
    Span,
    TopicMap,
    Transcript,
)
from pipeline.spans import contains, hull, overlaps
from pipeline.stages.narrate.points import EACH_S, FEWEST, MOST

READS = "reads"  # the feature of a candidate that says how it reads alone
ITEMS = 3  # of a note
SHORT = 3  # sentences of the short account
THINGS = 4  # that a sentence lists, at most
LATER, CLOSING = 0.4, 0.65  # of a section; from there on a frame may say "later", "toward the end"
FORMS = (("asked, says",), ("closing", "adds"), ("later", "adds"), ("adds", "says it so"), ("says",))


@dataclass(frozen=True)
class SaidNotes:
    """What notes are made of."""

    transcript: Transcript
    quotes: Quotes
    questions: Questions

    def best(self, section: Section) -> list[Candidate]:
        """Return the passages of a section that stand alone, the best first, none over a quote or another."""
        printed = [hull(q.words) for q in self.quotes.chosen if q.section == section.id]
        kept: list[Candidate] = []
        free = [c for c in self.quotes.candidates if c.section == section.id and c.rejected is None]
        for one in sorted(free, key=lambda c: (-c.features.get(READS, 0.0), c.start)):
            span = hull(one.words)
            if not any(overlaps(span, other) for other in (*printed, *(hull(k.words) for k in kept))):
                kept.append(one)
        return kept

    def question_of(self, said: Candidate) -> Span | None:
        """Return the question that a passage answers, where it is listed; None where there is none."""
        span = hull(said.words)
        asked = (hull(q.words) for q in self.questions.questions if q.answer and contains(q.answer.words[0], span))
        return next((q for q in asked if answers(self.transcript, q, span)), None)


def said_narrative(episode: Episode, outline: Outline, topic_map: TopicMap, *, notes: SaidNotes) -> Narrative:
    """Return points, notes and the short account; a summary only in a language that has frames."""
    transcript = notes.transcript
    told: dict[str, tuple[NarrativeSentence, ...]] = {}
    points: dict[str, tuple[Point, ...]] = {}
    short: list[tuple[float, NarrativeSentence]] = []
    for section in outline.sections:
        if section.id not in topic_map.ranked:
            continue
        best = notes.best(section)
        number = min(MOST, max(FEWEST, round((section.end - section.start) / EACH_S) + 1))
        points[section.id] = tuple(_point(notes, c) for c in sorted(best[:number], key=lambda c: c.start))
        chosen = sorted(best[:ITEMS], key=lambda c: c.start)
        told[section.id] = tuple(_framed(notes, section, chosen) or _listed(notes, section, chosen))
        for one in best[:1]:
            short += [(one.features.get(READS, 0.0), item) for item in _listed(notes, section, [one])]
    best_short = sorted(sorted(short, key=lambda pair: -pair[0])[:SHORT], key=lambda pair: pair[1].words)
    return Narrative(
        sections=told, points=points, summary=_summary(episode, transcript, outline, topic_map),
        in_short=tuple(s for _, s in best_short if not in_short_problems(transcript, s, outline.sections)),
    )  # fmt: skip


def _point(notes: SaidNotes, said: Candidate) -> Point:
    span = hull(said.words)
    asked = notes.question_of(said)
    inside = [s.id for s in notes.transcript.sentences if overlaps(s.words, span)]
    return Point(
        answers=render(notes.transcript.words, [asked]) if asked else None, text=said.text, speaker=said.speaker,
        sentences=tuple(inside), words=said.words, score=said.features.get(READS, 0.0),
    )  # fmt: skip


def _clause(notes: SaidNotes, spans: Sequence[Span]) -> Clause:
    transcript = notes.transcript
    return Clause(text=quoted(render(transcript.words, spans), transcript.language), words=tuple(spans))


def _listed(notes: SaidNotes, section: Section, said: Sequence[Candidate]) -> list[NarrativeSentence]:
    """Return passages as items of a list: each quoted, after the name of who says it where that changes."""
    items: list[NarrativeSentence] = []
    speaker: str | None = None
    for one in said:
        clause = _clause(notes, one.words)
        named = one.speaker is not None and one.speaker != speaker
        text = f"{one.speaker}: {clause.text}" if named else clause.text
        item = NarrativeSentence(text=text, method="extract", words=clause.words, clauses=(clause,))
        if not section_problems(notes.transcript, item, section):
            items.append(item)
            speaker = one.speaker
    return items


def _framed(notes: SaidNotes, section: Section, said: Sequence[Candidate]) -> list[NarrativeSentence]:
    """Return a note by the frames of its language: what the section is about, then who says what; empty without any."""
    language = notes.transcript.language
    frames = own_frames(language)
    if not has_frames(language) or not frames:
        return []
    told = [opening] if (opening := _opening(notes, section, said)) else []
    before: str | None = None
    for one in said:
        asked = notes.question_of(one)
        for name in (name for forms in FORMS for name in (forms[1:] if one.speaker == before else forms)):
            frame = frames[name]
            if one.speaker is None or (frame.asks and asked is None) or (name == "adds" and one.speaker != before):
                continue
            parts = ([_clause(notes, [asked])] if frame.asks and asked else []) + [_clause(notes, one.words)]
            sentence = NarrativeSentence(
                text=fill(frame, [p.text for p in parts], one.speaker), method="frame", clauses=tuple(parts),
                words=tuple(span for p in parts for span in p.words),
            )  # fmt: skip
            in_order = not told or told[-1] is opening or sentence.words[0] >= told[-1].words[-1]
            if in_order and not section_problems(notes.transcript, sentence, section):
                told.append(sentence)
                before = one.speaker
                break
    return told if len(told) > 1 else []


def _opening(notes: SaidNotes, section: Section, said: Sequence[Candidate]) -> NarrativeSentence | None:
    """Return the sentence that names what one speaker talks about in a section."""
    speaker = next((one.speaker for one in said), None)
    things = _things(notes.transcript, section.keyphrases, section.words, speaker)
    if speaker is None or len(things) < 2:
        return None
    text = leading_in(speaker, [c.text for c in things], notes.transcript.language) or ""
    words = tuple(span for c in things for span in c.words)
    sentence = NarrativeSentence(text=text, method="frame", words=words, clauses=tuple(things))
    return None if section_problems(notes.transcript, sentence, section) else sentence


def _things(transcript: Transcript, phrases: Sequence[str], within: Span, speaker: str | None = None) -> list[Clause]:
    """Return phrases with the words that first say them inside a stretch, in the order in which they are said."""
    found: list[Clause] = []
    for phrase in phrases:
        size = len(phrase.split())
        wanted = _even(phrase)
        at = next(
            (
                i
                for i in range(within[0], within[1] - size + 1)
                if _even(" ".join(w.text for w in transcript.words[i : i + size])).endswith(wanted)
                and (speaker is None or all(w.speaker == speaker for w in transcript.words[i : i + size]))
            ),
            None,
        )
        if at is not None:
            found.append(Clause(text=phrase, words=((at, at + size),)))
    return sorted(found[:THINGS], key=lambda clause: clause.words)


def _even(text: str) -> str:
    return "".join(c for c in text.lower().replace("’", "'") if c.isalnum() or c in "' ").strip("' ")


def _summary(
    episode: Episode, transcript: Transcript, outline: Outline, topic_map: TopicMap
) -> NarrativeSentence | None:
    """Return the sentence that names who talks about what, in a language that has a frame for it."""
    by_id: Mapping[str, Section] = {s.id: s for s in outline.sections}
    people = [p.name for role in ("host", "guest") for p in episode.people if (p.role or "").lower() == role]
    things: list[Clause] = []
    for id_ in topic_map.ranked:
        mine = _things(transcript, by_id[id_].keyphrases[:1], by_id[id_].words)
        things += [c for c in mine if c.text not in [t.text for t in things]]
    things = sorted(things[:THINGS], key=lambda clause: clause.words)
    text = listing_in(people, [c.text for c in things], transcript.language) if len(things) > 1 else None
    if text is None:
        return None
    words = tuple(span for c in things for span in c.words)
    sentence = NarrativeSentence(text=text, method="frame", words=words, clauses=tuple(things))
    return None if summary_problems(transcript, sentence, outline.sections, people) else sentence
