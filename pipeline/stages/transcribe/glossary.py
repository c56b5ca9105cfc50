"""Write what is always misheard as it is spelled: whole words only, and the heard words stay in the record."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from pydantic import Field

from pipeline.language.words import bare
from pipeline.records import Coverage, RawTranscript, Record, Span, Word

_EDGES = re.compile(r"^(\W*)(.*?)((?:['’]s)?\W*)$", re.S)  # signs before, the word, a possessive and signs after


class Term(Record):
    """A name and how it is heard; matched without regard to case and punctuation, as whole words in a row."""

    write: str = Field(min_length=1, max_length=100, description="the spelling that is printed")
    heard: tuple[str, ...] = Field((), description="what recognisers make of it; none where it is only shown to them")


def respell(raw: RawTranscript, terms: Sequence[Term]) -> RawTranscript:
    """Return the same transcript with the terms' spellings; word numbers of cues, quarantines and holes follow.

    "Alex Net's" → "AlexNet's": one word from the start of the first to the end of the last, `heard` says "Alex Net's".
    """
    by_length = sorted(_patterns(terms), key=lambda p: -len(p[0]))  # the longest reading of a stretch wins
    if not by_length:
        return raw
    words: list[Word] = []
    place: list[int] = []  # of each old word among the new ones
    at = 0
    while at < len(raw.words):
        term = next((t for t in by_length if _is_heard(raw.words, at, t[0])), None)
        count = len(term[0]) if term else 1
        new = _written(raw.words[at : at + count], term[1]) if term else [raw.words[at]]
        place += [len(words) + min(k, len(new) - 1) for k in range(count - 1)] + [len(words) + len(new) - 1]
        words += [w.model_copy(update={"i": len(words) + k}) for k, w in enumerate(new)]
        at += count
    if len(words) == len(raw.words) and all(w.heard is None for w in words):
        return raw

    def moved(span: Span) -> Span:
        return (place[span[0] - 1] + 1 if span[0] else 0, place[span[1] - 1] + 1 if span[1] else 0)

    cues = tuple(cue.model_copy(update={"words": moved(cue.words)}) for cue in raw.cues)
    before = {name: tuple(moved((at, at))[0] for at in getattr(raw, name)) for name in ("holes", "changes")}
    return raw.model_copy(
        update={"words": tuple(words), "cues": cues, "coverage": _moved(raw.coverage, moved), **before}
    )


def _moved(coverage: Coverage, moved: Callable[[Span], Span]) -> Coverage:
    kept = tuple(q.model_copy(update={"words": moved(q.words)}) for q in coverage.quarantined)
    return coverage.model_copy(update={"quarantined": kept})


def _patterns(terms: Sequence[Term]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (bare words as heard, spelling) of every reading that differs from the spelling."""
    for term in terms:
        for reading in term.heard:
            words = tuple(word for token in reading.split() if (word := bare(token)))
            if words and reading != term.write:
                yield words, term.write


def _is_heard(words: Sequence[Word], at: int, pattern: Sequence[str]) -> bool:
    """Say whether the pattern stands at a word, inside one cue; its last word may carry a possessive."""
    stretch = words[at : at + len(pattern)]
    if len(stretch) < len(pattern) or stretch[0].cue != stretch[-1].cue:
        return False
    said = [bare(w.text) for w in stretch]
    said[-1] = said[-1].removesuffix("'s") if not pattern[-1].endswith("'s") else said[-1]
    return said == list(pattern) and not any(re.search(r"[.!?,;:]$", a.text) for a, _ in pairwise(stretch))


def _written(stretch: Sequence[Word], spelling: str) -> list[Word]:
    """Return the spelling as words over the time of the stretch, with the signs that stood around it."""
    before, after = _edges(stretch[0].text)[0], _edges(stretch[-1].text)[1]
    if before + spelling + after == " ".join(w.text for w in stretch):
        return list(stretch)
    tokens = f"{before}{spelling}{after}".split()
    heard = " ".join(w.text for w in stretch)
    if len(tokens) == len(stretch):
        return [w.model_copy(update={"text": t, "heard": w.text}) for w, t in zip(stretch, tokens, strict=True)]
    start, length = stretch[0].start, stretch[-1].end - stretch[0].start
    sure = [w.p for w in stretch if w.p is not None]
    source = stretch[0].time_source if len(tokens) == 1 else "interpolated"
    return [
        stretch[0].model_copy(
            update={
                "text": token, "heard": heard, "time_source": source,
                "start": round(start + length * k / len(tokens), 3),
                "end": round(start + length * (k + 1) / len(tokens), 3),
                "p": round(sum(sure) / len(sure), 4) if sure else None,
            }
        )
        for k, token in enumerate(tokens)
    ]  # fmt: skip


def _edges(text: str) -> tuple[str, str]:
    found = _EDGES.match(text)
    return (found[1], found[3]) if found else ("", "")
