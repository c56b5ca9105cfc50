"""Measure again what `verify` takes from the record: the likeness of every clause that a model wrote."""

from pipeline.checks import judging, written
from pipeline.checks.proof import Problem
from pipeline.checks.statement import LEAST_LIKENESS, CitedWords, SpeechContext, measured
from pipeline.ports import Embedder
from pipeline.records import Highlights, NarrativeSentence, Transcript

TOLERANCE = 0.02  # int8 vectors differ by less between CPU families (docs/decisions/0006)


def remeasure(record: Highlights, transcript: Transcript, embedder: Embedder) -> tuple[int, list[Problem]]:
    """Return how many likenesses were measured again, and those that are not as stored."""
    talk = SpeechContext(transcript, tuple((p.name, p.role) for p in record.episode.people))
    checked, found = 0, list[Problem]()
    for section in record.sections:
        for k, sentence in enumerate(section.narrative):
            if sentence.method != "model":
                continue
            if sentence.clauses:
                more, wrong = _clauses(sentence, talk, embedder, f"sections[{section.id}].narrative[{k}]")
                checked, found = checked + more, [*found, *wrong]
                continue
            vectors = embedder.embed(measured(sentence.text, CitedWords(talk, sentence.words)))
            likeness = float((vectors[:2] @ vectors[2:].T).max())
            stored = sentence.likeness if sentence.likeness is not None else 0.0
            checked += 1
            if abs(likeness - stored) > TOLERANCE or likeness < LEAST_LIKENESS - TOLERANCE:
                where = f"sections[{section.id}].narrative[{k}].likeness"
                found.append(Problem(where, f"is stored as {stored:.3f}, measured {likeness:.3f}"))
    return checked, found


def _clauses(
    sentence: NarrativeSentence, talk: SpeechContext, embedder: Embedder, where: str
) -> tuple[int, list[Problem]]:
    """Measure the clauses of a sentence that were weighed: the others are said, or approved by a person."""
    checked, found = 0, list[Problem]()
    for k, clause in enumerate(sentence.clauses):
        if clause.likeness is None:
            continue
        text, spans = written.claim(sentence.clauses[: k + 1], talk)
        vectors = embedder.embed(judging.texts(text, CitedWords(talk, spans)))
        likeness = float((vectors[:2] @ vectors[2:].T).max())
        checked += 1
        if abs(likeness - clause.likeness) > TOLERANCE:
            what = f"is stored as {clause.likeness:.3f}, measured {likeness:.3f}"
            found.append(Problem(f"{where}.clauses[{k}].likeness", what))
    return checked, found
