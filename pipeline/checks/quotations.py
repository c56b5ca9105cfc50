"""Judge of quotations in a text that somebody else wrote: where the words were said, and how near they are to it.

The grades are those of `verbatim`, and two more: `altered` differs from every stretch of the talk, or leaves words out
without "…"; `not said` resembles none.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.checks.figures import figures
from pipeline.checks.verbatim import deletion_is_listed
from pipeline.language.words import FILLERS, bare, plain, squash
from pipeline.records import Span, Transcript, Word
from pipeline.records.checked import CheckedQuotation, QuotationVerdict
from pipeline.spans import hull

_ELLIPSIS = re.compile(r"\[\s*(?:\.{3}|…)\s*\]|\(\s*(?:\.{3}|…)\s*\)|…|\.{3,}|\. \. \.")
_LINKED = re.compile(r"(?<=\w)(?:-|–|—|/)(?=\w)|\s*[–—]\s*")
_NO_NUMBER = frozenset({"one", "first", "second", "third", "half", "quarter"})  # more often words than numbers
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
PLACES = 8  # stretches of the talk that a quotation is held against, the most promising first
REACH = 120  # words that a quotation may leave out and still be found as one
SHORT = 3  # words; so short a quotation is in the talk as it stands, or is not said
LEAST_ALIKE = 0.5  # of the best alignment, 1 is every word in order; invented quotations of ours lie under .4
_MISS, _LOST, _OPEN, _STEP = -0.9, -1.0, -1.0, -0.01

_Reading = tuple[tuple[str, ...], frozenset[int]]  # words, and before which of them words are left out with a mark


@dataclass(frozen=True)
class _Aligned:
    """A quotation laid beside the talk: for each of its words the word of the talk it stands for, None where none."""

    score: float
    pairs: tuple[int | None, ...]
    beside: tuple[int, ...]  # the words of the talk that it stands for or stands in place of

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The words it stands for or in place of, run by run."""
        found: list[Span] = []
        for k in self.beside:
            if found and found[-1][1] == k:
                found[-1] = (found[-1][0], k + 1)
            else:
                found.append((k, k + 1))
        return tuple(found)


class QuotationFinder:
    """Finds what a text quotes in one transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._said = [_same(w.text) for w in transcript.words]
        self._places: dict[str, list[int]] = defaultdict(list)
        for k, word in enumerate(self._said):
            self._places[word].append(k)
        self._pairs = {a + b: (a, b) for a, b in pairwise(self._said) if a and b}

    def graded(self, text: str) -> CheckedQuotation:
        """Return where a quotation was said and its grade."""
        readings = list(dict.fromkeys([_words_of(text), self._spelt(*_words_of(text))]))
        found = [(words, gaps, self._best(words, gaps)) for words, gaps in readings if words]
        words, gaps, best = max(
            found, key=lambda f: f[2].score / len(f[0]) if f[2] else 0.0, default=((), frozenset(), None)
        )
        if best is None or best.score / len(words) < (1.0 if len(words) <= SHORT else LEAST_ALIKE):
            return CheckedQuotation(text=text, verdict="not said", said=None, start=None, end=None, words=None)
        verdict = self._verdict(words, gaps, best)
        spans = best.spans
        heard = self._transcript.words
        whole = hull(spans)
        return CheckedQuotation(
            text=text,
            verdict=verdict,
            said=plain(heard, whole) if whole[1] - whole[0] <= 2 * len(words) + REACH else _shown(heard, spans),
            start=heard[whole[0]].start,
            end=heard[whole[1] - 1].end,
            words=spans,
        )

    def _spelt(self, words: Sequence[str], gaps: frozenset[int]) -> _Reading:
        """Return the words of a quotation joined and parted as the talk spells them: "data set" for "dataset"."""
        spelt: list[str] = []
        moved: set[int] = set()
        k = 0
        while k < len(words):
            if k in gaps:
                moved.add(len(spelt))
            pair = "".join(words[k : k + 2])
            if k + 1 < len(words) and k + 1 not in gaps and pair in self._places and pair not in self._pairs:
                spelt.append(pair)
                k += 2
                continue
            spelt += [words[k]] if words[k] in self._places else self._pairs.get(words[k], (words[k],))
            k += 1
        return tuple(spelt), frozenset(moved)

    def _verdict(self, words: Sequence[str], gaps: frozenset[int], found: _Aligned) -> QuotationVerdict:
        heard = self._transcript.words
        if self._differs(words, found) or list(found.beside) != sorted(found.beside):
            return "altered"  # another word, or its parts in another order
        speakers = {heard[k].speaker for k in found.pairs if k is not None} - {None}
        if len(speakers) > 1:
            return "altered"  # two people's words in one pair of marks
        cleaned = False
        for n, (a, b) in enumerate(pairwise(found.pairs)):
            if a is None or b is None or b == a + 1 or n + 1 in gaps:
                continue
            between = [k for k in range(a + 1, b) if self._said[k]]
            if not between or self._same_stretch(words, found, n):
                continue
            if not deletion_is_listed(heard, (a + 1, b)):
                return "altered"
            cleaned = True
        if gaps:
            return "elided"
        return "cleaned" if cleaned else "verbatim"

    def _differs(self, words: Sequence[str], found: _Aligned) -> bool:
        """Say whether a word of the quotation was not said; "data set" for "dataset", "ten" for "10" are no change."""
        k = 0
        while k < len(words):
            if found.pairs[k] is not None:
                k += 1
                continue
            first = k
            while k < len(words) and found.pairs[k] is None:
                k += 1
            if not self._said_otherwise(words, found, first, k):
                return True
        return False

    def _said_otherwise(self, words: Sequence[str], found: _Aligned, first: int, last: int) -> bool:
        """Say whether words that stand for none are the words of the talk between their neighbours, spelt otherwise.

        A neighbour may be part of the other spelling: "one-to-one" beside "one to 1".
        """
        heard, reach = self._transcript.words, last - first + 5
        for i in (first - 1, first - 2):
            for j in (last, last + 1):
                mine = " ".join(words[max(0, i + 1) : j])
                before = found.pairs[i] if i >= 0 else None
                after = found.pairs[j] if j < len(words) else None
                if (i >= 0 and before is None) or (j < len(words) and after is None) or before == after:
                    continue  # `before == after`: nothing of the quotation was found here
                starts = [before + 1] if before is not None else range(max(0, (after or 0) - reach), after or 0)
                for start in starts:
                    ends = [after] if after is not None else range(start + 1, min(start + reach, len(heard)) + 1)
                    if any(_sounds_alike(mine, plain(heard, (start, end))) for end in ends if start < end):
                        return True
        return False

    def _same_stretch(self, words: Sequence[str], found: _Aligned, n: int) -> bool:
        """Say whether what lies between two words is no gap, because a word beside them is another spelling of it."""
        a, b = found.pairs[n], found.pairs[n + 1]
        assert a is not None
        assert b is not None
        heard = self._transcript.words
        return _sounds_alike(" ".join(words[n : n + 2]), plain(heard, (a, b + 1)))

    def _best(self, words: Sequence[str], gaps: frozenset[int]) -> _Aligned | None:
        votes: Counter[int] = Counter()
        for k, word in enumerate(words):
            places = self._places.get(word, [])
            for place in places:
                votes[(place - k) // 8] += 1 if len(places) > 20 else 3
        joined = Counter({d: votes[d] + votes[d + 1] for d in votes} | {d - 1: votes[d] + votes[d - 1] for d in votes})
        found = []
        for diagonal, _ in joined.most_common(PLACES):
            reach = REACH * (1 + len(gaps)) if len(words) > SHORT else 0
            low = max(0, diagonal * 8 - (reach if gaps or len(words) > SHORT else 0) // 2)
            high = min(len(self._said), diagonal * 8 + 16 + len(words) + reach)
            found.append(_align(words, gaps, self._said[low:high], low))
        best = max(found, key=lambda a: (round(a.score, 3), -(a.beside[0] if a.beside else 0)), default=None)
        if gaps and (best is None or best.score < len(words) - len(gaps)):
            return self._in_parts(words, gaps) or best
        return best

    def _in_parts(self, words: Sequence[str], gaps: frozenset[int]) -> _Aligned | None:
        """Return a quotation whose parts lie far from each other in the talk; None where one is not there."""
        edges = [0, *sorted(gaps), len(words)]
        parts = [self._best(words[a:b], frozenset()) for a, b in pairwise(edges)]
        if any(p is None or p.score < b - a for p, (a, b) in zip(parts, pairwise(edges), strict=True)):
            return None
        found = [p for p in parts if p is not None]
        return _Aligned(
            score=sum(p.score for p in found),
            pairs=tuple(k for p in found for k in p.pairs),
            beside=tuple(k for p in found for k in p.beside),
        )


def _same(word: str) -> str:
    """Return a word as quotations are compared, a number by its figures; "" where it is punctuation alone."""
    if number := _NUMBER.fullmatch(word.strip("\"'“”‘’()[].,;:!?")):
        return f"{float(number[0].replace(',', '')):.12g}"
    same = squash(bare(word)) or squash(word)
    counted = figures(same) if same.isalpha() and same not in _NO_NUMBER else []
    return f"{counted[0].value:.12g}" if len(counted) == 1 and counted[0].measure is None else same


def _words_of(text: str) -> _Reading:
    """Return the words of a quotation, and the places (a word's number) before which it shows that it leaves out."""
    words: list[str] = []
    gaps: set[int] = set()
    for n, part in enumerate(_ELLIPSIS.split(text)):
        if n and words:
            gaps.add(len(words))
        words += [same for w in _LINKED.sub(" ", part).split() if (same := _same(w))]
    return tuple(words), frozenset(g for g in gaps if g < len(words))


def _sounds_alike(one: str, other: str) -> bool:
    """Say whether two stretches are the same to the ear: "data set" and "dataset", "ten" and "10"."""
    if squash(one) == squash(other):
        return True
    a, b = figures(one), figures(other)
    return bool(a) and [f.value for f in a] == [f.value for f in b] and _unnumbered(one) == _unnumbered(other)


def _unnumbered(text: str) -> list[str]:
    words = (squash(w) for w in _LINKED.sub(" ", text).split())
    return [w for w in words if w and not figures(w) and w not in ("one", "point", "and", "a")]


def _align(words: Sequence[str], gaps: frozenset[int], said: Sequence[str], offset: int) -> _Aligned:
    """Lay a quotation beside a stretch of talk, word by word, for the best score.

    A word said scores 1; one not said, one in another's place, and a stretch left out without a mark cost about 1.
    """
    n, m = len(words), len(said)
    low = -1e9
    best = [[0.0] * (m + 1)] + [[low] * (m + 1) for _ in range(n)]  # ends at a word of both, or before any
    skip = [[low] * (m + 1) for _ in range(n + 1)]  # within a stretch that is left out
    came: list[list[str]] = [[""] * (m + 1) for _ in range(n + 1)]
    opened: list[list[bool]] = [[False] * (m + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        marked = i in gaps
        best[i][0], came[i][0] = best[i - 1][0] + _LOST, "lost"
        for j in range(1, m + 1):
            same = words[i - 1] == said[j - 1]
            options = (
                (best[i - 1][j - 1] + (1.0 if same else _MISS), "same" if same else "other"),
                (skip[i - 1][j - 1] + (1.0 if same else _MISS), "same after" if same else "other after"),
                (best[i - 1][j] + _LOST, "lost"),
                (skip[i - 1][j] + _LOST, "lost after"),
            )
            best[i][j], came[i][j] = max(options)
            if i < n:
                free = marked or not said[j - 1] or said[j - 1] in FILLERS
                start = best[i][j - 1] + (-0.05 if free else _OPEN)
                go_on = skip[i][j - 1] + (0.0 if free else _STEP)
                skip[i][j], opened[i][j] = (start, True) if start >= go_on else (go_on, False)
    end = max(range(m + 1), key=lambda j: best[n][j])
    pairs: list[int | None] = [None] * n
    beside: list[int] = []
    i, j = n, end
    while i > 0:
        how = came[i][j]
        if not how.startswith("lost"):
            beside.append(offset + j - 1)
        if how.startswith("same"):
            pairs[i - 1] = offset + j - 1
        i, j = i - 1, j - (0 if how.startswith("lost") else 1)
        if how.endswith("after"):
            while not opened[i][j]:
                j -= 1
            j -= 1
    return _Aligned(best[n][end], tuple(pairs), tuple(reversed(beside)))


def _shown(words: Sequence[Word], spans: Sequence[Span]) -> str:
    return " … ".join(plain(words, span) for span in spans)
