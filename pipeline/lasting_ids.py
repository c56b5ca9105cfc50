"""Ids that last: the things of a record get ids made of their words, or those that they had before (decision 1411).

The stages count what they find (t01, q01). Here a whole record is renamed at once: what says the same as a thing of the
record before keeps its id, also after another transcription; all else gets an id of its own words. What a record no
longer holds leaves a tombstone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.language.alignment import Alignment, aligned, common
from pipeline.language.content_ids import content_ids, spoken
from pipeline.records import Highlights, Section, Span, Tombstone, Transcript
from pipeline.spans import hull, overlaps, shared

HEADS = 12  # words that a section is known by: its whole length changes with every border
SAME = 0.5  # of all words of two things: they say the same
PREFIXES = {"sections": "t", "quotes": "q", "questions": "a", "clips": "c", "footnotes": "f", "themes": "theme-"}
COUNTED = re.compile(r"(?:[tqac]|fn|theme)\d{1,3}")  # ids of version 0.1 and of the stages: they only count
RENUMBERED = "ids are made of the words since version 0.2"
_UNSAID = "its words are not in the transcript any more"
_UNCHOSEN = {
    "sections": "no section starts there any more", "quotes": "it is no longer chosen as a quote",
    "questions": "it is no longer listed as a question", "clips": "it is no longer offered as a clip",
    "footnotes": "nothing rests on these words any more", "themes": "the sections are grouped otherwise",
}  # fmt: skip
REASONS = (RENUMBERED, _UNSAID, *_UNCHOSEN.values(), "a person banned it")
_BANNED = {"ban": "quotes", "ban-clip": "clips", "ban-question": "questions"}


@dataclass(frozen=True)
class Before:
    """An episode as it was published last."""

    record: Highlights
    transcript: Transcript


@dataclass(frozen=True)
class _Thing:
    """Something of a record that has an id."""

    kind: str
    id: str
    words: Span
    start: float
    end: float


@dataclass
class _Names:
    """The new id of each thing by (kind, its id until now)."""

    new: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(self, kind: str, id_: str | None) -> str | None:
        return None if id_ is None else self.new.get((kind, id_), id_)


def named(record: Highlights, transcript: Transcript, before: Before | None = None) -> Highlights:
    """Return the record with ids that last; what was in `before` and still says the same keeps its id."""
    now = _things(record)
    kept = _inherited(now, transcript, before) if before else {}
    names = _Names(dict(kept))
    for kind, prefix in PREFIXES.items():
        free = [thing for thing in now if thing.kind == kind and (kind, thing.id) not in kept]
        taken = [id_ for (of, _), id_ in kept.items() if of == kind]
        contents = [_content(transcript, thing) for thing in free]
        for thing, id_ in zip(free, content_ids(prefix, contents, taken=taken), strict=True):
            names.new[kind, thing.id] = id_
    return _renamed(record, names)


def with_tombstones(record: Highlights, transcript: Transcript, before: Before | None, *, today: date) -> Highlights:
    """Return the record with every id that was used before and is no longer, and what became of each."""
    if before is None:
        return record
    now = _things(record)
    used = {thing.id for thing in now}
    old = [thing for thing in _things(before.record) if thing.id not in used]
    moved = aligned(before.transcript.words, transcript.words) if old else Alignment(())
    gone = {stone.id: stone for stone in before.record.gone if stone.id not in used}
    for thing in old:
        gone[thing.id] = _tombstone(record, thing, now, moved.of(thing.words), today)
    followed = {id_: stone.model_copy(update={"now": _last(id_, gone)}) for id_, stone in gone.items()}
    return record.model_copy(update={"gone": tuple(followed[id_] for id_ in sorted(followed))})


def section_ids(outline: Sequence[Section], record: Highlights) -> Mapping[str, str]:
    """Return the id in the record of each section by the id that the stages know it by."""
    return {ours.id: named.id for ours, named in zip(outline, record.sections, strict=False)}


def _last(id_: str, gone: Mapping[str, Tombstone]) -> str | None:
    """Return what stands in the place of an id now: what replaced it may be gone as well."""
    seen = {id_}
    found = gone[id_].now
    while found is not None and found in gone and found not in seen:
        seen.add(found)
        found = gone[found].now
    return None if found in seen else found


def _tombstone(record: Highlights, thing: _Thing, now: Sequence[_Thing], there: Span, today: date) -> Tombstone:
    alike = [other for other in now if other.kind == thing.kind and overlaps(other.words, there)]
    best = max(alike, key=lambda other: (common(other.words, there), -other.start), default=None)
    same = best is not None and common(best.words, there) >= SAME
    holding = max(
        (other for other in now if other.kind == "sections" and overlaps(other.words, there)),
        key=lambda other: shared(other.words, there), default=None,
    )  # fmt: skip
    middle = (thing.start + thing.end) / 2
    wishes = [c for c in record.corrections if c.state == "applied" and _BANNED.get(c.op) == thing.kind]
    banned = any(at.start <= middle < at.end for c in wishes for at in c.at)
    if same and COUNTED.fullmatch(thing.id):
        why = RENUMBERED
    elif there[0] >= there[1]:
        why = _UNSAID
    else:
        why = "a person banned it" if banned else _UNCHOSEN[thing.kind]
    found = best or holding
    return Tombstone(
        id=thing.id, now=found.id if found else None, why=why, since=today.isoformat(), start=thing.start, end=thing.end
    )


def _inherited(now: Sequence[_Thing], transcript: Transcript, before: Before) -> dict[tuple[str, str], str]:
    """Return the ids that things keep: each goes to the thing that has most words in common with its last bearer."""
    old = [thing for thing in _things(before.record) if not COUNTED.fullmatch(thing.id)]
    moved = aligned(before.transcript.words, transcript.words)
    pairs = []
    for thing in old:
        there = moved.of(thing.words)
        for other in now:
            if other.kind == thing.kind and (likeness := common(other.words, there)) >= SAME:
                pairs.append((-likeness, thing.start, thing.id, other))
    given: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for _, _, id_, other in sorted(pairs, key=lambda pair: (*pair[:3], pair[3].words)):
        if id_ not in taken and (other.kind, other.id) not in given:
            given[other.kind, other.id] = id_
            taken.add(id_)
    for stone in before.record.gone:
        for other in now:  # what was gone and is here again
            same_kind = stone.id.startswith(PREFIXES[other.kind]) and not COUNTED.fullmatch(stone.id)
            both = common((round(stone.start * 100), round(stone.end * 100)), _hundredths(other))
            if same_kind and both >= SAME and stone.id not in taken and (other.kind, other.id) not in given:
                given[other.kind, other.id] = stone.id
                taken.add(stone.id)
    return given


def _hundredths(thing: _Thing) -> Span:
    return round(thing.start * 100), round(thing.end * 100)


def _content(transcript: Transcript, thing: _Thing) -> str:
    first, last = thing.words
    if thing.kind in ("sections", "themes"):
        last = min(last, first + HEADS)
    return spoken(transcript.words, [(first, last)]) if first < last else f"{thing.start:.1f}"


def _things(record: Highlights) -> list[_Thing]:
    """Return all that has an id, in the order of the record."""
    sections = {section.id: section for section in record.sections}
    found = [_Thing("sections", s.id, s.words, s.start, s.end) for s in record.sections]
    found += [_Thing("quotes", q.id, hull(q.words), q.start, q.end) for q in record.quotes]
    found += [_Thing("questions", q.id, hull(q.words), q.start, q.end) for q in record.questions]
    found += [_Thing("clips", c.id, c.words, c.start, c.end) for c in record.clips if c.words]
    found += [_Thing("footnotes", n.id or f"fn{n.n}", n.words, n.start, n.end) for n in record.footnotes]
    for theme in record.themes:
        held = [sections[id_] for id_ in theme.sections if id_ in sections]
        if held:
            start, end = hull((s.start, s.end) for s in held)
            found.append(_Thing("themes", theme.id, hull(s.words for s in held), start, end))
    return found


def _renamed(record: Highlights, names: _Names) -> Highlights:
    """Return the record with new ids wherever one stands."""

    def ids(kind: str, old: Sequence[str]) -> tuple[str, ...]:
        return tuple(names.of(kind, id_) or id_ for id_ in old)

    def moved(item: object, **kinds: str) -> dict[str, str | None]:
        return {name: names.of(kind, getattr(item, name)) for name, kind in kinds.items()}

    def topics(some: Sequence[object]) -> tuple[object, ...]:
        return tuple(t.model_copy(update={"sections": ids("sections", t.sections)}) for t in some)  # type: ignore[attr-defined]

    return record.model_copy(
        update={
            "sections": tuple(s.model_copy(update=moved(s, id="sections", quote="quotes")) for s in record.sections),
            "quotes": tuple(
                q.model_copy(update=moved(q, id="quotes", section="sections", clip="clips")) for q in record.quotes
            ),
            "questions": tuple(
                q.model_copy(update=moved(q, id="questions", section="sections")) for q in record.questions
            ),
            "clips": tuple(
                c.model_copy(update=moved(c, id="clips", section="sections", quote="quotes", question="questions"))
                for c in record.clips
            ),
            "footnotes": tuple(
                n.model_copy(update={"id": names.of("footnotes", n.id or f"fn{n.n}")}) for n in record.footnotes
            ),
            "themes": tuple(
                t.model_copy(update=moved(t, id="themes") | {"sections": ids("sections", t.sections)})
                for t in record.themes
            ),
            "topics": topics(record.topics),
            "discovered": topics(record.discovered),
        }
    )
