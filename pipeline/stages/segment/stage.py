"""Cut an episode into titled sections: publisher chapters where there are any, else where the words suggest it."""

import math
from dataclasses import replace

import numpy as np

from pipeline.fitted import are_fitted
from pipeline.language.tongues import has_frames, has_grammar
from pipeline.language.words import plain
from pipeline.ports import Embedder, SentenceParse, SentenceParser, Vectors
from pipeline.reading import PassageReader
from pipeline.records import Corrections, Episode, Opening, Outline, Section, ShowKind, Span, Theme, Transcript
from pipeline.spans import overlaps
from pipeline.stage import Stage
from pipeline.stages.segment.ad_classifier import ADS
from pipeline.stages.segment.ads import find_ads
from pipeline.stages.segment.boundaries import (
    PARTS,
    SearchNumbers,
    Weighed,
    confidence,
    cut_long,
    for_kind,
    pick,
    score,
    shipped_weights,
    weigh,
)
from pipeline.stages.segment.cohesion import COHESION, bags_of, scores, search_numbers, vectors_of
from pipeline.stages.segment.config import TRAINED_PER_HOUR, SegmentConfig
from pipeline.stages.segment.episode_kinds import episode_kind
from pipeline.stages.segment.features import Floats, Talk
from pipeline.stages.segment.news_titles import news_headline
from pipeline.stages.segment.outline_corrections import OUTLINE_OPS, with_corrections
from pipeline.stages.segment.phrase_ranker import PHRASES
from pipeline.stages.segment.phrases import PER_SECTION, Phrases, key_phrases
from pipeline.stages.segment.publisher_chapters import FRAME_CONFIDENCE, ChapterStretch, from_chapters
from pipeline.stages.segment.said_phrases import said_phrases, said_title
from pipeline.stages.segment.section_kinds import opens_the_show, parts
from pipeline.stages.segment.title_questions import headline
from pipeline.stages.segment.title_ranker import TITLES
from pipeline.stages.segment.title_reading import READ_AGAIN, excerpt, read_again
from pipeline.stages.segment.titles import described, graded, phrase_title, spelled, theme_groups, titles

FRAME_TITLES = {"intro": "Introduction", "sponsor": "Sponsor", "outro": "Closing"}
TEASER, TEASER_TITLE = "teaser", "Preview"
UNTITLED = "Conversation"
WELCOME_LONGEST_S = 90.0  # a longer first section is talk, even if it opens with a welcome
LEAD_IN_SENTENCES, LEAD_IN_S = 3, 12.0  # "Beautifully put. Let me ask you about …": how far a lead-in may reach back
LEAST_EXPECTED = 0.05  # starts close to a sentence; with fewer it is no place where a section may start
NO_CORRECTIONS = Corrections()
LEAST_FOR_THEMES = 4  # sections; fewer need no groups
FITTED = (*PARTS, ADS, PHRASES, TITLES, READ_AGAIN)


def segment(
    episode: Episode,
    transcript: Transcript,
    config: SegmentConfig,
    *,
    embedder: Embedder,
    parser: SentenceParser,
    reading: PassageReader,
    corrections: Corrections = NO_CORRECTIONS,
) -> Outline:
    """Return sections that hold every word exactly once, in time order, and themes over them.

    Nothing said gives an empty outline; words without sentences give one section.
    """
    if not transcript.words:
        return Outline(sections=())
    if not transcript.sentences:
        return Outline(sections=(_whole(episode, transcript),))
    if not (has_grammar(transcript.language) and are_fitted(FITTED, embedder.identity)):
        return _in_any_language(episode, transcript, config, parser, corrections)
    talk = _talk_of(episode, transcript, embedder)
    found = find_ads(talk)
    kind = episode_kind(episode, transcript, _outside(transcript, found.sure), config.kind)
    stretches: list[ChapterStretch] = []
    if config.use_publisher_chapters and episode.chapters:
        stretches = from_chapters(talk, transcript, episode.chapters, config.snap_s, found.sure)
    openings: tuple[Opening, ...] = ()
    if not stretches:
        stretches, openings = _generated(talk, transcript, config, found.sure, kind.kind)
    stretches, told, no_ads = with_corrections(transcript, stretches, corrections.corrections)
    groups = [np.arange(s.first, s.last) for s in stretches]
    parses = parser.parse(talk.texts)
    phrases = key_phrases(talk, groups, parses, embedder)
    wanted = [stretch.title is None and stretch.kind == "talk" and not stretch.teaser for stretch in stretches]
    pools = described(
        talk, groups, parses, phrases,
        wanted=wanted, embedder=embedder, parser=parser,
    )  # fmt: skip
    excerpts = [excerpt(talk, group) if asks else "" for group, asks in zip(groups, wanted, strict=True)]
    best = read_again(graded(pools, phrases), excerpts, episode=episode.title, reading=reading)
    known = (episode.title, *(person.name for person in episode.people))
    named = [tuple(spelled(name, known) for name in names) for names in titles(best)]
    if kind.kind == "news":
        named = _headlined(talk, stretches, wanted, named)
    sections = _sections(talk, transcript, stretches, phrases, named)
    themes = _themes(talk, stretches, sections, parses, embedder) if talk.duration >= config.themes_from_s else ()
    said = transcript.sentences
    possible_ads = tuple((said[first].words[0], said[last - 1].words[1]) for first, last in found.possible)
    possible_ads = tuple(span for span in possible_ads if not any(overlaps(span, talk_) for talk_ in no_ads))
    headings = {section.id: names for section, names in zip(sections, named, strict=True) if names}
    return Outline(
        sections=sections, themes=themes, doubtful=possible_ads, openings=openings, headings=headings,
        corrections=told, kind=kind,
    )  # fmt: skip


def _headlined(
    talk: Talk, stretches: list[ChapterStretch], wanted: list[bool], named: list[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Return the titles of the sections of a news programme, the headline of each item first where it has one."""
    found = [
        news_headline(talk.texts[s.first : s.last]) if asks else None for s, asks in zip(stretches, wanted, strict=True)
    ]
    return [(line, *names) if line else names for line, names in zip(found, named, strict=True)]


def _in_any_language(
    episode: Episode, transcript: Transcript, config: SegmentConfig, parser: SentenceParser, corrections: Corrections
) -> Outline:
    """Return the outline by signs that every language has; nothing is taken for advertising or a greeting."""
    texts = tuple(plain(transcript.words, s.words) for s in transcript.sentences)
    bags = bags_of(transcript)
    talk = _timed(episode, transcript, texts, vectors_of(bags).astype(np.float32), None)
    stretches: list[ChapterStretch] = []
    if config.use_publisher_chapters and episode.chapters:
        stretches = from_chapters(talk, transcript, episode.chapters, config.snap_s, ())
    openings: list[Opening] = []
    if not stretches:
        numbers = search_numbers()
        sure, openings = _searched(
            talk, transcript, scores(talk, transcript, bags), numbers, config, span=(0, talk.n),
            log_length=numbers.prior.log_length(talk.duration, config.sections_per_hour, TRAINED_PER_HOUR),
            longest_s=config.longest_section_s,
        )  # fmt: skip
        starts = sorted({0: None} | sure)
        stretches = [
            ChapterStretch(first, last, "talk", sure.get(first))
            for first, last in zip(starts, [*starts[1:], talk.n], strict=True)
        ]
    stretches, told, _ = with_corrections(transcript, stretches, corrections.corrections)
    readings = parser.parse(texts) if has_frames(transcript.language) else None
    said = said_phrases(transcript, [range(s.first, s.last) for s in stretches], readings)
    named: list[tuple[str, ...]] = [
        (said_title(p, texts[s.first], transcript.language),) for p, s in zip(said, stretches, strict=True)
    ]
    sections = _sections(talk, transcript, stretches, [Phrases(p, frozenset(), frozenset()) for p in said], named)
    return Outline(sections=sections, openings=tuple(openings), corrections=told, by_signs=True)


def _whole(episode: Episode, transcript: Transcript) -> Section:
    end = max(episode.duration, transcript.words[-1].end)
    return Section(
        id="t01", title=headline(episode.title) or UNTITLED, title_source="generated", kind="talk", start=0.0, end=end,
        words=(0, len(transcript.words)),
    )  # fmt: skip


def _talk_of(episode: Episode, transcript: Transcript, embedder: Embedder) -> Talk:
    texts = tuple(plain(transcript.words, s.words) for s in transcript.sentences)
    return _timed(episode, transcript, texts, embedder.embed(texts), embedder.identity.digest)


def _timed(
    episode: Episode, transcript: Transcript, texts: tuple[str, ...], vectors: Vectors, made_by: str | None
) -> Talk:
    start = np.maximum.accumulate(np.array([s.start for s in transcript.sentences], np.float64))
    end = max(episode.duration, transcript.words[-1].end)
    ends = np.array([s.end for s in transcript.sentences], np.float64)
    return Talk(texts=texts, start=start, end=ends, vectors=vectors, duration=end, embedder=made_by)


def _outside(transcript: Transcript, ads: tuple[Span, ...]) -> list[Span]:
    """Return the words that are not advertising, as spans in order."""
    said, spans, first = transcript.sentences, [], 0
    for start, end in ads:
        spans.append((first, said[start].words[0]))
        first = said[end - 1].words[1]
    return [(a, b) for a, b in (*spans, (first, len(transcript.words))) if a < b]


def _generated(
    talk: Talk, transcript: Transcript, config: SegmentConfig, ads: tuple[Span, ...], kind: ShowKind
) -> tuple[list[ChapterStretch], tuple[Opening, ...]]:
    """Cut each stretch of talk by the search; introductions, ads and goodbyes stay whole.

    Returned beside the stretches: the places where one might have started.
    """
    prior = shipped_weights().prior.log_length(talk.duration, config.sections_per_hour, TRAINED_PER_HOUR)
    weights, log_length = for_kind(kind, shipped_weights(), prior)
    longest_s = config.longest_section_s * math.exp(log_length - prior)
    scored = score(talk, weights)
    stretches: list[ChapterStretch] = []
    openings: list[Opening] = []
    for part in parts(talk.texts, talk.start.tolist(), talk.duration, ads):
        sure, span = {part.first: FRAME_CONFIDENCE}, (part.first, part.last)
        if part.kind == "talk":
            found, opened = _searched(
                talk, transcript, scored, weights, config,
                span=span, log_length=log_length, longest_s=longest_s,
            )  # fmt: skip
            openings += opened
            sure = found | sure
        starts = sorted(sure)
        for first, last in zip(starts, [*starts[1:], part.last], strict=True):
            made = ChapterStretch(first, last, part.kind, sure[first] if first > 0 else None, teaser=part.teaser)
            stretches.append(made)
    opening = stretches[0]
    short = len(stretches) > 1 and talk.start[opening.last] <= WELCOME_LONGEST_S
    if short and opening.kind == "talk" and opens_the_show(talk.texts[: opening.last]):
        stretches[0] = replace(opening, kind="intro")
    return stretches, tuple(openings)


def _searched(
    talk: Talk,
    transcript: Transcript,
    scored: Floats,
    weights: SearchNumbers,
    config: SegmentConfig,
    *,
    span: Span,
    log_length: float,
    longest_s: float,
) -> tuple[dict[int, float], list[Opening]]:
    """Return the sentences in a stretch of talk at which sections start, with how sure, and where one might have.

    `log_length` is the logarithm of the seconds that sections are expected to have; none is longer than `longest_s`.
    """
    least_s = config.least_section_s
    weighed = weigh(talk, scored, weights, log_length=log_length, least_s=least_s, span=span)
    first, last = span
    edges = (float(talk.start[first]) if first else 0.0, float(talk.start[last]) if last < talk.n else talk.duration)
    sure: dict[int, float] = {}
    places = pick(weighed, weights, least_s)
    for i, expected in cut_long(weighed, places, weights, edges=edges, longest_s=longest_s):
        sure.setdefault(max(first, _turn_start(transcript, i)), round(confidence(expected, weights), 3))
    return sure, _openings(transcript, weighed)


def _openings(transcript: Transcript, weighed: Weighed) -> list[Opening]:
    sentences = transcript.sentences
    return [
        Opening(word=sentences[i].words[0], expected=round(float(expected), 3))
        for i, expected in zip(weighed.sentences, weighed.close, strict=True)
        if expected >= LEAST_EXPECTED
    ]


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


def _sections(
    talk: Talk,
    transcript: Transcript,
    stretches: list[ChapterStretch],
    phrases: list[Phrases],
    named: list[tuple[str, ...]],
) -> tuple[Section, ...]:
    starts = [0.0] + [float(talk.start[s.first]) if s.start is None else s.start for s in stretches[1:]]
    words = [0] + [transcript.sentences[s.first].words[0] for s in stretches[1:]]
    sections = []
    for k, (stretch, said, names) in enumerate(zip(stretches, phrases, named, strict=True)):
        title = stretch.title or (TEASER_TITLE if stretch.teaser else FRAME_TITLES.get(stretch.kind))
        title = title or headline(next(iter(names), UNTITLED))
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
                flags=(TEASER,) if stretch.teaser else (),
            )
        )
    return tuple(sections)


def _themes(
    talk: Talk,
    stretches: list[ChapterStretch],
    sections: tuple[Section, ...],
    parses: list[SentenceParse],
    embedder: Embedder,
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
    for k, ((a, b), said) in enumerate(zip(bounds, key_phrases(talk, groups, parses, embedder), strict=True)):
        title = phrase_title(said, taken) or kept[a][1].title
        taken.add(title.lower())
        themes.append(Theme(id=f"theme{k + 1}", title=title, sections=tuple(section.id for _, section in kept[a:b])))
    return tuple(themes)


STAGE = Stage(
    name="segment",
    function=segment,
    answers=Outline,
    config=SegmentConfig,
    reads=(Episode, Transcript, Corrections),
    uses=("embedder", "parser", "reading"),
    says="finding topic sections",
    about="Sections, titles, kinds, themes",
    version=f"16+{'+'.join(file.digest for file in (*FITTED, COHESION))}",
    obeys=OUTLINE_OPS,
)
