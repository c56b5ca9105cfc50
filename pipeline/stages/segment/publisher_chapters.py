"""Use a publisher's chapters as they are: snapped to a sentence, their kind judged, ads set apart."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from pipeline.records import Chapter, SectionKind, Span, Transcript
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.section_kinds import parts

FRAME_CONFIDENCE = 0.9  # share of introduction ends that lie within 30 s of the editors' first chapter
MOSTLY = 0.6  # of a chapter's sentences decide its kind
LONGEST_TITLE = 120  # characters of a publisher's title; some feeds hold whole paragraphs
CONTINUED = "(continued)"
_INTRO_TITLE = re.compile(
    r"^(?:intro\b|introductions?\b|welcome\b|opening(?: remarks)?$|preview|teaser|cold open|episode highlight|"
    r"in this episode)",
    re.I,
)
_SPONSOR_TITLE = re.compile(r"^(?:sponsors?\b|ads?$|ad break|advert|a word from)|\bour sponsors?\b", re.I)
_OUTRO_TITLE = re.compile(
    r"^(?:outro\b|closing(?: thoughts| remarks)?$|goodbye|credits$|wrap[- ]?up|(?:the )?end$|farewell)", re.I
)


@dataclass(frozen=True)
class ChapterStretch:
    """A section to be: sentences `[first, last)`, and what a publisher said of it."""

    first: int
    last: int
    kind: SectionKind
    confidence: float | None
    start: float | None = None  # seconds, where it is not the first sentence's start
    title: str | None = None
    teaser: bool = False


def from_chapters(
    talk: Talk, transcript: Transcript, chapters: tuple[Chapter, ...], snap_s: float, ads: tuple[Span, ...]
) -> list[ChapterStretch]:
    """Return the publisher's own sections, each moved to the nearest sentence start where that is close.

    `ads` are the spans of sentences that advertise.
    """
    marks: dict[int, Chapter] = {}
    for chapter in sorted(chapters, key=lambda c: c.start):
        if chapter.start < talk.duration:
            near = int(np.argmin(abs(talk.start - chapter.start)))
            marks.setdefault(0 if chapter.start <= snap_s else near, chapter)
    if not marks:
        return []
    kinds = _kinds(talk, ads)
    stretches: list[ChapterStretch] = []
    firsts = sorted({0, *marks})
    for first, last in zip(firsts, [*firsts[1:], talk.n], strict=True):
        mark, framed = marks.get(first), all(s.kind in ("intro", "sponsor") for s in stretches)
        kind = _chapter_kind(mark.title if mark else "", kinds[first:last], may_open=framed, may_close=last == talk.n)
        start = None
        if mark and first > 0 and abs(talk.start[first] - mark.start) > snap_s:
            silent = transcript.sentences[first - 1].end <= mark.start <= talk.start[first]
            start = mark.start if silent else None
        title = " ".join(mark.title.split())[:LONGEST_TITLE] if mark else None
        stretches.append(ChapterStretch(first, last, kind, 1.0 if first > 0 else None, start, title or None))
    return [part for stretch in stretches for part in _ads_apart(stretch, kinds)]


def _ads_apart(stretch: ChapterStretch, kinds: list[SectionKind]) -> Iterator[ChapterStretch]:
    """Yield a chapter of talk in parts where somebody advertises inside it; any other as it is."""
    runs = [list(run) for _, run in groupby(range(stretch.first, stretch.last), lambda i: kinds[i] == "sponsor")]
    if stretch.kind != "talk" or len(runs) == 1:
        yield stretch
        return
    named = False
    for run in runs:
        sponsor = kinds[run[0]] == "sponsor"
        part = replace(stretch, first=run[0], last=run[-1] + 1, kind="sponsor" if sponsor else "talk")
        if run[0] > stretch.first:
            part = replace(part, start=None, confidence=FRAME_CONFIDENCE)
        if sponsor:
            part = replace(part, title=None)
        elif named and stretch.title:
            part = replace(part, title=f"{stretch.title} {CONTINUED}")
        named = named or not sponsor
        yield part


def _kinds(talk: Talk, ads: tuple[Span, ...]) -> list[SectionKind]:
    kinds: list[SectionKind] = []
    for part in parts(talk.texts, talk.start.tolist(), talk.duration, ads):
        kinds += [part.kind] * (part.last - part.first)
    return kinds


def _chapter_kind(title: str, kinds: list[SectionKind], *, may_open: bool, may_close: bool) -> SectionKind:
    """Judge a publisher's chapter by its title, else by what most of its sentences are."""
    if _SPONSOR_TITLE.search(title):
        return "sponsor"
    if may_open and _INTRO_TITLE.search(title):
        return "intro"
    if may_close and _OUTRO_TITLE.search(title):
        return "outro"
    framed = Counter(kind for kind in kinds if kind != "talk")
    return framed.most_common(1)[0][0] if framed.total() >= MOSTLY * len(kinds) else "talk"
