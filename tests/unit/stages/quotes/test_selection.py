"""Quotes of a section: the best ones, none that repeats or overlaps another; what was wanted comes first."""

import numpy as np

from pipeline.records import Candidate, Outline, Quote, Section, Span
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.selection import Wanted, chosen, with_wanted
from tests.builders import speech

LINES = (
    "Small teams always ship better software than large ones.",
    "A notebook remembers what the potter forgets every winter.",
    "Rivers carve their stones more patiently than any sculptor.",
)
TALK = speech(" | ".join(f"0:{10 * k:02d} Bo: {line}" for k, line in enumerate(LINES)))
OUTLINE = Outline(
    sections=(
        Section(
            id="t01", title="T", title_source="generated", kind="talk", start=0, end=400, words=(0, len(TALK.words))
        ),
    )
)
SPANS = [sentence.words for sentence in TALK.sentences]
CONFIG = QuotesConfig(
    per_section=2, every_s=100.0, least_score=0.0, repetition_cost=2.0, score_in_section=1.0, least_further=-20.0
)


def candidate(words: Span, score: float) -> Candidate:
    text = " ".join(word.text for word in TALK.words[words[0] : words[1]])
    start, end = TALK.words[words[0]].start, TALK.words[words[1] - 1].end
    return Candidate(words=(words,), text=text, section="t01", speaker="Bo", start=start, end=end, score=score)


def picked(scores: list[float], vectors: list[list[float]]) -> tuple[Quote, ...]:
    candidates = [candidate(words, score) for words, score in zip(SPANS, scores, strict=True)]
    return chosen(TALK, OUTLINE, candidates, np.array(vectors, np.float32), ["t01"], config=CONFIG)


APART = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def test_the_best_are_taken_in_time_order_and_none_below_the_least_score() -> None:
    assert [(q.text, q.rank) for q in picked([1.0, 2.0, 3.0], APART)] == [(LINES[1], 2), (LINES[2], 1)]
    assert [q.text for q in picked([-1.0, 2.0, -0.5], APART)] == [LINES[1]]


def test_what_repeats_a_quote_gives_way_to_what_is_new() -> None:
    alike = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.1, 0.995, 0.0]]
    assert [q.text for q in picked([1.0, 2.0, 3.0], alike)] == [LINES[0], LINES[2]]


def test_a_wanted_passage_comes_first_replaces_what_it_overlaps_and_says_its_fault() -> None:
    before = picked([1.0, 2.0, 3.0], APART)
    wanted = Wanted(candidate(SPANS[1], -5.0), "pinned", "reads badly alone")
    found = with_wanted(before, [wanted], TALK, OUTLINE, config=CONFIG)
    assert [(q.id, q.text, q.source, q.rank) for q in found] == [
        ("q01", LINES[1], "pinned", 1), ("q02", LINES[2], "model", 2)
    ]  # fmt: skip
    assert any("although" in flag for flag in found[0].flags)
    assert with_wanted(before, [], TALK, OUTLINE, config=CONFIG) == before
