"""A person's word on the narrative: sentences approved, written anew or struck out, found again by what they cite."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.checks.support import quotes_its_words
from pipeline.checks.written import merged, weakest
from pipeline.language.anchoring import SpokenWords, applied, in_conflict
from pipeline.records import Clause, Correction, NarrativeSentence, Section, Span, Transcript
from pipeline.spans import contains, hull, shared
from pipeline.stages.publish.narrative_ids import with_ids

APPROVE, REWRITE, STRIKE, SUMMARY = "approve", "rewrite", "strike", "summary"
NARRATIVE_OPS = frozenset({APPROVE, REWRITE, STRIKE, SUMMARY})
SAME = 0.5  # of the words of two sentences: they tell the same
LEAST_HEARD = 0.8  # share of the cited words that must still be heard so
GONE = "the words that it cites are not in the transcript any more"
CHANGED = "the words that it cites are heard otherwise now"
OUTSIDE = "the words that it cites do not lie in one section of talk any more"
UNSAID = "it quotes what the words that it cites do not say"


@dataclass(frozen=True)
class Approved:
    """The narrative as people want it, and what became of each of their wishes."""

    sections: tuple[Section, ...]
    summary: NarrativeSentence | None
    corrections: tuple[Correction, ...]


def approved(
    transcript: Transcript,
    sections: Sequence[Section],
    summary: NarrativeSentence | None,
    corrections: Sequence[Correction],
) -> Approved:
    """Return the sections and the summary with every wish applied in its order, and ids for all sentences.

    An approved or rewritten sentence stands in the place of what tells the same words, and is put back where nothing
    does any more. A wish whose words are gone is in conflict; it is kept and applied when they are there again.
    """
    found, told = list(sections), list[Correction]()
    wishes = [c for c in corrections if c.op in NARRATIVE_OPS]
    heard = SpokenWords(transcript.words) if wishes else None
    for wish in wishes:
        spans, why = _cited(heard, wish) if heard else ((), GONE)
        if why:
            told.append(in_conflict(wish, why))
            continue
        if wish.op == SUMMARY:
            sentence = persons(wish.value, spans)
            if not quotes_its_words(transcript.words, sentence):
                told.append(in_conflict(wish, UNSAID))
                continue
            summary = sentence
            told.append(applied(wish))
            continue
        home = next((k for k, s in enumerate(found) if s.kind == "talk" and contains(s.words, hull(spans))), None)
        if home is None:
            told.append(in_conflict(wish, OUTSIDE))
            continue
        narrative, why = _changed(transcript, found[home].narrative, wish, spans)
        found[home] = found[home].model_copy(update={"narrative": narrative})
        told.append(in_conflict(wish, why) if why else applied(wish))
    return Approved(with_ids(transcript, found), summary, tuple(told))


def persons(text: str, spans: Sequence[Span]) -> NarrativeSentence:
    """Return a sentence that a person wrote about the words it cites."""
    clause = Clause(text=text, words=tuple(spans), mark="approved")
    return NarrativeSentence(text=text, method="person", mark="approved", words=tuple(spans), clauses=(clause,))


def _cited(heard: SpokenWords, wish: Correction) -> tuple[tuple[Span, ...], str]:
    """Return the words that a wish's sentence cites now, and nothing; or why they are not there."""
    spans = []
    for anchor in wish.cites:
        span = heard.find(anchor)
        if span is None:
            return (), GONE
        wanted, now = anchor.text.split(), heard.anchor(span).text.split()
        if sum(word in now for word in wanted) < LEAST_HEARD * len(wanted):
            return (), CHANGED
        spans.append(span)
    return (merged(spans), "") if spans else ((), GONE)


def _changed(
    transcript: Transcript, narrative: Sequence[NarrativeSentence], wish: Correction, spans: tuple[Span, ...]
) -> tuple[tuple[NarrativeSentence, ...], str]:
    """Return a section's narrative with one wish applied, and why it could not be."""
    told = list(narrative)
    place = _same(told, wish, spans)
    if wish.op == STRIKE:
        return tuple(s for k, s in enumerate(told) if k != place), ""
    standing = None if place is None else told[place]
    if wish.op == APPROVE and standing is not None and standing.text == wish.value:
        sentence = _approved(standing)
    else:
        sentence = persons(wish.value, spans)
        if not quotes_its_words(transcript.words, sentence):
            return tuple(narrative), UNSAID
    if place is not None:
        told[place] = sentence
    else:
        at = next((k for k, s in enumerate(told) if hull(s.words)[0] > spans[0][0]), len(told))
        told.insert(at, sentence)
    return tuple(told), ""


def _approved(sentence: NarrativeSentence) -> NarrativeSentence:
    """Return a sentence with its estimates approved; what is proved word by word stays said."""
    clauses = tuple(c.model_copy(update={"mark": "approved"}) if c.mark == "stated" else c for c in sentence.clauses)
    return sentence.model_copy(update={"clauses": clauses, "mark": weakest([c.mark for c in clauses])})


def _same(told: Sequence[NarrativeSentence], wish: Correction, spans: Sequence[Span]) -> int | None:
    """Return the place of the sentence that a wish is about: by its text, else the one that cites the same words."""
    for k, sentence in enumerate(told):
        if sentence.text in {wish.value, wish.target}:
            return k
    alike = [(_common(sentence.words, spans), -k) for k, sentence in enumerate(told)]
    best = max(alike, default=(0.0, 0))
    return -best[1] if best[0] >= SAME else None


def _common(a: Sequence[Span], b: Sequence[Span]) -> float:
    """Return the share of the words of the shorter of two sets of spans that both have."""
    both = sum(shared(one, other) for one in a for other in b)
    return both / max(1, min(sum(j - i for i, j in a), sum(j - i for i, j in b)))
