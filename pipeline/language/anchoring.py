"""Anchors: words that a person pointed at, found again in a transcript that may have been made anew."""

from bisect import bisect_left
from collections.abc import Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipeline.language.alignment import laid
from pipeline.language.words import bare
from pipeline.records import Anchor, Correction, Span, Word

CONTEXT = 8  # words on each side that an anchor keeps
NEAR_S = 90.0  # seconds around the old place that are looked at first
ALIKE_NEAR, ALIKE_FAR = 60.0, 75.0  # per cent of words that must be the same near the old place, and elsewhere
EDGE_WORDS = 12  # of the first and of the last words of a long passage
ALONE_WORDS = 4  # of a passage that is known by itself, whatever stands around it
LEAST_CONTEXT = 0.5  # likeness of the neighbours of shorter ones


class SpokenWords:
    """The words of a transcript as they were heard: what anchors are held against."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.tokens: list[str] = []
        self.owner: list[int] = []  # the word that each token belongs to
        for k, word in enumerate(words):
            for part in (word.text if word.heard is None else word.heard).split():
                if token := bare(part):
                    self.tokens.append(token)
                    self.owner.append(k)

    def anchor(self, span: Span) -> Anchor:
        """Return an anchor for the words of a span."""
        first, last = bisect_left(self.owner, span[0]), bisect_left(self.owner, span[1])
        return Anchor(
            text=" ".join(self.tokens[first:last]),
            before=" ".join(self.tokens[max(0, first - CONTEXT) : first]),
            after=" ".join(self.tokens[last : last + CONTEXT]),
            start=self.words[span[0]].start,
            end=self.words[span[1] - 1].end,
        )

    def find(self, anchor: Anchor) -> Span | None:
        """Return the words that an anchor means now; None where they are not there any more."""
        text = anchor.text.split()
        found = (self._exact(anchor, text) if text else None) or self._alike(anchor)
        if found is None or found[0] >= found[1]:
            return None
        return self.owner[found[0]], self.owner[found[1] - 1] + 1

    def pair(self, span: Span) -> tuple[Anchor, Anchor | None]:
        """Return the anchors of a passage: a long one is known by its first and its last words."""
        if span[1] - span[0] <= 2 * EDGE_WORDS:
            return self.anchor(span), None
        return self.anchor((span[0], span[0] + EDGE_WORDS)), self.anchor((span[1] - EDGE_WORDS, span[1]))

    def passage(self, said: Anchor | None, there: Anchor | None) -> Span | None:
        """Return the words that such anchors mean now; None where one of them is gone, or they changed places."""
        first = self.find(said) if said else None
        last = self.find(there) if there else first
        return (first[0], last[1]) if first and last and first[0] < last[1] else None

    def places(self, text: str) -> list[Span]:
        """Return every place at which words are said, the last one also as a possessive, in order; none overlap."""
        wanted = [token for part in text.split() if (token := bare(part))]
        found: list[Span] = []
        k = 0
        while wanted and k <= len(self.tokens) - len(wanted):
            said = self.tokens[k : k + len(wanted)]
            if said[:-1] == wanted[:-1] and said[-1] in (wanted[-1], f"{wanted[-1]}'s"):
                found.append((self.owner[k], self.owner[k + len(wanted) - 1] + 1))
                k += len(wanted)
            else:
                k += 1
        return found

    def _exact(self, anchor: Anchor, text: Sequence[str]) -> Span | None:
        """Return where exactly these words are said among likely neighbours."""
        size = len(text)
        starts = [k for k in range(len(self.tokens) - size + 1) if self.tokens[k : k + size] == list(text)]
        if not starts:
            return None

        def worth(k: int) -> tuple[float, float]:
            before, after = self.tokens[max(0, k - CONTEXT) : k], self.tokens[k + size : k + size + CONTEXT]
            beside = [(before, anchor.before.split()), (after, anchor.after.split())]
            likeness = [Levenshtein.normalized_similarity(now, then) for now, then in beside if now or then]
            return sum(likeness) / max(len(likeness), 1), -abs(self._start(k) - anchor.start)

        best = max(starts, key=worth)
        likely = worth(best)[0] >= LEAST_CONTEXT or (size >= ALONE_WORDS and len(starts) == 1)
        return (best, best + size) if likely else None

    def _alike(self, anchor: Anchor) -> Span | None:
        """Return the place that sounds most like the words with their neighbours, near the old one first."""
        before, text, after = anchor.before.split(), anchor.text.split(), anchor.after.split()
        pattern = [*before, *text, *after]
        if not pattern or not self.tokens:
            return None
        starts = [self._start(k) for k in range(len(self.tokens))]
        near = (bisect_left(starts, anchor.start - NEAR_S), bisect_left(starts, anchor.end + NEAR_S))
        for (first, last), least in ((near, ALIKE_NEAR), ((0, len(self.tokens)), ALIKE_FAR)):
            if last - first < len(pattern):
                continue
            found = fuzz.partial_ratio_alignment(pattern, self.tokens[first:last], score_cutoff=least)
            if found is None:
                continue
            low = max(0, first + found.dest_start - 2)
            high = min(len(self.tokens), first + found.dest_end + 2)
            found_again = laid(pattern, self.tokens[low:high])
            edges = (len(before), len(before) + len(text))
            there = found_again.of(edges)
            if self.tokens[low + there[0] : low + there[1]] != text:  # heard otherwise, perhaps as more words
                there = (found_again.at(edges[0], ends=True), found_again.at(edges[1]))
            return low + there[0], low + there[1]
        return None

    def _start(self, token: int) -> float:
        return self.words[self.owner[token]].start


def in_conflict(correction: Correction, why: str) -> Correction:
    """Return a correction that cannot be applied, with the reason."""
    return correction.model_copy(update={"state": "conflict", "why": why})


def applied(correction: Correction, why: str = "") -> Correction:
    """Return a correction that was applied; `why` says where it changed nothing."""
    return correction.model_copy(update={"state": "applied", "why": why})
