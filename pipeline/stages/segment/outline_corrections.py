"""Lays a person's corrections over the sections: where one starts, that two are one, and which are advertising."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipeline.language.anchoring import SpokenWords, applied, in_conflict
from pipeline.records import Anchor, Correction, SectionKind, Span, Transcript
from pipeline.stages.segment.publisher_chapters import ChapterStretch

OUTLINE_OPS = frozenset({"split", "join", "move", "sponsor", "talk"})
NEAR_S = 20.0  # between a section's start and the words that a person knew it by
SURE = 1.0  # confidence of a start that a person set

Told = tuple[list[ChapterStretch], Correction]


def with_corrections(
    transcript: Transcript, stretches: Sequence[ChapterStretch], corrections: Sequence[Correction]
) -> tuple[list[ChapterStretch], tuple[Correction, ...], tuple[Span, ...]]:
    """Return the stretches with each correction applied in its order, what became of each, and words that are talk.

    The last are spans of word numbers that a person says are no advertising.
    """
    found, told, talk = list(stretches), [], []
    places = _Starts(transcript) if corrections else None
    for correction in corrections:
        if places is None or correction.op not in OUTLINE_OPS:
            continue
        if correction.op in ("sponsor", "talk"):
            span = places.heard.passage(correction.said, correction.there)
            found, became = _kind(places, found, correction, span)
            talk += [span] if span and correction.op == "talk" else []
        else:
            found, became = _boundary(places, found, correction)
        told.append(became)
    return found, tuple(told), tuple(talk)


class _Starts:
    """Finds anchors as numbers of sentences."""

    def __init__(self, transcript: Transcript) -> None:
        self.heard = SpokenWords(transcript.words)
        self.sentences = transcript.sentences
        self._firsts = [sentence.words[0] for sentence in transcript.sentences]

    def sentence(self, word: int) -> int:
        """Return the sentence that holds a word."""
        return max(0, bisect_right(self._firsts, word) - 1)

    def start(self, anchor: Anchor | None) -> int | None:
        """Return the sentence that starts with an anchor's words, None where they are gone."""
        span = self.heard.find(anchor) if anchor else None
        return None if span is None else self.sentence(span[0])

    def nearest(self, stretches: Sequence[ChapterStretch], sentence: int) -> int | None:
        """Return the stretch, not the first, that starts nearest to a sentence; None where none is near."""
        at = self.sentences[sentence].start

        def distance(k: int) -> float:
            return abs(self.sentences[stretches[k].first].start - at)

        best = min(range(1, len(stretches)), key=distance, default=None)
        return best if best is not None and distance(best) <= NEAR_S else None


def _boundary(places: _Starts, stretches: list[ChapterStretch], correction: Correction) -> Told:
    at = places.start(correction.said)
    if at is None:
        return stretches, in_conflict(correction, "its words are not in the transcript any more")
    if correction.op == "split":
        again = any(stretch.first == at for stretch in stretches)
        cut = _cut(stretches, at)
        return cut, applied(correction, "a section starts there already" if again else "")
    k = places.nearest(stretches, at)
    to = places.start(correction.there)
    if correction.op == "join":
        if k is None:
            return stretches, applied(correction, "no section starts there now")
        whole = replace(stretches[k - 1], last=stretches[k].last)
        return [*stretches[: k - 1], whole, *stretches[k + 1 :]], applied(correction)
    if to is None:
        return stretches, in_conflict(correction, "the words at its new start are not in the transcript any more")
    if any(stretch.first == to for stretch in stretches):
        return stretches, applied(correction, "a section starts there already")
    if k is None:
        return stretches, in_conflict(correction, "no section starts there any more")
    if not stretches[k - 1].first < to < stretches[k].last:
        return stretches, in_conflict(
            correction, "its new start lies beyond the section before it or after its own end"
        )
    before, own = replace(stretches[k - 1], last=to), replace(stretches[k], first=to, start=None, confidence=SURE)
    return [*stretches[: k - 1], before, own, *stretches[k + 1 :]], applied(correction)


def _cut(stretches: Sequence[ChapterStretch], at: int) -> list[ChapterStretch]:
    """Return the stretches with one that starts at a sentence; what it was called stays with the first part."""
    found: list[ChapterStretch] = []
    for stretch in stretches:
        if stretch.first < at < stretch.last:
            later = replace(stretch, first=at, start=None, title=None, teaser=False, confidence=SURE)
            found += [replace(stretch, last=at), later]
        else:
            found.append(stretch)
    return found


def _kind(places: _Starts, stretches: list[ChapterStretch], correction: Correction, span: Span | None) -> Told:
    """Make a passage advertising, or talk; where it is no whole section, it becomes one."""
    if span is None:
        return stretches, in_conflict(correction, "its words are not in the transcript any more")
    kind: SectionKind = "sponsor" if correction.op == "sponsor" else "talk"
    first, last = places.sentence(span[0]), places.sentence(span[1] - 1) + 1
    for edge in (first, last):
        near = {stretch.first for stretch in stretches} | {stretches[-1].last}
        if min(abs(edge - one) for one in near) > 1:
            stretches = _cut(stretches, edge)
    inside = [k for k, s in enumerate(stretches) if first - 1 <= s.first and s.last <= last + 1]
    if not inside:
        return stretches, in_conflict(correction, "no section lies there")
    same = all(stretches[k].kind == kind for k in inside)
    found = [
        replace(s, kind=kind, title=s.title if kind == "talk" else None, teaser=False) if k in inside else s
        for k, s in enumerate(stretches)
    ]  # fmt: skip
    return found, applied(correction, "it was so already" if same else "")
