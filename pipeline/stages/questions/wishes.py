"""A person's word on questions: those that are always listed, and those that never are."""

from collections.abc import Iterable, Sequence

from pipeline.language.anchoring import SpokenWords, applied, in_conflict
from pipeline.records import Correction
from pipeline.spans import overlaps
from pipeline.stages.questions.context import Scene

QUESTION_OPS = frozenset({"pin-question", "ban-question"})


def wished(
    scene: Scene, kept: Iterable[int], corrections: Sequence[Correction]
) -> tuple[list[int], tuple[Correction, ...]]:
    """Return the sentences whose questions are listed, in order, and what became of each wish; a later one wins."""
    found, told = set(kept), []
    heard = SpokenWords(scene.transcript.words) if corrections else None
    for wish in corrections:
        span = heard.passage(wish.said, wish.there) if heard else None
        if span is None:
            told.append(in_conflict(wish, "its words are not in the transcript any more"))
            continue
        inside = [k for k, sentence in enumerate(scene.sentences) if overlaps(sentence.words, span)]
        if wish.op == "ban-question":
            found -= set(inside)
            told.append(applied(wish))
            continue
        asked = [k for k in inside if scene.asks(k) and scene.section[k]]
        if asked:
            found.add(asked[-1])
            told.append(applied(wish))
        else:
            told.append(in_conflict(wish, "no question is asked there, or not in a section of talk"))
    return sorted(found), tuple(told)
