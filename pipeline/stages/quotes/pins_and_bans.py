"""A person's own word on quotes: passages pinned, which are always shown, and passages banned, which never are.

A wish knows its words and their neighbours, so that it outlives another transcript; one that no longer fits is kept
and says why.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.anchoring import SpokenWords
from pipeline.records import Correction, Gap, Outline, Section, Span, Transcript
from pipeline.spans import contains, overlaps, shared

QUOTE_OPS = frozenset({"pin", "ban"})
SHARE = 0.5  # of a passage's time; a ban of less is of another passage
MOST_WORDS = 120  # a longer pin is a section, not a quote


@dataclass(frozen=True)
class Pinned:
    """A passage that a person wants quoted, and the section it lies in."""

    words: Span
    section: Section
    wish: int  # number of the correction


def pinned(
    transcript: Transcript, outline: Outline, wishes: Sequence[Correction]
) -> tuple[list[Pinned], list[Correction]]:
    """Return the passages that are pinned, and every wish with what became of it.

    A later wish about the same time wins: a ban after a pin takes the pin away.
    """
    found: list[Pinned] = []
    told: list[Correction] = []
    heard = SpokenWords(transcript.words)
    spans = [_words(heard, wish) for wish in wishes]
    for number, (wish, span) in enumerate(zip(wishes, spans, strict=True)):
        if span is None:
            told.append(wish.model_copy(update={"state": "conflict", "why": "nothing is said there"}))
            continue
        later = spans[number + 1 :]
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


def placed(transcript: Transcript, wishes: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return wishes with the times at which their words are said now; one whose words are gone stays as it is."""
    heard = SpokenWords(transcript.words)
    found = []
    for wish in wishes:
        span = _words(heard, wish) if wish.said else None
        at = (Gap(start=heard.words[span[0]].start, end=heard.words[span[1] - 1].end),) if span else wish.at
        found.append(wish.model_copy(update={"at": at}))
    return tuple(found)


def _words(heard: SpokenWords, wish: Correction) -> Span | None:
    """Return the words of a wish; those of which more than half lies in its time where it knows no words."""
    if wish.said is not None:
        return heard.passage(wish.said, wish.there)
    if not wish.at:
        return None
    middles = [(word.start + word.end) / 2 for word in heard.words]
    first, last = bisect_left(middles, wish.at[0].start), bisect_left(middles, wish.at[0].end)
    return (first, last) if first < last else None
