"""Choose what is worth repeating: every passage is considered, most are refused for a reason, few are shown.

Nothing is written here: a quote's text is what the judge of quotations renders from its words.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from pipeline.checks.retraction import taken_back
from pipeline.checks.verbatim import grade_of, plain, render
from pipeline.checks.wording import content_words
from pipeline.ports import Embedder, Vectors
from pipeline.records import (
    Candidate,
    Coverage,
    Episode,
    Outline,
    Quote,
    Quotes,
    Record,
    Section,
    Span,
    TopicMap,
    Transcript,
)
from pipeline.stages.quotability.features import features
from pipeline.stages.quotability.guards import wording_fault
from pipeline.stages.quotability.judge import DIGEST, fitted_points, hand_points
from pipeline.stages.quotability.spans import printed_spans

VERSION = f"1+{DIGEST}"  # other weights choose other quotes
LEAST_CONTENT = 3  # content words; below, a sentence says too little to stand alone
GUEST_SHARE = 0.05  # of the words; below, the hosts are the show and are quoted
FEW = 4  # passages; among so few, which is central says half as much
_CLOSED = (".", "!", "?", "…")


class QuotesConfig(Record):
    """Which passages may be quoted, and how many are shown."""

    per_section: int = Field(
        default=3, ge=0, le=10, description="quotes per highlighted section, the best printed first"
    )
    min_words: int = Field(default=8, ge=3, le=20, description="words; shorter ones are rarely understood alone")
    max_words: int = Field(default=40, ge=10, le=80, description="words; longer ones are passages, not quotes")
    run_sentences: int = Field(default=3, ge=1, le=4, description="sentences that may be quoted together; editors do")
    run_sentence_words: int = Field(default=14, ge=5, le=40, description="words; only sentences this short are joined")
    min_probability: float = Field(
        default=0.7, ge=0, le=1, description="mean word probability; below, the recogniser was guessing"
    )
    doubtful_probability: float = Field(
        default=0.3, ge=0, le=1, description="one word below this flags a quote as resting on an uncertain word"
    )
    hand_weight: float = Field(default=1.0, ge=0, le=5, description="of the weights set by hand; they travel best")
    fitted_weight: float = Field(default=1.0, ge=0, le=5, description="of the weights fitted to editors' cold opens")
    centrality_weight: float = Field(
        default=0.5, ge=0, le=5, description="of nearness to the section's middle; central is not yet quotable"
    )
    repetition_cost: float = Field(
        default=2.0, ge=0, le=10, description="points lost per unit of cosine to a quote already chosen in the section"
    )
    least_score: float = Field(
        default=-0.5, ge=-20, le=20, description="points (0 = average); a section without better has no quote"
    )


@dataclass(frozen=True)
class _Passage:
    """Consecutive sentences of one turn, and the spans that would be printed."""

    first: int
    last: int  # the sentence after the last one
    spans: tuple[Span, ...]
    section: Section

    @property
    def within(self) -> Span:
        return self.spans[0][0], self.spans[-1][1]


@dataclass(frozen=True)
class _Scene:
    """What a passage is judged against, gathered once."""

    transcript: Transcript
    texts: tuple[str, ...]  # of the sentences
    hosts: frozenset[str | None]
    unsafe: tuple[Span, ...]  # quarantined words
    taken_back: frozenset[int]
    punctuated: bool
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
) -> Quotes:
    """Return every candidate with its score or the reason it was refused, and up to `per_section` quotes a section.

    Candidates are in time order; chosen quotes are numbered in time order and ranked within their section.
    """
    if not transcript.sentences or not outline.sections:
        return Quotes(candidates=(), chosen=())
    scene = _scene(episode, coverage, transcript, config)
    passages = list(_passages(scene, outline))
    faults = [_fault(scene, passage) for passage in passages]
    open_ = [k for k, fault in enumerate(faults) if fault is None]
    vectors = embedder.embed([render(transcript.words, passages[k].spans) for k in open_])
    scored = _scored(scene, [passages[k] for k in open_], vectors)
    by_number = dict(zip(open_, scored, strict=True))
    candidates = tuple(
        by_number.get(k) or _candidate(scene, passage, rejected=fault)
        for k, (passage, fault) in enumerate(zip(passages, faults, strict=True))
    )
    return Quotes(candidates=candidates, chosen=_chosen(transcript, scored, vectors, topic_map.ranked, config))


# ---- candidates


def _scene(episode: Episode, coverage: Coverage, transcript: Transcript, config: QuotesConfig) -> _Scene:
    texts = tuple(plain(transcript.words, sentence.words) for sentence in transcript.sentences)
    said = Counter(word.speaker for word in transcript.words)
    named = {person.name.casefold() for person in episode.people if person.role == "host"}
    hosts = frozenset(speaker for speaker in said if speaker and speaker.casefold() in named)
    guests = sum(count for speaker, count in said.items() if speaker not in hosts)
    return _Scene(
        transcript=transcript,
        texts=texts,
        hosts=hosts if guests >= GUEST_SHARE * len(transcript.words) else frozenset(),
        unsafe=tuple(quarantine.words for quarantine in coverage.quarantined),
        taken_back=taken_back(transcript, texts),
        punctuated=sum(text.endswith(_CLOSED) for text in texts) * 2 > len(texts),
        config=config,
    )


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
            span = (sentence.words[0], sentences[last - 1].words[1])
            if last > first + 1 and not _is_run(scene, first, last, section):
                break
            spans = printed_spans(scene.transcript.words, span)
            found.append(_Passage(first, last, spans or (span,), section))
    return found


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
    start, end = passage.within
    sentence = scene.transcript.sentences[passage.first]
    turn = scene.transcript.turns[sentence.turn].words
    length = sum(j - i for i, j in passage.spans)
    text = render(words, passage.spans)
    sure = [word.p for i, j in passage.spans for word in words[i:j] if word.p is not None]
    reasons = (
        (passage.section.kind != "talk", f"in a section of kind {passage.section.kind}"),
        (end > passage.section.words[1] or start < passage.section.words[0], "crosses a section"),
        (start < turn[0] or end > turn[1], "crosses a turn"),
        (any(i < end and start < j for i, j in scene.unsafe), "quarantined words"),
        (sentence.speaker in scene.hosts, "the host speaking"),
        (length < config.min_words, "too short"),
        (length > config.max_words, "too long"),
        (bool(sure) and sum(sure) < config.min_probability * len(sure), "uncertain words"),
        (scene.punctuated and not text.rstrip('"”’)').endswith(_CLOSED), "does not end"),
        (text.rstrip('"”’)').endswith(("…", "...", "-", "–", "—")), "breaks off"),
        (not scene.taken_back.isdisjoint(range(passage.first, passage.last)), "taken back by the speaker"),
        (len(set(content_words(text))) < LEAST_CONTENT, "says too little"),
    )
    return next((reason for applies, reason in reasons if applies), None) or wording_fault(text)


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


def _scored(scene: _Scene, passages: Sequence[_Passage], vectors: Vectors) -> list[Candidate]:
    """Return the passages as candidates with points and the features that are not zero."""
    config = scene.config
    central = _centrality(passages, vectors)
    candidates = []
    for passage, nearness in zip(passages, central, strict=True):
        found = features(render(scene.transcript.words, passage.spans), passage.last - passage.first)
        points = {"by_hand": hand_points(found), "fitted": fitted_points(found), "centrality": float(nearness)}
        weights = (config.hand_weight, config.fitted_weight, config.centrality_weight)
        score = sum(weight * point for weight, point in zip(weights, points.values(), strict=True))
        kept = {name: round(value, 4) for name, value in (points | found).items() if round(value, 4)}
        candidates.append(_candidate(scene, passage, score=round(score, 4), features=kept))
    return candidates


def _centrality(passages: Sequence[_Passage], vectors: Vectors) -> Sequence[float]:
    """Return each passage's cosine to the mean of its section, standardised there and shrunk where few are."""
    central = np.zeros(len(passages))
    ids = np.array([passage.section.id for passage in passages])
    for section in dict.fromkeys(ids):
        inside = ids == section
        middle = vectors[inside].mean(0)
        nearness = vectors[inside] @ (middle / (np.linalg.norm(middle) + 1e-9))
        trust = len(nearness) / (len(nearness) + FEW)
        central[inside] = trust * (nearness - nearness.mean()) / (nearness.std() + 1e-6)
    return central.tolist()


# ---- choice


def _chosen(
    transcript: Transcript,
    candidates: Sequence[Candidate],
    vectors: Vectors,
    ranked: Sequence[str],
    config: QuotesConfig,
) -> tuple[Quote, ...]:
    """Return the best candidates of each highlighted section that do not repeat each other, in time order."""
    picked: list[tuple[int, int]] = []  # candidate, rank in its section
    printed: set[str] = set()
    for section in dict.fromkeys(ranked):
        inside = [
            k for k, c in enumerate(candidates) if c.section == section and (c.score or 0.0) >= config.least_score
        ]
        chosen: list[int] = []
        while len(chosen) < config.per_section:
            left = [
                k
                for k in inside
                if candidates[k].text.casefold() not in printed
                and not any(_overlap(candidates[k], candidates[other]) for other in chosen)
            ]
            if not left:
                break
            worth = {k: _worth(candidates[k], vectors, k, chosen, config) for k in left}
            best = max(left, key=lambda k: (worth[k], -candidates[k].start, -k))
            chosen.append(best)
            printed.add(candidates[best].text.casefold())
        picked += [(k, rank) for rank, k in enumerate(chosen, 1)]
    picked.sort(key=lambda pick: candidates[pick[0]].words)
    return tuple(_quote(transcript, candidates[k], number, rank, config) for number, (k, rank) in enumerate(picked, 1))


def _worth(candidate: Candidate, vectors: Vectors, k: int, chosen: Sequence[int], config: QuotesConfig) -> float:
    """Return the score less what the candidate repeats (maximal marginal relevance, Carbonell & Goldstein 1998)."""
    likeness = max((float(vectors[k] @ vectors[other]) for other in chosen), default=0.0)
    return round((candidate.score or 0.0) - config.repetition_cost * max(0.0, likeness), 4)


def _overlap(a: Candidate, b: Candidate) -> bool:
    return a.words[0][0] < b.words[-1][1] and b.words[0][0] < a.words[-1][1]


def _quote(transcript: Transcript, candidate: Candidate, number: int, rank: int, config: QuotesConfig) -> Quote:
    words = [word for i, j in candidate.words for word in transcript.words[i:j]]
    labelled = all(transcript.cues[word.cue].speaker_label for word in words) if transcript.cues else False
    doubtful = any(word.p is not None and word.p < config.doubtful_probability for word in words)
    flags = (("speaker-unknown",) if candidate.speaker is None else ()) + (("uncertain-word",) if doubtful else ())
    return Quote(
        id=f"q{number:02d}",
        section=candidate.section,
        speaker=candidate.speaker,
        speaker_confidence=1.0 if candidate.speaker and labelled else None,
        text=candidate.text,
        grade=grade_of(transcript.words, candidate.words),
        start=candidate.start,
        end=candidate.end,
        words=candidate.words,
        score=candidate.score or 0.0,
        rank=rank,
        features=candidate.features,
        flags=flags,
    )
