"""A person's own word on quotes: passages pinned, which are always shown, and passages banned, which never are.

A wish is kept as the time of its words, so that it outlives another transcript; one that no longer fits is kept and
says why.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.words import bare, plain
from pipeline.records import Correction, Gap, Highlights, Outline, Section, Span, Transcript
from pipeline.spans import contains, overlaps, shared

QUOTE_OPS = frozenset({"pin", "ban"})
SHARE = 0.5  # of a passage's time; a ban of less is of another passage
MOST_WORDS = 120  # a longer pin is a section, not a quote


class NoSuchPassage(Exception):
    """A wish names a passage that is not there; the message says what may be named."""


@dataclass(frozen=True)
class Pinned:
    """A passage that a person wants quoted, and the section it lies in."""

    words: Span
    section: Section
    wish: int  # number of the correction


def quote_correction(record: Highlights, transcript: Transcript, op: str, target: str) -> Correction:
    """Return a wish about a quote by its id, or about the passage that has exactly these words."""
    if quote := next((q for q in record.quotes if q.id == target), None):
        at = Gap(start=quote.start, end=quote.end)
        return Correction(op=op, target=target, value=quote.text, at=(at,))
    wanted = [b for word in target.split() if (b := bare(word))]
    said = [(bare(word.text), word.i) for word in transcript.words]
    said = [(text, i) for text, i in said if text]
    texts = [text for text, _ in said]
    places = [k for k in range(len(texts) - len(wanted) + 1) if texts[k : k + len(wanted)] == wanted] if wanted else []
    if len(places) != 1:
        ids = ", ".join(q.id for q in record.quotes) or "no quotes"
        found = "them nowhere" if not places else f"them {len(places)} times: give more of them"
        raise NoSuchPassage(f"expected a quote's id ({ids}) or words as they were said, found {found}: {target[:80]!r}")
    first, last = said[places[0]][1], said[places[0] + len(wanted) - 1][1]
    at = Gap(start=transcript.words[first].start, end=transcript.words[last].end)
    return Correction(op=op, target=plain(transcript.words, (first, last + 1)), value="", at=(at,))


def pinned(
    transcript: Transcript, outline: Outline, wishes: Sequence[Correction]
) -> tuple[list[Pinned], list[Correction]]:
    """Return the passages that are pinned, and every wish with what became of it.

    A later wish about the same time wins: a ban after a pin takes the pin away.
    """
    found: list[Pinned] = []
    told: list[Correction] = []
    for number, wish in enumerate(wishes):
        span = _words(transcript, wish)
        if span is None:
            told.append(wish.model_copy(update={"state": "conflict", "why": "nothing is said there"}))
            continue
        later = [_words(transcript, other) for other in wishes[number + 1 :]]
        if wish.op == "ban" or any(other and overlaps(span, other) for other in later):
            told.append(wish.model_copy(update={"state": "applied"}))
            continue
        section = next((s for s in outline.sections if contains(s.words, span)), None)
        turns = [t for t in transcript.turns if overlaps(t.words, span)]
        why = "it crosses a section" if section is None else "it crosses a turn" if len(turns) > 1 else ""
        why = why or ("it is too long to be a quote" if span[1] - span[0] > MOST_WORDS else "")
        if why or section is None:
            told.append(wish.model_copy(update={"state": "conflict", "why": why}))
        else:
            found.append(Pinned(span, section, number))
            told.append(wish.model_copy(update={"state": "applied"}))
    return found, told


def is_banned(start: float, end: float, wishes: Sequence[Correction]) -> bool:
    """Say whether the last wish about a passage's time is a ban."""
    about = [wish for wish in wishes if any(_common(start, end, at) >= SHARE for at in wish.at)]
    return bool(about) and about[-1].op == "ban"


def _common(start: float, end: float, at: Gap) -> float:
    """Return the share of the shorter of two stretches that both have."""
    return shared((start, end), (at.start, at.end)) / max(min(end - start, at.end - at.start), 1e-9)


def _words(transcript: Transcript, wish: Correction) -> Span | None:
    """Return the words of which more than half lies in the time of a wish."""
    if not wish.at:
        return None
    words, at = transcript.words, wish.at[0]
    middles = [(word.start + word.end) / 2 for word in words]
    first, last = bisect_left(middles, at.start), bisect_left(middles, at.end)
    return (first, last) if first < last else None
