"""Judge of holes: nothing printed or cut runs over a place where something said is missing from the transcript."""

from collections.abc import Collection, Sequence

from pipeline.records import Highlights, NarrativeSentence, Span, Transcript


def crosses(holes: Collection[int], span: Span) -> bool:
    """Say whether something said is missing between the first word of a span and its last."""
    return any(span[0] < hole < span[1] for hole in holes)


def crossed(record: Highlights, transcript: Transcript) -> list[tuple[str, str]]:
    """Return (where, what is wrong) for everything that runs over a hole; empty where nothing does."""
    holes = transcript.holes
    if not holes:
        return []
    spans: list[tuple[str, Span]] = [(f"quotes[{q.id}]", _hull(q.words)) for q in record.quotes]
    for section in record.sections:
        for k, sentence in enumerate(section.narrative):
            spans += [(f"sections[{section.id}].narrative[{k}]", span) for span in _told(sentence)]
    spans += [(f"in_short[{k}]", span) for k, sentence in enumerate(record.in_short) for span in _told(sentence)]
    for question in record.questions:
        last = question.answer.words if question.answer else question.words
        spans.append((f"questions[{question.id}]", _hull((*question.words, *last))))
    spans += [(f"footnotes[{note.n}]", note.words) for note in record.footnotes]
    spans += [(f"clips[{clip.id}]", clip.words) for clip in record.clips if clip.words]
    return [(where, "runs over a place where speech is missing") for where, span in spans if crosses(holes, span)]


def _told(sentence: NarrativeSentence) -> Sequence[Span]:
    """Return what each part of a sentence tells, from its first word to its last."""
    if sentence.method in ("model", "person"):  # they rest on sentences here and there
        return sentence.words
    return [_hull(clause.words) for clause in sentence.clauses] or sentence.words


def _hull(spans: Sequence[Span]) -> Span:
    return min(i for i, _ in spans), max(j for _, j in spans)
