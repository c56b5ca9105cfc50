"""Corrections: made of an episode as it is now, kept with it, and applied on every run.

Each stage applies those that it obeys. A correction knows the words that it is about and their neighbours, so that it
finds them again in another transcript; one that fits no longer is reported, and never dropped.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline import reanchoring
from pipeline.correction_files import ShowCorrections
from pipeline.errors import BadInput
from pipeline.formats.times import one_line
from pipeline.formats.word_addresses import addressed
from pipeline.language.anchoring import EDGE_WORDS, SpokenWords
from pipeline.language.words import plain
from pipeline.records import Correction, Corrections, Gap, Highlights, Section, Span, Transcript
from pipeline.settings import slug
from pipeline.spans import hull
from pipeline.stages.attribute.corrections import NoSuchVoice, speaker_correction
from pipeline.store import EpisodeStore

UNDO = "undo"  # takes a correction back; its target is the number of one made before
LONGEST_TEXT = 300  # characters of a target that are shown
_OF_KIND = {"quote": "", "clip": "-clip", "question": "-question"}
_WORD = re.compile(r"w(\d{1,9})(?:-w(\d{1,9}))?")  # words by their addresses on the page
_OF_SHOW = re.compile(r"s(\d{1,6})")  # the number of a correction of the whole show
_TIME = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)")

Scope = Literal["here", "episode", "show"]


@dataclass(frozen=True)
class Wish:
    """A correction as a person asks for it; see `highlights correct --help`."""

    op: str
    target: str
    value: str = ""
    scope: Scope = "here"
    kind: str = ""  # quote, clip or question, where the target of a pin or a ban is words


def undone_numbers(corrections: Corrections) -> set[int]:
    """Return the numbers of corrections that a later one took back; `BadInput` where that names none before it.

    They are numbered from 1 in the order in which they were made, those that take another back included.
    """
    undone: set[int] = set()
    for number, correction in reversed(list(enumerate(corrections.corrections, start=1))):
        if correction.op == UNDO and number not in undone:
            if not (correction.target.isdecimal() and 1 <= int(correction.target) < number):
                raise BadInput(
                    f"correction {number}: expected the number of an earlier correction, found "
                    f"{correction.target[:40]!r}; `highlights correct ID list` shows the numbers"
                )
            undone.add(int(correction.target))
    return undone


def standing(corrections: Corrections, ops: Collection[str], shared: Sequence[Correction] = ()) -> Corrections:
    """Return the corrections that hold and concern one stage: others must not make its answer a new one.

    `shared` are those of the show. They come first, so that an episode's own override them.
    """
    undone = undone_numbers(corrections)
    own = [c for n, c in enumerate(corrections.corrections, start=1) if n not in undone]
    return Corrections(corrections=tuple(c for c in (*shared, *own) if c.op in ops))


def keep(
    place: EpisodeStore,
    asked: Callable[[Highlights, Transcript, Corrections], Sequence[Correction]],
    *,
    wait_s: float = 0.0,
    say: Callable[[str], None] = lambda _: None,
) -> tuple[Correction, ...]:
    """Keep corrections of a published episode; all of them or none. They are applied on every run from now on.

    `asked` makes them of the episode as it is. One that holds already is not kept a second time: asking again after an
    interrupted run changes nothing. `Busy` where another process holds the episode for `wait_s` more seconds.
    """
    with place.locked(wait_s=wait_s, say=say):
        record, transcript = place.published()
        made = asked(record, transcript, place.corrections())
        made = tuple(reanchoring.taken_back(correction, record.episode.audio) for correction in made)
        for correction in made:
            home: EpisodeStore | ShowCorrections = place
            if correction.scope == "show":
                home = ShowCorrections(place.root, slug(str(record.episode.show)))
            before = home.corrections()
            undone_numbers(Corrections(corrections=(*before.corrections, correction)))
            if not _holds(before, correction):
                home.correct(correction)
    return made


def correction_of(record: Highlights, transcript: Transcript, wish: Wish) -> Correction:
    """Return a correction of an episode as it is now; `BadInput` where its target is not there."""
    where = f"{record.episode.id}: "
    if one_line(wish.value) != " ".join(wish.value.split()):
        raise BadInput(f"{where}expected text without control characters, found {wish.value[:80]!r}")
    try:
        return _made(record, transcript, wish)
    except (NoSuchVoice, _NotThere) as error:
        raise BadInput(f"{where}{error}") from error


class _NotThere(ValueError):
    """A target is not in the episode; the message says what was expected."""


def _made(record: Highlights, transcript: Transcript, wish: Wish) -> Correction:
    heard = SpokenWords(transcript.words)
    target, value = wish.target, wish.value
    if (
        "show" in (wish.scope, "show" if _OF_SHOW.fullmatch(target) and wish.op == UNDO else "")
        and not record.episode.show
    ):
        raise _NotThere('expected an episode of a show, found none that names its show: add show = "…" to its sidecar')
    if wish.op == UNDO:
        number = _OF_SHOW.fullmatch(target)
        return Correction(op=UNDO, target=number[1] if number else target, value="", scope="show" if number else "here")
    if wish.op == "merge" or (wish.op == "speaker" and _is_voice(transcript, target)):
        return speaker_correction(transcript, wish.op, target, value)
    if wish.op == "name" or (wish.op == "word" and wish.scope != "here"):
        known = wish.op == "name" and target.casefold() in {name.casefold() for name in _names(record, transcript)}
        if not known and not heard.places(target) and not _written(transcript, target):
            what = "words as they were said" if wish.op == "word" else "a person's name, or words as they were said"
            raise _NotThere(f"expected {what}, found them nowhere: {target[:80]!r}")
        scope: Scope = wish.scope if wish.op == "word" or wish.scope == "show" else "here"
        return Correction(op=wish.op, target=_sounds(transcript, target), value=value, scope=scope)
    if wish.op in ("title", "join"):
        section = _section(record, target)
        said = heard.anchor((section.words[0], min(section.words[1], section.words[0] + EDGE_WORDS)))
        return Correction(op=wish.op, target=section.title, value=value, said=said)
    if wish.op == "move":
        section, to = _section(record, target), _start(record, transcript, value)
        first = section.words[0]
        return Correction(
            op="move", target=section.title, value=plain(transcript.words, (to, to + 6)),
            said=heard.anchor((first, min(section.words[1], first + EDGE_WORDS))),
            there=heard.anchor((to, min(len(transcript.words), to + EDGE_WORDS))),
        )  # fmt: skip
    if wish.op == "split":
        at = _start(record, transcript, target)
        span = (at, min(len(transcript.words), at + EDGE_WORDS))
        return Correction(op="split", target=plain(transcript.words, span), value="", said=heard.anchor(span))
    span = passage_of(record, transcript, target)
    op = wish.op + (_OF_KIND[_kind(record, wish)] if wish.op in ("pin", "ban") else "")
    said, there = heard.pair(span)
    gap = Gap(start=transcript.words[span[0]].start, end=transcript.words[span[1] - 1].end)
    text = plain(transcript.words, span)
    return Correction(
        op=op, target=text if len(text) <= 300 else target, value=value, at=(gap,), said=said, there=there
    )


def _names(record: Highlights, transcript: Transcript) -> set[str]:
    """Return the names of the people of an episode and of who speaks in it."""
    return {person.name for person in record.episode.people} | {t.speaker for t in transcript.turns if t.speaker}


def _is_voice(transcript: Transcript, target: str) -> bool:
    return any(target in (turn.speaker_label, turn.speaker) for turn in transcript.turns)


def _written(transcript: Transcript, target: str) -> list[Span]:
    """Return the places at which words are written like that, whatever was heard."""
    shown = [word.model_copy(update={"heard": None}) for word in transcript.words]
    return SpokenWords(shown).places(target)


def _sounds(transcript: Transcript, target: str) -> str:
    """Return words as they were heard, where the target was corrected before."""
    places = _written(transcript, target)
    if not places or SpokenWords(transcript.words).places(target):
        return target
    words = transcript.words[slice(*places[0])]
    return " ".join(word.text if word.heard is None else word.heard for word in words).strip(".,!?;: ")


def _kind(record: Highlights, wish: Wish) -> str:
    """Return whether a quote, a clip or a question is pinned or banned."""
    things = ((record.quotes, "quote"), (record.clips, "clip"), (record.questions, "question"))
    known = next((kind for some, kind in things if any(one.id == wish.target for one in some)), None)
    return known or wish.kind or "quote"


def _section(record: Highlights, target: str) -> Section:
    id_ = _now(record, target)
    section = next((s for s in record.sections if s.id == id_), None)
    if section is None:
        ids = ", ".join(f"{s.id} ({s.title})" for s in record.sections)
        raise _NotThere(f"expected the id of a section ({ids}), found {target[:80]!r}")
    return section


def _now(record: Highlights, id_: str) -> str:
    """Return the id that stands in the place of an older one."""
    return next((stone.now for stone in record.gone if stone.id == id_ and stone.now), id_)


def passage_of(record: Highlights, transcript: Transcript, target: str) -> Span:
    """Return the words that a target means: an id, words by number (w12-w15), a time, two times, or exact words."""
    id_ = _now(record, target)
    whole: dict[str, Span] = {section.id: section.words for section in record.sections}
    whole |= {note.id: note.words for note in record.footnotes}
    whole |= {clip.id: clip.words for clip in record.clips if clip.words}
    whole |= {quote.id: hull(quote.words) for quote in record.quotes}
    whole |= {question.id: hull(question.words) for question in record.questions}
    if words := whole.get(id_):
        return words
    if (word := addressed([w.text for w in transcript.words], target)) is not None:
        return word, word + 1
    if numbered := _WORD.fullmatch(target):
        first, last = int(numbered[1]), int(numbered[2] or numbered[1])
        if not first <= last < len(transcript.words):
            raise _NotThere(f"expected words of {len(transcript.words)}, found {target}")
        return first, last + 1
    edges = [_seconds(part) for part in re.split(r"\s*[-–]\s*", target.strip())]
    if edges and None not in edges and len(edges) <= 2:
        return _timed(transcript, [edge for edge in edges if edge is not None], target)
    places = SpokenWords(transcript.words).places(target) or _written(transcript, target)
    if len(places) != 1:
        found = f"them {len(places)} times: give more of them" if places else "them nowhere"
        raise _NotThere(f"expected an id, a time (12:34 or 12:34-13:10), or words as they were said, found {found}: "
                        f"{target[:80]!r}")  # fmt: skip
    return places[0]


def _seconds(text: str) -> float | None:
    match = _TIME.fullmatch(text)
    return None if match is None else int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3])


def _timed(transcript: Transcript, edges: Sequence[float], target: str) -> Span:
    """Return the turn at a time where voices are known, else the sentence; of two times the sentences between."""
    if len(edges) == 1:
        known = any(turn.speaker_label for turn in transcript.turns)
        pieces = transcript.turns if known else transcript.sentences
        inside = [piece.words for piece in pieces if piece.start <= edges[0] < piece.end]
    else:
        inside = [s.words for s in transcript.sentences if edges[0] <= (s.start + s.end) / 2 < edges[1]]
    if not inside:
        raise _NotThere(f"expected a time at which somebody speaks, found {target[:80]!r}")
    return hull(inside)


def _start(record: Highlights, transcript: Transcript, target: str) -> int:
    """Return the first word of the sentence at which a section is to start."""
    seconds = _seconds(target.strip())
    if seconds is None:
        word = passage_of(record, transcript, target)[0]
        return next(s.words[0] for s in transcript.sentences if s.words[0] <= word < s.words[1])
    if not 0 <= seconds <= record.episode.duration:
        raise _NotThere(f"expected a time inside the episode, found {target[:80]!r}")
    return min(transcript.sentences, key=lambda s: abs(s.start - seconds)).words[0]


def _holds(before: Corrections, asked: Correction) -> bool:
    """Say whether the last correction of the same words, of those not taken back, is the one that is asked for."""
    undone = undone_numbers(before)
    numbered = reversed(list(enumerate(before.corrections, start=1)))
    same = (c for n, c in numbered if n not in undone and (c.op == UNDO) == (asked.op == UNDO) and _about(c, asked))
    return next(same, None) == asked


def _about(one: Correction, other: Correction) -> bool:
    if one.said or other.said:
        return (_family(one.op), one.said, one.there) == (_family(other.op), other.said, other.there)
    return one.at == other.at if one.at or other.at else one.target == other.target


def _family(op: str) -> str:
    """Return what a correction is about, without which way it goes: a ban overrides a pin."""
    return {"pin": "quote", "ban": "quote", "talk": "sponsor"}.get(op, op.removeprefix("pin-").removeprefix("ban-"))
