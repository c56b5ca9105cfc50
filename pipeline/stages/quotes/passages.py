"""The passages that may be quoted: every sentence, every run that belongs together, and why most are refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.checks.context import Standing, alone_fault, needed
from pipeline.checks.spoken_over import QUOTABLE_S, spoken_over_s
from pipeline.checks.verbatim import render
from pipeline.language.words import content_words
from pipeline.ports import SentenceParse
from pipeline.records import Correction, Outline, Section, Span, Transcript
from pipeline.spans import hull, overlaps
from pipeline.stages.quotes.cleaning import printed_spans
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.filters import wording_fault
from pipeline.stages.quotes.pins_and_bans import is_banned
from pipeline.stages.quotes.ranker import Numbers
from pipeline.stages.quotes.surroundings import Surroundings

LEAST_CONTENT = 3  # content words; below, a sentence says too little to stand alone
CLEAR_VOICE = 0.6  # confidence; below, attribute leaves the speaker open
CLOSED = (".", "!", "?", "…")


@dataclass(frozen=True)
class QuotePassage:
    """Consecutive sentences of one turn, and the spans that would be printed."""

    first: int
    last: int  # the sentence after the last one
    spans: tuple[Span, ...]
    section: Section

    @property
    def within(self) -> Span:
        """The stretch from its first word to its last."""
        return hull(self.spans)


@dataclass(frozen=True)
class QuoteScene:
    """What a passage is judged against, gathered once."""

    transcript: Transcript
    texts: tuple[str, ...]  # of the sentences
    host: Numbers  # (n,) how likely the host says each sentence: 0 or 1 where the transcript tells
    heard: Surroundings
    unsafe: tuple[Span, ...]  # quarantined words
    doubtful: tuple[Span, ...]  # that may be advertising
    readings: Sequence[SentenceParse]  # of the sentences
    context: Sequence[Standing]  # how the sentences stand among their neighbours
    punctuated: bool
    wishes: Sequence[Correction]
    config: QuotesConfig


def passages_of(scene: QuoteScene, outline: Outline) -> list[QuotePassage]:
    """Return every sentence, and every run of short sentences of one turn in one section of talk, in time order."""
    found = []
    sentences = scene.transcript.sentences
    sections = list(outline.sections)
    at = 0
    for first, sentence in enumerate(sentences):
        while at + 1 < len(sections) and sections[at + 1].words[0] <= sentence.words[0]:
            at += 1
        section = sections[at]
        longest = scene.config.run_sentences if section.kind == "talk" else 1
        for last in range(first + 1, min(first + longest, len(sentences)) + 1):
            if last > first + 1 and not _is_run(scene, first, last, section):
                break
            found.append(_passage(scene, first, last, section))
    known = {(passage.first, passage.last) for passage in found}
    wider = ((needed(scene.context, p.first, p.last), p.section) for p in found)
    extra = {run: section for run, section in wider if run not in known and _is_thought(scene, run, section)}
    found += [_passage(scene, first, last, section) for (first, last), section in extra.items()]
    return sorted(found, key=lambda passage: (passage.first, passage.last))


def _passage(scene: QuoteScene, first: int, last: int, section: Section) -> QuotePassage:
    """Return the sentences first..last as they would be printed."""
    sentences = scene.transcript.sentences
    span = (sentences[first].words[0], sentences[last - 1].words[1])
    return QuotePassage(first, last, printed_spans(scene.transcript.words, span) or (span,), section)


def _is_thought(scene: QuoteScene, run: tuple[int, int], section: Section) -> bool:
    """Say whether the sentences that a passage needs beside it can be printed with it."""
    first, last = max(run[0], 0), min(run[1], len(scene.texts))
    said = scene.transcript.sentences[first:last]
    return (
        (first, last) == run
        and section.kind == "talk"
        and last - first <= scene.config.run_sentences + 1
        and said[-1].words[1] - said[0].words[0] <= scene.config.max_words
        and said[0].turn == said[-1].turn
        and said[0].words[0] >= section.words[0]
        and said[-1].words[1] <= section.words[1]
    )


def _is_run(scene: QuoteScene, first: int, last: int, section: Section) -> bool:
    """Say whether the sentences first..last are short, of one turn and inside the section."""
    run = scene.transcript.sentences[first:last]
    return (
        all(s.words[1] - s.words[0] <= scene.config.run_sentence_words for s in run)
        and run[-1].words[1] - run[0].words[0] <= scene.config.max_words
        and run[-1].turn == run[0].turn
        and run[-1].words[1] <= section.words[1]
    )


def refusal(scene: QuoteScene, passage: QuotePassage) -> str | None:
    """Return why a passage may not be quoted, None where it may."""
    words, config = scene.transcript.words, scene.config
    within = start, end = passage.within
    sentence = scene.transcript.sentences[passage.first]
    turn = scene.transcript.turns[sentence.turn].words
    length = sum(j - i for i, j in passage.spans)
    text = render(words, passage.spans)
    sure = [word.p for i, j in passage.spans for word in words[i:j] if word.p is not None]
    reasons = (
        (passage.section.kind != "talk", f"in a section of kind {passage.section.kind}"),
        (end > passage.section.words[1] or start < passage.section.words[0], "crosses a section"),
        (start < turn[0] or end > turn[1], "crosses a turn"),
        (is_banned(words[start].start, words[end - 1].end, scene.wishes), "banned by a person"),
        (any(overlaps(span, within) for span in scene.unsafe), "quarantined words"),
        (any(overlaps(span, within) for span in scene.doubtful), "may be advertising"),
        (bool(scene.host[passage.first : passage.last].max() == 1), "the host speaking"),
        (bool(scene.host[passage.first : passage.last].max() > config.most_host), "the host speaking, by the words"),
        ((sentence.speaker_confidence or 1.0) < CLEAR_VOICE, "not clear who speaks"),
        (spoken_over_s(scene.transcript, words[start].start, words[end - 1].end) >= QUOTABLE_S, "two speak at once"),
        (length < config.min_words, "too short"),
        (length > config.max_words, "too long"),
        (bool(sure) and sum(sure) < config.min_probability * len(sure), "uncertain words"),
        (scene.punctuated and not text.rstrip('"”’)').endswith(CLOSED), "does not end"),
        (scene.punctuated and _goes_on(scene, passage), "begins inside a sentence"),
        (text.rstrip('"”’)').endswith(("…", "...", "-", "–", "—")), "breaks off"),
        (len(set(content_words(text))) < LEAST_CONTENT, "says too little"),
    )
    told = next((reason for applies, reason in reasons if applies), None) or wording_fault(text)
    return told or alone_fault(scene.context, passage.first, passage.last)


def _goes_on(scene: QuoteScene, passage: QuotePassage) -> bool:
    """Say whether the sentence before, in the same turn, was cut off rather than ended."""
    sentences = scene.transcript.sentences
    before = passage.first - 1
    same = before >= 0 and sentences[before].turn == sentences[passage.first].turn
    return same and not scene.texts[before].rstrip('"”’)').endswith((*CLOSED, "-", "–", "—", ":"))
