"""Choose among the candidates: the best of each section that do not repeat each other and are of different kinds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.checks.spoken_over import spoken_over_s
from pipeline.checks.verbatim import grade_of
from pipeline.ports import Vectors
from pipeline.records import Candidate, Outline, Quote, Section, Sentence, Span, Transcript
from pipeline.records.flags import Although, Flag, although
from pipeline.spans import hull, overlaps
from pipeline.stages.quotes.config import ChoiceConfig
from pipeline.stages.quotes.kinds import kind_of

READS = "reads"  # the feature that holds the readability score
FIRST = ("pinned", "publisher", "model")  # whose choice is printed first
SAID_OF: dict[str, Although] = {"pinned": "pinned although", "publisher": "picked by the publisher although"}


def chosen(
    transcript: Transcript,
    outline: Outline,
    candidates: Sequence[Candidate],
    vectors: Vectors,
    ranked: Sequence[str],
    *,
    config: ChoiceConfig,
) -> tuple[Quote, ...]:
    """Return the best candidates of each highlighted section that do not repeat each other, in time order.

    `vectors` are the candidates', `(n, dim)`, of unit length.
    """
    picked: list[tuple[int, int]] = []  # candidate, rank in its section
    printed: set[str] = set()
    kinds = [kind_of(candidate.text) for candidate in candidates]
    lasting = {section.id: section.end - section.start for section in outline.sections}
    for section in ranked:
        most = config.most(lasting[section])
        inside = [
            k for k, c in enumerate(candidates) if c.section == section and (c.score or 0.0) >= config.least_score
        ]
        taken: list[int] = []
        while len(taken) < most:
            left = [
                k
                for k in inside
                if candidates[k].text.casefold() not in printed
                and not any(_overlap(candidates[k], candidates[other]) for other in taken)
                and (not taken or reading_of(candidates[k]) >= config.least_further)
            ]
            if not left:
                break
            worth = {k: _worth(candidates, vectors, kinds, k, taken, config=config) for k in left}
            best = max(left, key=lambda k: (worth[k], -candidates[k].start, -k))
            taken.append(best)
            printed.add(candidates[best].text.casefold())
        picked += [(k, rank) for rank, k in enumerate(taken, 1)]
    picked = _reading_well(candidates, picked, config=config)
    picked.sort(key=lambda pick: candidates[pick[0]].words)
    sections = {section.id: section for section in outline.sections}
    return tuple(
        _quote(transcript, sections[candidates[k].section], candidates[k], number, rank, config=config)
        for number, (k, rank) in enumerate(picked, 1)
    )


def _reading_well(
    candidates: Sequence[Candidate], picked: Sequence[tuple[int, int]], *, config: ChoiceConfig
) -> list[tuple[int, int]]:
    """Return the picks of sections whose first reads well, or is among the best firsts of the episode."""
    firsts = sorted((k for k, rank in picked if rank == 1), key=lambda k: (-reading_of(candidates[k]), k))
    well = {
        candidates[k].section
        for place, k in enumerate(firsts)
        if reading_of(candidates[k]) >= (config.least_assured if place < config.assured else config.least_first)
    }
    return [(k, rank) for k, rank in picked if candidates[k].section in well]


@dataclass(frozen=True)
class Wanted:
    """A passage that somebody who may say so wants quoted, and what would have kept it from being chosen."""

    candidate: Candidate
    by: Literal["pinned", "publisher"]
    fault: str | None = None


def with_wanted(
    picked: Sequence[Quote],
    wanted: Sequence[Wanted],
    transcript: Transcript,
    outline: Outline,
    *,
    config: ChoiceConfig,
) -> tuple[Quote, ...]:
    """Return the quotes with wanted passages first in their sections: a person's pins, then the publisher's picks."""
    sections = {section.id: section for section in outline.sections}
    first: list[Quote] = []
    for item in sorted(wanted, key=lambda item: FIRST.index(item.by)):
        quote = _quote(transcript, sections[item.candidate.section], item.candidate, 0, 1, config=config)
        flags = (*quote.flags, *((although(SAID_OF[item.by], item.fault),) if item.fault else ()))
        if not any(_overlap(item.candidate, other) for other in first):
            first.append(quote.model_copy(update={"source": item.by, "flags": flags}))
    left = [quote for quote in picked if not any(_overlap(quote, other) for other in first)]
    whole = sorted([*first, *left], key=lambda quote: quote.words)
    ranks: dict[str, int] = {}
    placed = {}
    for quote in sorted(whole, key=lambda q: (FIRST.index(q.source), -q.score * (q.source == "publisher"), q.rank)):
        ranks[quote.section] = placed[quote.words] = ranks.get(quote.section, 0) + 1
    return tuple(
        quote.model_copy(update={"id": f"q{number:02d}", "rank": placed[quote.words]})
        for number, quote in enumerate(whole, 1)
    )


def _worth(
    candidates: Sequence[Candidate],
    vectors: Vectors,
    kinds: Sequence[str],
    k: int,
    taken: Sequence[int],
    *,
    config: ChoiceConfig,
) -> float:
    """Return what a candidate is worth beside those taken: how it scores and reads, less what it repeats.

    (Maximal marginal relevance, Carbonell & Goldstein 1998.)
    """
    likeness = max((float(vectors[k] @ vectors[other]) for other in taken), default=0.0)
    same_kind = any(kinds[k] == kinds[other] for other in taken)
    reads = reading_of(candidates[k])
    cost = config.repetition_cost * max(0.0, likeness) + config.kind_cost * same_kind
    return round(reads + config.score_in_section * (candidates[k].score or 0.0) - cost, 4)


def reading_of(candidate: Candidate) -> float:
    """Return the log-odds that a reader prints a candidate."""
    return candidate.features.get(READS, 0.0)


def _overlap(a: Candidate | Quote, b: Candidate | Quote) -> bool:
    return overlaps(hull(a.words), hull(b.words))


def _quote(
    transcript: Transcript, section: Section, candidate: Candidate, number: int, rank: int, *, config: ChoiceConfig
) -> Quote:
    words = [word for i, j in candidate.words for word in transcript.words[i:j]]
    sure = [word.speaker_confidence for word in words if word.speaker_confidence is not None]
    doubtful = any(word.p is not None and word.p < config.doubtful_probability for word in words)
    flags: list[Flag] = ["speaker-unknown"] if candidate.speaker is None else []
    if doubtful:
        flags.append("uncertain-word")
    if spoken_over_s(transcript, candidate.start, candidate.end):
        flags.append("spoken-over")
    before, after = _neighbours(transcript.sentences, section, hull(candidate.words))
    return Quote(
        id=f"q{number:02d}",
        section=candidate.section,
        speaker=candidate.speaker,
        speaker_confidence=min(sure) if candidate.speaker and len(sure) == len(words) else None,
        text=candidate.text,
        grade=grade_of(transcript.words, candidate.words),
        start=candidate.start,
        end=candidate.end,
        words=candidate.words,
        score=candidate.score or 0.0,
        rank=rank,
        features=candidate.features,
        flags=tuple(flags),
        kind=kind_of(candidate.text),
        before=before,
        after=after,
    )


def _neighbours(sentences: Sequence[Sentence], section: Section, span: Span) -> tuple[Span | None, Span | None]:
    """Return the words of the sentence before and of the one after, where they are of the same section."""
    first, last = section.words
    before = next((s.words for s in reversed(sentences) if s.words[1] <= span[0] and s.words[0] >= first), None)
    after = next((s.words for s in sentences if s.words[0] >= span[1] and s.words[1] <= last), None)
    return before, after
