"""Lays a person's corrections over the voices: a name for a voice, or two voices that are one.

A correction knows the voice by its label and by the moments at which it was heard when the correction was made. The
moments decide, so that it still finds its voice when a later run numbers the voices otherwise.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.language.anchoring import SpokenWords, applied, in_conflict
from pipeline.records import Correction, Evidence, Gap, Person, Transcript, Word
from pipeline.records.flags import Flag

SPEAKER_OPS = ("speaker", "merge")
PEOPLE_OPS = frozenset({*SPEAKER_OPS, "name"})
NOBODY = "nobody"  # takes a name away
MOMENTS = 5  # of the voice's longest turns that a correction keeps
MOST = 0.6  # of the words at the moments that must be one voice's
SOURCE = "correction"


@dataclass(frozen=True)
class Speakers:
    """A label, a name and a confidence per word, and the people behind them."""

    labels: Sequence[str | None]
    names: Sequence[str | None]
    confidence: Sequence[float | None]
    people: tuple[Person, ...]
    roles: dict[str, str]
    flags: tuple[Flag, ...] = ()
    corrections: tuple[Correction, ...] = ()
    overlaps: tuple[Gap, ...] = ()


class NoSuchVoice(ValueError):
    """A correction names a voice that is not there; the message says which there are."""


def speaker_correction(transcript: Transcript, op: str, target: str, value: str) -> Correction:
    """Return a correction of an episode as it is now; raise `NoSuchVoice` where it has no such voice."""
    at = _moments(transcript, target)
    if op == "merge":
        return Correction(op=op, target=target, value=value, at=at, value_at=_moments(transcript, value))
    return Correction(op=op, target=target, value=value, at=at)


def _moments(transcript: Transcript, voice: str) -> tuple[Gap, ...]:
    turns = [t for t in transcript.turns if voice in (t.speaker_label, t.speaker)]
    if not turns:
        there = dict.fromkeys(
            f"{t.speaker_label} ({t.speaker})" if t.speaker and t.speaker != t.speaker_label else t.speaker_label
            for t in transcript.turns
            if t.speaker_label
        )
        listed = ", ".join(str(x) for x in there) or "none: its voices were not told apart"
        raise NoSuchVoice(f"expected a voice of this episode ({listed}), found {voice!r}")
    longest = sorted(turns, key=lambda t: t.start - t.end)[:MOMENTS]
    return tuple(Gap(start=t.start, end=t.end) for t in sorted(longest, key=lambda t: t.start))


def corrected(words: Sequence[Word], speakers: Speakers, corrections: Sequence[Correction]) -> Speakers:
    """Return the speakers with each correction applied in its order; one that cannot be is kept, with the reason."""
    done: list[Correction] = []
    for correction in corrections:
        if correction.op == "name":
            speakers = _renamed(speakers, correction.target, correction.value)
        if correction.op not in SPEAKER_OPS:
            continue
        if correction.said is not None:
            speakers, told = _passage(words, speakers, correction)
            done.append(told)
            continue
        label, why = _found(words, speakers, correction.target, correction.at)
        if label is None:
            done.append(correction.model_copy(update={"state": "conflict", "why": why}))
            continue
        if correction.op == "merge":
            other, why = _found(words, speakers, correction.value, correction.value_at)
            if other is None or other == label:
                why = why or "they are one voice already"
                done.append(
                    correction.model_copy(update={"state": "conflict" if other is None else "applied", "why": why})
                )
                continue
            speakers = _merged(speakers, label, other)
        else:
            speakers = _named(speakers, label, None if correction.value == NOBODY else correction.value)
        done.append(correction.model_copy(update={"state": "applied"}))
    if not done:
        return speakers
    conflict: tuple[Flag, ...] = ("correction-conflict",) if any(c.state == "conflict" for c in done) else ()
    return replace(speakers, flags=(*speakers.flags, *conflict), corrections=tuple(done))


def _passage(words: Sequence[Word], speakers: Speakers, correction: Correction) -> tuple[Speakers, Correction]:
    """Give the words of a passage to somebody, whatever voice was heard there, and also where none was told apart."""
    span = SpokenWords(words).passage(correction.said, correction.there)
    if span is None:
        return speakers, in_conflict(correction, "its words are not in the transcript any more")
    name = None if correction.value == NOBODY else correction.value
    theirs = next((x for x, n in zip(speakers.labels, speakers.names, strict=True) if name and n == name), name)
    inside = range(*span)
    labels = [theirs if k in inside else label for k, label in enumerate(speakers.labels)]
    names = [name if k in inside else told for k, told in enumerate(speakers.names)]
    sure = [(1.0 if name else None) if k in inside else told for k, told in enumerate(speakers.confidence)]
    people = list(speakers.people)
    if name is not None:
        found = {"label": theirs, "evidence": Evidence(rule=SOURCE, text=name)}
        if all(person.name != name for person in people):
            people.append(Person(name=name, source=SOURCE))
        people = [p.model_copy(update=found) if p.name == name and p.label is None else p for p in people]
    told = applied(correction, "" if any(speakers.names[k] != name for k in inside) else "it was so already")
    return replace(speakers, labels=labels, names=names, confidence=sure, people=tuple(people)), told


def _renamed(speakers: Speakers, old: str, new: str) -> Speakers:
    """Call a person by another name wherever the old one stands."""
    same = old.casefold()
    names = [new if name and name.casefold() == same else name for name in speakers.names]
    people = [
        person.model_copy(update={"name": new}) if person.name.casefold() == same else person
        for person in speakers.people
    ]
    once = {person.name: person for person in reversed(people)}
    return replace(speakers, names=names, people=tuple(p for p in people if once[p.name] is p))


def _found(words: Sequence[Word], speakers: Speakers, voice: str, at: Sequence[Gap]) -> tuple[str | None, str]:
    """Return the label that a correction means now, or None and why not."""
    heard = Counter(
        label
        for word, label in zip(words, speakers.labels, strict=True)
        if label and any(gap.start <= (word.start + word.end) / 2 < gap.end for gap in at)
    )
    if heard:
        likeliest, count = heard.most_common(1)[0]
        if count >= MOST * heard.total():
            return likeliest, ""
        return None, f"the moments at which {voice} was heard are now several voices: {', '.join(sorted(heard))}"
    if not at:
        for label, name in zip(speakers.labels, speakers.names, strict=True):
            if label and voice in (label, name):
                return label, ""
    return None, f"nobody is heard any more at the moments of {voice}" if at else f"there is no voice {voice}"


def _named(speakers: Speakers, label: str, name: str | None) -> Speakers:
    """Give a voice a name; a voice that has that name already is the same person's, and becomes the same voice."""
    if name is not None:
        same = next((x for x, n in zip(speakers.labels, speakers.names, strict=True) if n == name and x != label), None)
        if same is not None:
            return _merged(speakers, label, same)
    names = [name if x == label else n for x, n in zip(speakers.labels, speakers.names, strict=True)]
    people = [
        p.model_copy(update={"label": None, "evidence": None}) if p.label == label else p for p in speakers.people
    ]
    if name is not None:
        found = {"label": label, "evidence": Evidence(rule=SOURCE, text=name)}
        if all(p.name != name for p in people):
            people.append(Person(name=name, role=speakers.roles.get(label), source=SOURCE))
        people = [p.model_copy(update=found) if p.name == name else p for p in people]
    people = [p for p in people if p.label or p.source not in ("transcript", SOURCE)]  # those known by that voice alone
    return replace(speakers, names=names, people=tuple(people))


def _merged(speakers: Speakers, label: str, into: str) -> Speakers:
    """Make two voices one, under the second one's label and name."""
    name = next((n for x, n in zip(speakers.labels, speakers.names, strict=True) if x == into and n), None)
    labels = [into if x == label else x for x in speakers.labels]
    names = [name if x == label else n for x, n in zip(speakers.labels, speakers.names, strict=True)]
    people = tuple(
        p.model_copy(update={"label": None, "evidence": None}) if p.label == label else p
        for p in speakers.people
        if p.label != label or p.source not in ("transcript", SOURCE)
    )
    roles = {x: role for x, role in speakers.roles.items() if x != label}
    return replace(speakers, labels=labels, names=names, people=people, roles=roles)
