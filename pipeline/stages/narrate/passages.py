"""Passages that may be told: the words that stay, those that are left out, and whether they read well elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.checks import reported
from pipeline.checks.frames import Form
from pipeline.checks.support import said_as, speakers_of
from pipeline.language.fluency import joins_on, marked, stumbles
from pipeline.language.openers import neutral_length
from pipeline.language.words import bare, plain
from pipeline.ports import SentenceParse, SentenceParser
from pipeline.records import Candidate, Deletion, Span, Transcript, Word
from pipeline.spans import overlaps

LONG = 24  # words; only longer sentences lose a clause
# Points of value (1 = a standard deviation of centrality) that a wording costs; set by reading, not measured.
JOINS_ON, RUNS_ON, TO_THE_OTHER, MORE = 1.0, 1.5, 1.0, 0.6
SHORTEST = 6  # words; a sentence is never cut below


@dataclass(frozen=True)
class Passage:
    """One candidate as it may be told."""

    form: Form
    spans: tuple[Span, ...]
    deletions: tuple[Deletion, ...]
    text: str  # as it stands in a frame
    speaker: str | None
    score: float  # of the quote stage; once chosen, what it is worth in its section
    whole: bool  # understood without what stands before it
    rough: float = 0.0  # points of value that its wording costs it

    @property
    def within(self) -> Span:
        """The stretch from its first word to its last."""
        return self.spans[0][0], self.spans[-1][1]


def passages(transcript: Transcript, candidates: Sequence[Candidate], parser: SentenceParser) -> list[Passage]:
    """Return one passage per candidate, reported where its words allow it, else quoted."""
    texts = [" ".join(plain(transcript.words, span) for span in c.words) for c in candidates]
    readings = parser.parse(texts)
    told = [_passage(transcript, c, reading) for c, reading in zip(candidates, readings, strict=True)]
    clauses = [k for k, p in enumerate(told) if p.form == "mind"]
    again = parser.parse([told[k].text.partition(" that ")[2] or told[k].text for k in clauses])
    for k, reading in zip(clauses, again, strict=True):  # "I think the big one." has a verb, its clause has none
        if not reading.whole and " that " in told[k].text:
            told[k] = replace(told[k], whole=False)
    return told


def _passage(transcript: Transcript, candidate: Candidate, reading: SentenceParse) -> Passage:
    words, spans = transcript.words, candidate.words
    said = " ".join(plain(words, span) for span in spans)
    whole = reading.whole and not reading.points_back and not marked(said)
    rough = RUNS_ON * reading.runs_on + roughness(said)
    slips = tuple(Deletion(words=(a[1], b[0]), kind="filler") for a, b in pairwise(spans))
    said_by = speakers_of(words, (spans[0][0], spans[-1][1]))
    speaker = next(iter(said_by)) if len(said_by) == 1 else None
    score = candidate.score or 0.0
    left_out = (*slips, *_left_out(words, spans, reading))
    kept = _without(spans, [d.words for d in left_out])
    forms: tuple[Form, ...] = ("mind", "clause") if speaker else ("clause",)
    names = {bare(name.split()[0]) for name in reading.names if name.split()}
    if kept and not reported.deletion_problems(words, kept, left_out):
        for form in forms:
            start = mind[1][0][0] if form == "mind" and (mind := reported.attitude(words, kept)) else kept[0][0]
            proper = bare(words[start].text) in names
            if reading.whole and (text := said_as(words, kept, form, proper=proper)):
                smooth = not stumbles([w.text for i, j in kept for w in words[i:j]])
                return Passage(form, kept, left_out, text, speaker, score, whole and smooth, rough)
    text = said_as(words, spans, "quote") or ""
    begins = [bare(w.text) for w in words[spans[0][0] : spans[0][1]]]
    tidy = neutral_length(begins) == 0 and not stumbles([w.text for i, j in spans for w in words[i:j]])
    rough += TO_THE_OTHER * reported.speaks_to_the_other(text)
    return Passage("quote", spans, slips, text, speaker, score, whole and tidy, rough)


def roughness(text: str) -> float:
    """Return what a wording costs that joins on to something else, or strings several sentences together."""
    sentences = len(re.findall(r"[.?!](?= [A-Z])", text))
    return JOINS_ON * joins_on(text) + MORE * sentences


def _left_out(words: Sequence[Word], spans: Sequence[Span], reading: SentenceParse) -> list[Deletion]:
    """Return what a reported sentence does without: opening markers, asides, and clauses where it is long."""
    kept = [k for i, j in spans for k in range(i, j)]
    said = [bare(words[k].text) for k in kept]
    first = neutral_length(said)
    out = [Deletion(words=(kept[0], kept[first - 1] + 1), kind="marker")] if 0 < first < len(kept) else []
    for aside in reported.ASIDES:
        for at in range(max(first, 1), len(kept) - len(aside) + 1):
            ends = words[kept[at + len(aside) - 1]].text.endswith(",")
            if tuple(said[at : at + len(aside)]) == aside and words[kept[at - 1]].text.endswith(",") and ends:
                out.append(Deletion(words=(kept[at], kept[at + len(aside) - 1] + 1), kind="aside"))
    left = len(kept) - sum(d.words[1] - d.words[0] for d in out)
    for clause in sorted(reading.droppable, key=lambda d: d.kind != "relative"):
        span = _span_of(words, kept, clause.start, clause.end)
        size = span[1] - span[0]
        free = not any(overlaps(span, d.words) for d in out)
        if left > LONG and left - size >= SHORTEST and size > 1 and free:
            out.append(Deletion(words=span, kind=clause.kind))
            left -= size
    return sorted(out, key=lambda d: d.words)


def _span_of(words: Sequence[Word], kept: Sequence[int], start: int, end: int) -> Span:
    """Return the words that the characters start..end of the kept words' text cover."""
    at, inside = 0, []
    for k in kept:
        if overlaps((at, at + len(words[k].text)), (start, end)):
            inside.append(k)
        at += len(words[k].text) + 1
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _without(spans: Sequence[Span], gaps: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans with the gaps cut out: [(0, 9)] without [(3, 5)] → ((0, 3), (5, 9))."""
    kept = [k for i, j in spans for k in range(i, j) if not any(a <= k < b for a, b in gaps)]
    found: list[Span] = []
    for k in kept:
        if found and found[-1][1] == k:
            found[-1] = (found[-1][0], k + 1)
        else:
            found.append((k, k + 1))
    return tuple(found)
