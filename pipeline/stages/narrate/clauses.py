"""Ways to tell a thought: reported before its speaker, after "thinks that", or as a quotation around its speaker."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.checks import reported, woven
from pipeline.checks.frames import quoted
from pipeline.checks.verbatim import render
from pipeline.language.words import bare
from pipeline.records import Clause, Deletion, Span
from pipeline.stages.narrate.passages import Passage, ToldTalk, slips
from pipeline.stages.narrate.points import Thought

LONGEST_REPORTED = 34  # words; a longer clause is lost before its speaker is named


@dataclass(frozen=True)
class Telling:
    """A thought in the form in which it is told: its frames, those for a speaker who goes on last."""

    frames: tuple[str, ...]
    clauses: tuple[Clause, ...]
    deletions: tuple[Deletion, ...]


def tellings(talk: ToldTalk, thought: Thought) -> Iterator[Telling]:
    """Yield the ways in which a thought of a known speaker may be told, the best first; the last is a quotation."""
    first = thought.passages[0]
    if len(thought.passages) == 1 and not first.rough and first.sound:
        yield from _reported(talk, first)
    whole, out = quotation(talk, thought)
    cut = first.tidy[-1][1]
    head, tail = _parted(whole.words, cut)
    if not tail:
        text = woven.spoken(talk.transcript.words, head)
        yield Telling(("quoted, says", "quoted, adds"), (Clause(text=text, words=head),), out)
        return
    texts = woven.spoken(talk.transcript.words, head), quoted(render(talk.transcript.words, tail))
    both = (Clause(text=texts[0], words=head), Clause(text=texts[1], words=tail))
    yield Telling(("quoted, says, then", "quoted, adds, then"), both, out)


def _reported(talk: ToldTalk, passage: Passage) -> Iterator[Telling]:
    """Yield a sentence as its speaker's mind, or as a statement; without any word in quotation marks."""
    words = talk.transcript.words
    mind = reported.attitude(words, passage.spans)
    if mind and (passage.reading.states or not mind[0].endswith(" that")):
        kept = woven.minds(words, passage.spans, proper=_proper(talk, passage, mind[1]))
        plain = next((text for text in kept if "“" not in text), None)
        if plain and len(plain.split()) <= LONGEST_REPORTED:
            clause = Clause(text=plain, words=passage.spans)
            yield Telling(("minds", "also minds"), (clause,), passage.deletions)
    text = woven.statement(words, passage.spans, proper=_proper(talk, passage))
    if text and len(text.split()) <= LONGEST_REPORTED:
        yield Telling(("says it", "adds it"), (Clause(text=text, words=passage.spans),), passage.deletions)


def quotation(talk: ToldTalk, thought: Thought) -> tuple[Clause, tuple[Deletion, ...]]:
    """Return a whole thought as one quotation, without fillers and repeats, and what was left out."""
    words = talk.transcript.words
    start, end = thought.passages[0].tidy[0][0], thought.passages[-1].tidy[-1][1]
    out = slips(words, (start, end))
    edges = [start, *(edge for d in out for edge in d.words), end]
    spans = tuple((i, j) for i, j in zip(edges[::2], edges[1::2], strict=True) if i < j)
    opening = [d for d in thought.passages[0].slips if d.words[1] == start]
    return Clause(text=quoted(render(words, spans)), words=spans), (*opening, *out)


def _proper(talk: ToldTalk, passage: Passage, spans: Sequence[Span] | None = None) -> bool:
    """Say whether the first word of a clause begins a name."""
    names = {bare(name.split()[0]) for name in passage.reading.names if name.split()}
    return bare(talk.transcript.words[(spans or passage.spans)[0][0]].text) in names


def _parted(spans: Sequence[Span], at: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Cut spans before the word `at`."""
    return tuple((i, min(j, at)) for i, j in spans if i < at), tuple((max(i, at), j) for i, j in spans if j > at)
