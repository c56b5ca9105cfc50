"""Quotes in a language without rules of grammar: whole sentences that stand alone by signs that every language has.

What is printed is what was said. Leaning openings are known of a few languages only (`pipeline/language/tongues/`);
what a speaker corrects in other words goes unnoticed, and each quote says that its context was not judged.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.checks.context import Standing, alone_fault, standings
from pipeline.checks.verbatim import render
from pipeline.language.signs import is_asked, is_closed
from pipeline.language.words import plain
from pipeline.ports import SentenceParse
from pipeline.records import Candidate, Correction, Coverage, Episode, Outline, Section, Span, Transcript
from pipeline.spans import overlaps
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.pins_and_bans import is_banned, placed
from pipeline.stages.quotes.said_alone import Numbers, SaidTalk, described, odds, said_talk
from pipeline.stages.quotes.selection import READS

CLEAR_VOICE = 0.6  # confidence; below, attribute leaves the speaker open
LEAST_TERMS = 3  # words of content; below, a sentence says too little to stand alone
PUNCTUATED = 5  # with a stop in every fifth sentence or more, one without is a piece of one
ASKS_MOST = 0.6  # of all questions: who asks them and speaks less than the others is the host
HOST_SHARE = 0.4  # of the talk, at most
WHOLE = 4.5  # words; a shorter sentence answers, agrees or counts up: "Ja, seit vier Jahren."
RUN_SENTENCE = 20.0  # words of the longest sentence that is joined with others


@dataclass(frozen=True)
class SaidScene:
    """What passages are judged against, gathered once."""

    talk: SaidTalk
    outline: Outline
    hosts: frozenset[str | None]
    unsafe: tuple[Span, ...]  # quarantined words
    context: Sequence[Standing]
    punctuated: bool
    wishes: Sequence[Correction]
    config: QuotesConfig
    readings: Sequence[SentenceParse]  # of the sentences; empty without a grammar


@dataclass(frozen=True)
class SaidPassage:
    """Consecutive whole sentences of one turn in one section."""

    first: int
    last: int
    words: Span
    section: Section


def candidates_of(
    episode: Episode,
    coverage: Coverage,
    transcript: Transcript,
    outline: Outline,
    *,
    wishes: Sequence[Correction],
    config: QuotesConfig,
    readings: Sequence[SentenceParse] = (),
) -> tuple[list[Candidate], Numbers]:
    """Return every passage in time order with its score or why it is refused, and `(n, terms)` vectors of all."""
    texts = tuple(plain(transcript.words, s.words) for s in transcript.sentences)
    language = transcript.language
    scene = SaidScene(
        talk=said_talk(transcript, texts), outline=outline, hosts=hosts_of(episode, transcript, texts),
        unsafe=(*(q.words for q in coverage.quarantined), *outline.doubtful), context=standings(transcript),
        punctuated=sum(is_closed(text, language) for text in texts) * PUNCTUATED > len(texts),
        wishes=placed(transcript, wishes), config=config, readings=readings,
    )  # fmt: skip
    passages = list(_passages(scene))
    faults = [_refusal(scene, passage) for passage in passages]
    open_ = [k for k, fault in enumerate(faults) if fault is None]
    rows = np.array([described(scene.talk, passages[k].first, passages[k].last) for k in open_])
    reads = dict(zip(open_, odds(rows).tolist() if open_ else [], strict=True))
    found = [
        _candidate(transcript, passage, fault, reads.get(k))
        for k, (passage, fault) in enumerate(zip(passages, faults, strict=True))
    ]
    vectors = np.array([scene.talk.vectors[p.first : p.last].mean(0) for p in passages])
    norms = np.linalg.norm(vectors, axis=1, keepdims=True) if passages else vectors
    return found, vectors / np.where(norms > 0, norms, 1.0) if passages else vectors


def hosts_of(episode: Episode, transcript: Transcript, texts: Sequence[str]) -> frozenset[str | None]:
    """Return the speakers who are not quoted: the hosts named, else who asks nearly all questions and speaks less."""
    named = frozenset(p.name for p in episode.people if (p.role or "").lower() == "host")
    spoken: defaultdict[str | None, float] = defaultdict(float)
    asked: Counter[str | None] = Counter()
    for sentence, text in zip(transcript.sentences, texts, strict=True):
        spoken[sentence.speaker] += sentence.end - sentence.start
        asked[sentence.speaker] += is_asked(text, transcript.language)
    if named or len(spoken) < 2 or not asked.total():
        return named if named < spoken.keys() else frozenset()
    host, questions = asked.most_common(1)[0]
    asks = questions >= ASKS_MOST * asked.total() and spoken[host] <= HOST_SHARE * sum(spoken.values())
    return frozenset({host}) if asks and host is not None else frozenset()


def _passages(scene: SaidScene) -> Iterator[SaidPassage]:
    """Yield every sentence, and every run of short ones of one turn in one section of talk."""
    sentences, lengths = scene.talk.transcript.sentences, scene.talk.lengths
    for section in scene.outline.sections:
        inside = [k for k, s in enumerate(sentences) if section.words[0] <= s.words[0] < section.words[1]]
        for first in inside:
            for last in range(first + 1, first + 1 + (scene.config.run_sentences if section.kind == "talk" else 1)):
                if last - 1 > inside[-1] or sentences[last - 1].turn != sentences[first].turn:
                    break
                run = lengths[first:last]
                if len(run) > 1 and (max(run) > RUN_SENTENCE or sum(run) > scene.config.max_words):
                    break
                words = (sentences[first].words[0], sentences[last - 1].words[1])
                yield SaidPassage(first, last, words, section)


def _refusal(scene: SaidScene, said: SaidPassage) -> str | None:
    """Return why a passage may not be quoted, None where it may."""
    talk, config, transcript = scene.talk, scene.config, scene.talk.transcript
    words = transcript.words[slice(*said.words)]
    texts = talk.texts[said.first : said.last]
    sentence, language = transcript.sentences[said.first], transcript.language
    length = sum(talk.lengths[said.first : said.last])
    sure = [word.p for word in words if word.p is not None]
    reasons = (
        (said.section.kind != "talk", f"in a section of kind {said.section.kind}"),
        (said.words[1] > said.section.words[1], "crosses a section"),
        (is_banned(words[0].start, words[-1].end, scene.wishes), "banned by a person"),
        (any(overlaps(span, said.words) for span in scene.unsafe), "quarantined words"),
        (sentence.speaker in scene.hosts, "the host speaking"),
        ((sentence.speaker_confidence or 1.0) < CLEAR_VOICE, "not clear who speaks"),
        (length < config.min_words, "too short"),
        (length > config.max_words, "too long"),
        (bool(sure) and sum(sure) < config.min_probability * len(sure), "uncertain words"),
        (any(is_asked(text, language) for text in texts), "asks"),
        (scene.punctuated and not is_closed(texts[-1], language), "does not end"),
        (scene.punctuated and _goes_on(scene, said), "begins inside a sentence"),
        (texts[-1].rstrip().endswith(("…", "...", "-", "–", "—")), "breaks off"),
        (min(talk.lengths[said.first : said.last]) < WHOLE, "holds a fragment"),
        (len(set().union(*(talk.bags[k] for k in range(said.first, said.last)))) < LEAST_TERMS, "says too little"),
        (_is_broken(scene.readings, said), "is no whole sentence"),
        (bool(scene.readings) and scene.readings[said.first].points_back, "leans on what stands before it"),
        (any(name in texts[0].split(",")[0] for name in _called(transcript)), "speaks to the other"),
    )
    told = next((reason for applies, reason in reasons if applies), None)
    return told or alone_fault(scene.context, said.first, said.last)


def _is_broken(readings: Sequence[SentenceParse], said: SaidPassage) -> bool:
    return bool(readings) and not all(readings[k].whole for k in range(said.first, said.last))


def _called(transcript: Transcript) -> set[str]:
    """Return the names by which those who talk call each other."""
    return {part for turn in transcript.turns for part in (turn.speaker or "").split() if len(part) > 1}


def _goes_on(scene: SaidScene, said: SaidPassage) -> bool:
    """Say whether the sentence before, in the same turn, was cut off rather than ended."""
    sentences, before = scene.talk.transcript.sentences, said.first - 1
    same = before >= 0 and sentences[before].turn == sentences[said.first].turn
    return same and not is_closed(scene.talk.texts[before], scene.talk.transcript.language)


def _candidate(transcript: Transcript, said: SaidPassage, fault: str | None, reads: float | None) -> Candidate:
    words = transcript.words
    return Candidate(
        start=words[said.words[0]].start, end=words[said.words[1] - 1].end, words=(said.words,),
        text=render(words, [said.words]), section=said.section.id,
        speaker=transcript.sentences[said.first].speaker, score=None if reads is None else round(reads, 4),
        features={} if reads is None else {READS: round(reads, 4)}, rejected=fault,
    )  # fmt: skip
