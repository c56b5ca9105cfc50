"""Cut an episode into titled sections: publisher chapters where there are any, else where the words suggest it."""

import re
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from pydantic import Field

from pipeline.checks.verbatim import plain
from pipeline.ports import Embedder, Reading, SentenceReader
from pipeline.records import Chapter, Episode, Outline, Record, Section, SectionKind, Theme, Transcript
from pipeline.stages.segmenter.boundaries import DIGEST, confidence, cut, score, shipped_weights
from pipeline.stages.segmenter.features import Talk
from pipeline.stages.segmenter.kinds import opens_the_show, parts
from pipeline.stages.segmenter.titles import (
    PER_SECTION,
    Phrases,
    headline,
    key_phrases,
    phrase_title,
    theme_groups,
    title_of,
)

VERSION = f"2+{DIGEST}"  # other weights cut elsewhere
TRAINED_PER_HOUR = 8.5  # sections an hour in the human outlines that the numbers were fitted on
FRAME_TITLES = {"intro": "Introduction", "sponsor": "Sponsor", "outro": "Closing"}
UNTITLED = "Conversation"
FRAME_CONFIDENCE = 0.9  # share of introduction ends that lie within 30 s of the editors' first chapter
WELCOME_LONGEST_S = 90.0  # a longer first section is talk, even if it opens with a welcome
LEAD_IN_SENTENCES, LEAD_IN_S = 3, 12.0  # "Beautifully put. Let me ask you about …": how far a lead-in may reach back
MOSTLY = 0.6  # of a chapter's sentences decide its kind
LEAST_FOR_THEMES = 4  # sections; fewer need no groups
LONGEST_TITLE = 120  # characters of a publisher's title; some feeds hold whole paragraphs
_INTRO_TITLE = re.compile(
    r"^(?:intro\b|introductions?\b|welcome\b|opening(?: remarks)?$|preview|teaser|cold open|episode highlight|"
    r"in this episode)",
    re.I,
)
_SPONSOR_TITLE = re.compile(r"^(?:sponsors?\b|ads?$|ad break|advert|a word from)|\bour sponsors?\b", re.I)
_OUTRO_TITLE = re.compile(
    r"^(?:outro\b|closing(?: thoughts| remarks)?$|goodbye|credits$|wrap[- ]?up|(?:the )?end$|farewell)", re.I
)


class SegmentConfig(Record):
    """How an episode is cut into sections."""

    sections_per_hour: float = Field(
        default=TRAINED_PER_HOUR,
        ge=1,
        le=60,
        description="Sections per hour in an episode of an hour; human outlines hold 8.5, shorter episodes more",
    )
    least_section_s: float = Field(
        default=45.0, ge=5, le=600, description="Seconds; human chapters are hardly ever shorter than 45"
    )
    snap_s: float = Field(
        default=10.0, ge=0, le=60, description="Seconds that a publisher's chapter may move to a sentence start"
    )
    themes_from_s: float = Field(
        default=2400.0, ge=0, le=86400, description="Seconds; shorter episodes are read without groups of sections"
    )
    use_publisher_chapters: bool = Field(
        default=True, description="Chapters set by the publisher beat generated ones; off shows what we would cut"
    )


@dataclass(frozen=True)
class _Stretch:
    """A section to be: sentences `[first, last)`, and what a publisher said of it."""

    first: int
    last: int
    kind: SectionKind
    confidence: float | None
    start: float | None = None  # seconds, where it is not the first sentence's start
    title: str | None = None


def segment(
    episode: Episode,
    transcript: Transcript,
    config: SegmentConfig,
    *,
    embedder: Embedder,
    reader: SentenceReader,
) -> Outline:
    """Return sections that hold every word exactly once, in time order, and themes over them.

    Nothing said gives an empty outline; words without sentences give one section.
    """
    if not transcript.words:
        return Outline(sections=())
    if not transcript.sentences:
        return Outline(sections=(_whole(episode, transcript),))
    talk = _talk_of(episode, transcript, embedder)
    if config.use_publisher_chapters and episode.chapters:
        stretches = _from_chapters(talk, transcript, episode.chapters, config.snap_s)
    else:
        stretches = []
    stretches = stretches or _generated(talk, transcript, config)
    groups = [np.arange(s.first, s.last) for s in stretches]
    readings = reader.read(talk.texts)
    phrases = key_phrases(talk, groups, readings, embedder)
    sections = _sections(talk, transcript, stretches, phrases)
    themes = _themes(talk, stretches, sections, readings, embedder) if talk.duration >= config.themes_from_s else ()
    return Outline(sections=sections, themes=themes)


def _whole(episode: Episode, transcript: Transcript) -> Section:
    end = max(episode.duration, transcript.words[-1].end)
    return Section(
        id="t01", title=headline(episode.title) or UNTITLED, title_source="generated", kind="talk", start=0.0, end=end,
        words=(0, len(transcript.words)),
    )  # fmt: skip


def _talk_of(episode: Episode, transcript: Transcript, embedder: Embedder) -> Talk:
    texts = tuple(plain(transcript.words, s.words) for s in transcript.sentences)
    start = np.maximum.accumulate(np.array([s.start for s in transcript.sentences], np.float64))
    end = max(episode.duration, transcript.words[-1].end)
    return Talk(texts=texts, start=start, vectors=embedder.embed(texts), duration=end)


def _generated(talk: Talk, transcript: Transcript, config: SegmentConfig) -> list[_Stretch]:
    """Cut each stretch of talk by the search; introductions, reads and goodbyes stay whole."""
    weights = shipped_weights()
    log_length = weights.prior.log_length(talk.duration, config.sections_per_hour, TRAINED_PER_HOUR)
    scores = score(talk, weights)
    sure = confidence(scores, weights, log_length)
    stretches: list[_Stretch] = []
    for part in parts(talk.texts, talk.start.tolist(), talk.duration):
        found, span = [part.first], (part.first, part.last)
        if part.kind == "talk":
            found += cut(talk, scores, weights, log_length=log_length, least_s=config.least_section_s, span=span)
        starts = sorted({max(part.first, _turn_start(transcript, i)) for i in found})
        for first, last in zip(starts, [*starts[1:], part.last], strict=True):
            share = FRAME_CONFIDENCE if first == part.first else round(float(sure[first]), 3)
            stretches.append(_Stretch(first, last, part.kind, share if first > 0 else None))
    opening = stretches[0]
    short = len(stretches) > 1 and talk.start[opening.last] <= WELCOME_LONGEST_S
    if short and opening.kind == "talk" and opens_the_show(talk.texts[: opening.last]):
        stretches[0] = replace(opening, kind="intro")
    return stretches


def _turn_start(transcript: Transcript, i: int) -> int:
    """Move a boundary from a question to the words that the same speaker led in with."""
    sentences = transcript.sentences
    first = i
    while (
        first > 0
        and sentences[first - 1].turn == sentences[i].turn
        and i - first < LEAD_IN_SENTENCES
        and sentences[i].start - sentences[first - 1].start <= LEAD_IN_S
    ):
        first -= 1
    reached = first > 0 and sentences[first - 1].turn != sentences[i].turn
    return first if reached else i


def _from_chapters(talk: Talk, transcript: Transcript, chapters: tuple[Chapter, ...], snap_s: float) -> list[_Stretch]:
    """Return the publisher's own sections, each moved to the nearest sentence start where that is close."""
    marks: dict[int, Chapter] = {}
    for chapter in sorted(chapters, key=lambda c: c.start):
        if chapter.start < talk.duration:
            near = int(np.argmin(abs(talk.start - chapter.start)))
            marks.setdefault(0 if chapter.start <= snap_s else near, chapter)
    if not marks:
        return []
    kinds = _kinds(talk)
    stretches: list[_Stretch] = []
    firsts = sorted({0, *marks})
    for first, last in zip(firsts, [*firsts[1:], talk.n], strict=True):
        mark, framed = marks.get(first), all(s.kind in ("intro", "sponsor") for s in stretches)
        kind = _chapter_kind(mark.title if mark else "", kinds[first:last], may_open=framed, may_close=last == talk.n)
        start = None
        if mark and first > 0 and abs(talk.start[first] - mark.start) > snap_s:
            silent = transcript.sentences[first - 1].end <= mark.start <= talk.start[first]
            start = mark.start if silent else None
        title = " ".join(mark.title.split())[:LONGEST_TITLE] if mark else None
        stretches.append(_Stretch(first, last, kind, 1.0 if first > 0 else None, start, title or None))
    return stretches


def _kinds(talk: Talk) -> list[SectionKind]:
    kinds: list[SectionKind] = []
    for part in parts(talk.texts, talk.start.tolist(), talk.duration):
        kinds += [part.kind] * (part.last - part.first)
    return kinds


def _chapter_kind(title: str, heard: list[SectionKind], *, may_open: bool, may_close: bool) -> SectionKind:
    """Judge a publisher's chapter by its title, else by what most of its sentences are."""
    if _SPONSOR_TITLE.search(title):
        return "sponsor"
    if may_open and _INTRO_TITLE.search(title):
        return "intro"
    if may_close and _OUTRO_TITLE.search(title):
        return "outro"
    framed = Counter(kind for kind in heard if kind != "talk")
    return framed.most_common(1)[0][0] if framed.total() >= MOSTLY * len(heard) else "talk"


def _sections(
    talk: Talk, transcript: Transcript, stretches: list[_Stretch], phrases: list[Phrases]
) -> tuple[Section, ...]:
    starts = [0.0] + [float(talk.start[s.first]) if s.start is None else s.start for s in stretches[1:]]
    words = [0] + [transcript.sentences[s.first].words[0] for s in stretches[1:]]
    taken: set[str] = set()
    sections = []
    for k, (stretch, said) in enumerate(zip(stretches, phrases, strict=True)):
        title = stretch.title or FRAME_TITLES.get(stretch.kind)
        if title is None:
            title = title_of(talk, np.arange(stretch.first, stretch.last), said, taken) or UNTITLED
        taken.add(title.lower())
        last = k + 1 == len(stretches)
        sections.append(
            Section(
                id=f"t{k + 1:02d}",
                title=title,
                title_source="publisher" if stretch.title else "generated",
                kind=stretch.kind,
                start=starts[k],
                end=talk.duration if last else starts[k + 1],
                words=(words[k], len(transcript.words) if last else words[k + 1]),
                confidence=stretch.confidence,
                keyphrases=said.best[:PER_SECTION],
            )
        )
    return tuple(sections)


def _themes(
    talk: Talk, stretches: list[_Stretch], sections: tuple[Section, ...], readings: list[Reading], embedder: Embedder
) -> tuple[Theme, ...]:
    """Group the talk of a long episode by meaning; each group is titled by the phrases that set it apart."""
    kept = [(s, section) for s, section in zip(stretches, sections, strict=True) if s.kind == "talk"]
    if len(kept) < LEAST_FOR_THEMES:
        return ()
    means = np.array([talk.vectors[s.first : s.last].mean(0) for s, _ in kept], np.float64)
    bounds = theme_groups(means / (np.linalg.norm(means, axis=1, keepdims=True) + 1e-9))
    groups = [np.concatenate([np.arange(s.first, s.last) for s, _ in kept[a:b]]) for a, b in bounds]
    taken = {section.title.lower() for section in sections}
    themes = []
    for k, ((a, b), said) in enumerate(zip(bounds, key_phrases(talk, groups, readings, embedder), strict=True)):
        title = phrase_title(said.best, taken) or kept[a][1].title
        taken.add(title.lower())
        themes.append(Theme(id=f"theme{k + 1}", title=title, sections=tuple(section.id for _, section in kept[a:b])))
    return tuple(themes)
