"""What changed between two runs of an episode: things are matched by their ids, words by alignment."""

from collections.abc import Sequence
from typing import Literal

from rapidfuzz.distance import Levenshtein

from pipeline.language.alignment import aligned, said
from pipeline.language.words import plain
from pipeline.lasting_ids import Before
from pipeline.records import Highlights, Record, Section, Transcript

MOVED_S = 0.5  # a section that starts less later starts where it did
SHOWN = 200  # stretches of words that are listed
What = Literal["quote", "question", "clip", "section", "sentence"]


class Change(Record):
    """One thing that only one of two runs has, or has otherwise."""

    what: What
    """quote, question, clip, section or sentence (of the narrative)."""
    how: Literal["gained", "lost", "moved", "retitled"]
    """gained: only the later run has it; lost: only the earlier one; moved: it starts elsewhere; retitled."""
    id: str
    """Its id; of a sentence, its section's."""
    start: float
    """Start in seconds, in the run that has it; for moved, in the later one."""
    text: str
    """Its text or title, in the run that has it."""
    before: str = ""
    """For moved and retitled: what it was; else empty."""


class Reworded(Record):
    """A stretch of words that two runs have otherwise."""

    start: float
    """Where it starts, in seconds, in the earlier run."""
    before: str
    """The words of the earlier run; empty where words were added."""
    after: str
    """The words of the later run; empty where words are gone."""


class Comparison(Record):
    """What changed from one run of an episode to another."""

    changes: tuple[Change, ...]
    """What was gained, lost, moved or retitled, by kind and time."""
    word_error_rate: float
    """Words that differ, of the words of the earlier run, without case and punctuation."""
    words: tuple[int, int]
    """How many words the earlier and the later run have."""
    reworded: tuple[Reworded, ...]
    """The first 200 stretches of words that differ."""
    made: tuple[str, ...]
    """What of the making differs: engine, models, settings, rules."""


def compared(earlier: Before, later: Before) -> Comparison:
    """Return what changed from one run to another."""
    old, new = earlier.record, later.record
    changes: list[Change] = []
    kinds: tuple[tuple[What, Sequence[tuple[str, float, str]], Sequence[tuple[str, float, str]]], ...] = (
        ("section", _sections(old), _sections(new)),
        ("quote", _of(old.quotes), _of(new.quotes)),
        ("question", _of(old.questions), _of(new.questions)),
        ("clip", [(c.id, c.start, c.title) for c in old.clips], [(c.id, c.start, c.title) for c in new.clips]),
        ("sentence", _sentences(old, earlier.transcript), _sentences(new, later.transcript)),
    )
    for what, before, after in kinds:
        known = {_key(what, one) for one in before}, {_key(what, one) for one in after}
        changes += [_change(what, "lost", one) for one in before if _key(what, one) not in known[1]]
        changes += [_change(what, "gained", one) for one in after if _key(what, one) not in known[0]]
    changes += _altered(old.sections, new.sections)
    rate, reworded = _words(earlier.transcript, later.transcript)
    return Comparison(
        changes=tuple(changes), word_error_rate=rate, reworded=reworded, made=_made(old, new),
        words=(len(earlier.transcript.words), len(later.transcript.words)),
    )  # fmt: skip


_Row = tuple[str, float, str]  # id, start, text


def _key(what: What, row: _Row) -> str:
    return row[2] if what == "sentence" else row[0]


def _change(what: What, how: Literal["gained", "lost"], row: _Row) -> Change:
    return Change(what=what, how=how, id=row[0], start=row[1], text=row[2])


def _of(some: Sequence[Record]) -> list[_Row]:
    return [(one.id, one.start, one.text) for one in some]  # type: ignore[attr-defined]


def _sections(record: Highlights) -> list[_Row]:
    return [(section.id, section.start, section.title) for section in record.sections]


def _sentences(record: Highlights, transcript: Transcript) -> list[_Row]:
    return [
        (section.id, transcript.words[sentence.words[0][0]].start if sentence.words else section.start, sentence.text)
        for section in record.sections
        for sentence in section.narrative
    ]


def _altered(old: Sequence[Section], new: Sequence[Section]) -> list[Change]:
    """Return the sections that are there in both runs and start elsewhere, or bear another title."""
    before = {section.id: section for section in old}
    found = []
    for section in new:
        was = before.get(section.id)
        if was is None:
            continue
        if abs(section.start - was.start) >= MOVED_S:
            found.append(
                Change(what="section", how="moved", id=section.id, start=section.start, text=section.title,
                       before=f"{was.start:.1f}")
            )  # fmt: skip
        if section.title != was.title:
            found.append(
                Change(what="section", how="retitled", id=section.id, start=section.start, text=section.title,
                       before=was.title)
            )  # fmt: skip
    return found


def _words(old: Transcript, new: Transcript) -> tuple[float, tuple[Reworded, ...]]:
    """Return the word error rate and the stretches that differ; words that a person corrected count as written."""
    before = [said(word.model_copy(update={"heard": None})) for word in old.words]
    after = [said(word.model_copy(update={"heard": None})) for word in new.words]
    if before == after:
        return 0.0, ()
    rate = Levenshtein.distance(before, after) / max(len(before), 1)
    found: list[Reworded] = []
    for i, j, a, b in aligned_written(old, new):
        if before[i:j] != after[a:b] and len(found) < SHOWN:
            start = old.words[min(i, len(old.words) - 1)].start if old.words else 0.0
            found.append(Reworded(start=start, before=plain(old.words, (i, j)), after=plain(new.words, (a, b))))
    return round(rate, 4), tuple(found)


def aligned_written(old: Transcript, new: Transcript) -> tuple[tuple[int, int, int, int], ...]:
    """Return the runs of an alignment of two transcripts as they are written, not as they were heard."""
    shown = [[word.model_copy(update={"heard": None}) for word in one.words] for one in (old, new)]
    return aligned(shown[0], shown[1]).runs


def _made(old: Highlights, new: Highlights) -> tuple[str, ...]:
    """Return which parts of the making differ."""
    names = {"engine": "transcription", "embedder": "sentence vectors", "reader": "grammar", "writer": "writer",
             "config_sha256": "settings", "rules": "rules"}  # fmt: skip
    differ = [told for name, told in names.items() if getattr(old.provenance, name) != getattr(new.provenance, name)]
    return (*differ, *(["corrections"] if old.corrections != new.corrections else []))
