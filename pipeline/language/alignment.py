"""Lays two transcripts of one episode side by side, word by word: where do the words of one stand in the other?"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.language.words import bare
from pipeline.records import Span, Word
from pipeline.spans import shared


@dataclass(frozen=True)
class Alignment:
    """Which words of an old transcript became which of a new one: runs (old start, old end, new start, new end)."""

    runs: tuple[tuple[int, int, int, int], ...]

    def at(self, edge: int, *, ends: bool = False) -> int:
        """Return the number in the new transcript of an edge between two words of the old one.

        Between words that were heard otherwise it lies in proportion. Where words were added at the edge itself, a
        span that `ends` there ends before them, one that starts there starts behind them.
        """
        starts = [run[0] for run in self.runs]
        place = (bisect_right(starts, edge - 1) if ends else bisect_right(starts, edge)) - 1
        if place < 0:
            return 0
        old, old_end, new, new_end = self.runs[place]
        if old_end == old:
            return new if ends else new_end
        return new + round((new_end - new) * min(1.0, (edge - old) / (old_end - old)))

    def of(self, span: Span) -> Span:
        """Return where the words of a span stand in the new transcript; an empty span where they are gone."""
        first = self.at(span[0])
        return first, max(first, self.at(span[1], ends=True))


def aligned(old: Sequence[Word], new: Sequence[Word]) -> Alignment:
    """Return the cheapest way from one sequence of words to another (Levenshtein), without case and punctuation."""
    return laid([said(word) for word in old], [said(word) for word in new])


def laid(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Return the alignment of two lists of words."""
    if old == new:
        return Alignment(((0, len(old), 0, len(new)),))
    found = Levenshtein.opcodes(old, new)
    return Alignment(tuple((op.src_start, op.src_end, op.dest_start, op.dest_end) for op in found))


def said(word: Word) -> str:
    """Return a word as it is compared: as it was heard, bare."""
    return bare(word.text if word.heard is None else word.heard)


def common(one: Span, other: Span) -> float:
    """Return the share of all words of two spans that both have.

    >>> common((0, 8), (2, 10)), common((0, 2), (2, 4))
    (0.6, 0.0)
    """
    both = shared(one, other)
    every = (one[1] - one[0]) + (other[1] - other[0]) - both
    return both / every if every else 0.0
