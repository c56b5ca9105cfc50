"""Choose what is worth repeating: every passage is considered, most are refused for a reason, few are shown.

Nothing is written here: a quote's text is what the judge of quotations renders from its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.checks.context import Standing, alone_fault, needed, standings
from pipeline.checks.rules import judged
from pipeline.checks.verbatim import render
from pipeline.language.words import content_words, plain
from pipeline.ports import Embedder, Reading, SentenceReader, Vectors
from pipeline.records import (
    Candidate,
    Correction,
    Corrections,
    Coverage,
    Episode,
    Outline,
    Quotes,
    Section,
    Span,
    TopicMap,
    Transcript,
)
from pipeline.spans import contains, hull, overlaps
from pipeline.stage import Stage
from pipeline.stages.quotes.cleaning import printed_spans
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.features import features
from pipeline.stages.quotes.filters import wording_fault
from pipeline.stages.quotes.hand_score import HAND, hand_points
from pipeline.stages.quotes.pins_and_bans import QUOTE_OPS, Pinned, is_banned, pinned
from pipeline.stages.quotes.publisher_picks import heard_again, soundbites
from pipeline.stages.quotes.ranker import RANKER, Numbers, SentenceTable, appeal, earliness
from pipeline.stages.quotes.readability import READABILITY, columns, readable, shipped
from pipeline.stages.quotes.selection import Wanted, chosen, with_wanted

LEAST_CONTENT = 3  # content words; below, a sentence says too little to stand alone
GUEST_SHARE = 0.05  # of the words; below, the hosts are the show and are quoted
CLEAR_VOICE = 0.6  # confidence; below, attribute leaves the speaker open
NO_WISHES = Corrections()
PUNCTUATED = 5  # with a stop in every fifth sentence or more, one without is a piece of one
COMPARED_WORDS = 5  # shorter sentences are not compared with others
FITTED = (RANKER, READABILITY, HAND)
TOLD = 0.005  # a smaller reason is not told
_CLOSED = (".", "!", "?", "…")
# Reasons that outweigh a publisher's pick.
NEVER = ("in a section", "crosses", "banned", "quarantined", "uncertain", "not clear", "too long", "taken back")


@dataclass(frozen=True)
class _Passage:
    """Consecutive sentences of one turn, and the spans that would be printed."""

    first: int
    last: int  # the sentence after the last one
    spans: tuple[Span, ...]
    section: Section

    @property
    def within(self) -> Span:
        return hull(self.spans)


@dataclass(frozen=True)
class _Scene:
    """What a passage is judged against, gathered once."""

    transcript: Transcript
    texts: tuple[str, ...]  # of the sentences
    host_turns: frozenset[int]
    unsafe: tuple[Span, ...]  # quarantined words
    doubtful: tuple[Span, ...]  # that may be advertising
    readings: Sequence[Reading]  # of the sentences
    context: Sequence[Standing]  # how the sentences stand among their neighbours
    punctuated: bool
    wishes: Sequence[Correction]
    config: QuotesConfig


def quotes(  # noqa: PLR0917 -- a stage takes the records it reads, in the line's order
    episode: Episode,
    coverage: Coverage,
    transcript: Transcript,
    outline: Outline,
    topic_map: TopicMap,
    config: QuotesConfig,
    *,
    embedder: Embedder,
    parser: SentenceReader,
    corrections: Corrections = NO_WISHES,
) -> Quotes:
    """Return every candidate with its score or the reason it was refused, and up to `per_section` quotes a section.

    Candidates are in time order; chosen quotes are numbered in time order and ranked within their section.
    """
    if not transcript.sentences or not outline.sections:
        return Quotes(candidates=(), chosen=())
    for file in FITTED:
        file.refuse_others(embedder.identity)
    texts = tuple(plain(transcript.words, sentence.words) for sentence in transcript.sentences)
    scene = _Scene(
        transcript=transcript,
        texts=texts,
        host_turns=_host_turns(episode, transcript),
        unsafe=tuple(quarantine.words for quarantine in coverage.quarantined),
        doubtful=outline.doubtful,
        readings=parser.read(texts),  # as `segment` asked for them: they are remembered
        context=standings(transcript),
        punctuated=sum(text.endswith(_CLOSED) for text in texts) * PUNCTUATED > len(texts),
        wishes=corrections.corrections,
        config=config,
    )
    passages = list(_passages(scene, outline))
    faults = [_fault(scene, passage) for passage in passages]
    open_ = [k for k, fault in enumerate(faults) if fault is None]
    spoken = _spoken(scene, embedder)
    parts = appeal(spoken) | {"early": config.early_weight * earliness(spoken)}
    vectors = _meanings([passages[k] for k in open_], spoken.vectors)
    scored = _scored(scene, [passages[k] for k in open_], parts, vectors, spoken.embedder)
    by_number = dict(zip(open_, scored, strict=True))
    candidates = tuple(
        by_number.get(k) or _candidate(scene, passage, rejected=fault)
        for k, (passage, fault) in enumerate(zip(passages, faults, strict=True))
    )
    pins, told = pinned(transcript, outline, corrections.corrections)
    sound = [k for k, candidate in enumerate(scored) if candidate.rejected is None]
    best = [scored[k] for k in sound]
    picked = chosen(transcript, outline, best, vectors[sound], tuple(dict.fromkeys(topic_map.ranked)), config=config)
    bites = soundbites(transcript, outline, episode.soundbites)
    teased = heard_again(transcript, outline, scene.texts)
    wanted = [_pin(scene, pin) for pin in pins]
    wanted += [found for bite in bites if (found := _picked(candidates, bite.words, told_so=True))]
    wanted += [found for span in teased if (found := _picked(candidates, span, told_so=False))]
    if wanted:
        picked = with_wanted(picked, wanted, transcript, outline, config=config)
    return Quotes(candidates=candidates, chosen=picked, picked=tuple(bites), corrections=tuple(told))


def shown(topic_map: TopicMap, found: Quotes) -> TopicMap:
    """Return the map with the sections of quotes that a person or the publisher wants, ranked after the others."""
    wanted = (q.section for q in found.chosen if q.source != "model" and q.section not in topic_map.ranked)
    return topic_map.model_copy(update={"ranked": (*topic_map.ranked, *dict.fromkeys(wanted))})


# ---- candidates


def _picked(candidates: Sequence[Candidate], within: Span, *, told_so: bool) -> Wanted | None:
    """Return the best passage that may be quoted in a stretch that the publisher picked.

    Where there is none and the feed names the stretch, it is the longest that only its wording speaks against; what is
    banned, doubtful or a sponsor's is never quoted.
    """
    inside = [c for c in candidates if contains(within, hull(c.words))]
    open_ = [c for c in inside if c.rejected is None]
    if open_:
        return Wanted(max(open_, key=lambda c: (c.score or 0.0, -c.start)), "publisher")
    weak = [c for c in inside if told_so and not (c.rejected or "").startswith(NEVER)]
    if not weak:
        return None
    best = max(weak, key=lambda c: (c.words[-1][1] - c.words[0][0], -c.start))
    return Wanted(best.model_copy(update={"score": 0.0, "rejected": None}), "publisher", best.rejected)


def _pin(scene: _Scene, pin: Pinned) -> Wanted:
    """Return a pinned passage as a candidate, with what would have kept it from being chosen."""
    sentences = scene.transcript.sentences
    holding = [k for k, s in enumerate(sentences) if overlaps(s.words, pin.words)]
    spans = printed_spans(scene.transcript.words, pin.words) or (pin.words,)
    passage = _Passage(holding[0], holding[-1] + 1, spans, pin.section)
    return Wanted(_candidate(scene, passage, score=0.0), "pinned", _fault(scene, passage))


def _host_turns(episode: Episode, transcript: Transcript) -> frozenset[int]:
    """Return the turns of the hosts, by name or by voice; none where the hosts are nearly all there is to hear."""
    named = {person.name.casefold() for person in episode.people if person.role == "host"}
    voices = {label for label, role in transcript.roles.items() if role == "host"}
    turns = frozenset(
        number
        for number, turn in enumerate(transcript.turns)
        if (turn.speaker and turn.speaker.casefold() in named) or turn.speaker_label in voices
    )
    told = sum(transcript.turns[n].words[1] - transcript.turns[n].words[0] for n in turns)
    return turns if len(transcript.words) - told >= GUEST_SHARE * len(transcript.words) else frozenset()


def _passages(scene: _Scene, outline: Outline) -> list[_Passage]:
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


def _passage(scene: _Scene, first: int, last: int, section: Section) -> _Passage:
    """Return the sentences first..last as they would be printed."""
    sentences = scene.transcript.sentences
    span = (sentences[first].words[0], sentences[last - 1].words[1])
    return _Passage(first, last, printed_spans(scene.transcript.words, span) or (span,), section)


def _is_thought(scene: _Scene, run: tuple[int, int], section: Section) -> bool:
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


def _is_run(scene: _Scene, first: int, last: int, section: Section) -> bool:
    """Say whether the sentences first..last are short, of one turn and inside the section."""
    run = scene.transcript.sentences[first:last]
    return (
        all(s.words[1] - s.words[0] <= scene.config.run_sentence_words for s in run)
        and run[-1].words[1] - run[0].words[0] <= scene.config.max_words
        and run[-1].turn == run[0].turn
        and run[-1].words[1] <= section.words[1]
    )


def _fault(scene: _Scene, passage: _Passage) -> str | None:
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
        (sentence.turn in scene.host_turns, "the host speaking"),
        ((sentence.speaker_confidence or 1.0) < CLEAR_VOICE, "not clear who speaks"),
        (length < config.min_words, "too short"),
        (length > config.max_words, "too long"),
        (bool(sure) and sum(sure) < config.min_probability * len(sure), "uncertain words"),
        (scene.punctuated and not text.rstrip('"”’)').endswith(_CLOSED), "does not end"),
        (scene.punctuated and _goes_on(scene, passage), "begins inside a sentence"),
        (text.rstrip('"”’)').endswith(("…", "...", "-", "–", "—")), "breaks off"),
        (len(set(content_words(text))) < LEAST_CONTENT, "says too little"),
    )
    told = next((reason for applies, reason in reasons if applies), None) or wording_fault(text)
    return told or alone_fault(scene.context, passage.first, passage.last)


def _goes_on(scene: _Scene, passage: _Passage) -> bool:
    """Say whether the sentence before, in the same turn, was cut off rather than ended."""
    sentences = scene.transcript.sentences
    before = passage.first - 1
    same = before >= 0 and sentences[before].turn == sentences[passage.first].turn
    return same and not scene.texts[before].rstrip('"”’)').endswith((*_CLOSED, "-", "–", "—", ":"))


def _candidate(scene: _Scene, passage: _Passage, **fields: object) -> Candidate:
    words = scene.transcript.words
    start, end = passage.within
    plain_fields = {
        "start": words[start].start, "end": words[end - 1].end, "words": passage.spans,
        "text": render(words, passage.spans), "section": passage.section.id,
        "speaker": scene.transcript.sentences[passage.first].speaker,
    }  # fmt: skip
    return Candidate.model_validate(plain_fields | fields)


# ---- scores


def _spoken(scene: _Scene, embedder: Embedder) -> SentenceTable:
    """Return the sentences as they are judged; their vectors are those that `segment` asked for."""
    sentences = scene.transcript.sentences
    hosts = np.array([sentence.turn in scene.host_turns for sentence in sentences])
    length = np.array([sentence.words[1] - sentence.words[0] for sentence in sentences])
    return SentenceTable(
        texts=scene.texts,
        vectors=embedder.embed(scene.texts),
        turns=np.array([sentence.turn for sentence in sentences]),
        starts=np.array([sentence.start for sentence in sentences], np.float64),
        fits=~hosts & (length >= COMPARED_WORDS),
        embedder=embedder.identity.digest,
    )


def _scored(
    scene: _Scene, passages: Sequence[_Passage], parts: Mapping[str, Numbers], vectors: Vectors, embedder: str | None
) -> list[Candidate]:
    """Return the passages as candidates: the mean appeal of their sentences, how they are worded, how they read."""
    config = scene.config
    texts = [render(scene.transcript.words, passage.spans) for passage in passages]
    worded = [features(text, p.last - p.first) for text, p in zip(texts, passages, strict=True)]
    rows = [
        columns(text, scene.texts[p.first : p.last], scene.readings[p.first : p.last], found)
        for text, p, found in zip(texts, passages, worded, strict=True)
    ]
    odds = readable(np.array(rows), vectors, embedder) if rows else np.zeros(0)
    candidates, average = [], shipped().average
    for passage, found, odd in zip(passages, worded, odds.tolist(), strict=True):
        reasons = {f"by_{name}": float(part[passage.first : passage.last].mean()) for name, part in parts.items()}
        reasons["by_appeal"] *= config.fitted_weight
        whole = {
            "by_hand": config.hand_weight * hand_points(found),
            "by_reading": config.reading_weight * (odd - average),
        }
        reasons |= whole
        score = reasons["by_appeal"] + reasons["by_early"] + sum(whole.values())
        kept = {name: round(value, 4) for name, value in (reasons | found).items() if abs(value) >= TOLD}
        refused = "does not read well alone" if odd < config.least_reading else None
        candidates.append(_candidate(scene, passage, score=round(score, 4), features=kept, rejected=refused))
    return candidates


def _meanings(passages: Sequence[_Passage], vectors: Vectors) -> Vectors:
    """Return one unit vector per passage: its sentences' middle."""
    if not passages:
        return vectors[:0]
    rows = np.array([vectors[passage.first : passage.last].mean(0) for passage in passages])
    unit: Vectors = (rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    return unit


STAGE = Stage(
    name="quotes",
    function=quotes,
    answers=Quotes,
    config=QuotesConfig,
    reads=(Episode, Coverage, Transcript, Outline, TopicMap, Corrections),
    uses=("embedder", "parser"),
    says="choosing quotes",
    about="Every candidate with its reasons, those chosen",
    version=judged(f"12+{'+'.join(file.digest for file in FITTED)}"),  # other weights choose other quotes
    obeys=QUOTE_OPS,
    also={TopicMap: shown},
)
