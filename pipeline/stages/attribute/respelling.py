"""Lays a person's words over those that were heard; `heard` keeps what the recogniser wrote."""

import re
from collections.abc import Sequence

from pipeline.language.anchoring import SpokenWords, applied, in_conflict
from pipeline.language.words import bare
from pipeline.records import Correction, Coverage, RawTranscript, Span, Transcript, Word

WORD_OPS = frozenset({"word", "name"})
MOST_MORE = 3  # words more than the correction was about; a longer stretch is another one
_OPENING, _CLOSING = re.compile(r"^\W*"), re.compile(r"\W*$")


def respelled(heard: RawTranscript, corrections: Sequence[Correction]) -> tuple[RawTranscript, tuple[Correction, ...]]:
    """Return what was heard with each correction of words applied in its order, and what became of each."""
    told: list[Correction] = []
    of_words = [correction for correction in corrections if correction.op in WORD_OPS]
    for number, correction in enumerate(of_words):
        there = SpokenWords(heard.words)
        if correction.said is None:
            spans = there.places(correction.target)
            told.append(applied(correction, _why_not(correction, of_words[number + 1 :], said=bool(spans))))
        else:
            found = there.find(correction.said)
            if found is None:
                told.append(in_conflict(correction, "its words are not in the transcript any more"))
                continue
            if found[1] - found[0] > len(correction.target.split()) + MOST_MORE:
                now = " ".join(word.text for word in heard.words[slice(*found)])
                told.append(in_conflict(correction, f"something else is heard there: {now[:80]}"))
                continue
            same = _sound(heard.words[slice(*found)]) == _bare(correction.value)
            told.append(applied(correction, "it is heard like that now" if same else ""))
            spans = [found]
        for span in reversed(spans):
            heard = _with(heard, span, correction)
    return heard, tuple(told)


def _why_not(correction: Correction, later: Sequence[Correction], *, said: bool) -> str:
    """Return why a correction of words everywhere changes nothing; nothing where it does."""
    same = _bare(correction.target)
    for other in later:
        if other.said is None and _bare(other.target) == same and other.value != correction.value:
            return f"a later correction of the same words overrides it: {other.value[:80]}"
    if correction.op == "word" and not said:
        return "nobody says these words now; there is nothing to correct"
    return ""


def _bare(text: str) -> list[str]:
    return [token for part in text.split() if (token := bare(part))]


def _sound(words: Sequence[Word]) -> list[str]:
    return _bare(" ".join(word.text if word.heard is None else word.heard for word in words))


def _with(heard: RawTranscript, span: Span, correction: Correction) -> RawTranscript:
    """Return what was heard with other words at a span; all that points at words behind it moves along."""
    old = heard.words[slice(*span)]
    texts = _texts(old, correction)
    new = _timed(old, texts)
    words = (*heard.words[: span[0]], *new, *heard.words[span[1] :])
    if len(new) == len(old):
        return heard.model_copy(update={"words": words})

    def moved(edge: int) -> int:
        if edge <= span[0]:
            return edge
        if edge >= span[1]:
            return edge + len(new) - len(old)
        return span[0] + round(len(new) * (edge - span[0]) / len(old))

    cues = tuple(cue.model_copy(update={"words": (moved(cue.words[0]), moved(cue.words[1]))}) for cue in heard.cues)
    cue_of = {k: cue.i for cue in cues for k in range(*cue.words)}
    numbered = tuple(word.model_copy(update={"i": k, "cue": cue_of.get(k, word.cue)}) for k, word in enumerate(words))
    edges = {name: tuple(dict.fromkeys(moved(k) for k in getattr(heard, name))) for name in ("holes", "changes")}
    return heard.model_copy(update={"words": numbered, "cues": cues, **edges})


def _texts(old: Sequence[Word], correction: Correction) -> list[str]:
    """Return the new words with the punctuation of the old ones, and their capital where it is said in many places."""
    texts = correction.value.split()
    first, last = old[0].text, old[-1].text
    opening, closing = _OPENING.search(first), _CLOSING.search(last)
    if opening and texts[0][0].isalnum():
        if correction.said is None and first[opening.end() : opening.end() + 1].isupper():
            texts[0] = texts[0][0].upper() + texts[0][1:]
        texts[0] = opening[0] + texts[0]
    if closing and texts[-1][-1].isalnum():
        texts[-1] += _possessive(last, correction.target) + closing[0]
    return texts


def _possessive(last: str, target: str) -> str:
    """Return the 's of a word that was asked for without it."""
    found = re.search(r"['’]s\W*$", last)
    return last[found.start() : found.start() + 2] if found and not re.search(r"['’]s\W*$", target) else ""


def _timed(old: Sequence[Word], texts: Sequence[str]) -> list[Word]:
    """Return words in the time of others: each in its own where they are as many, else spread by their letters."""
    sounds = [word.text if word.heard is None else word.heard for word in old]
    if len(texts) == len(old):
        return [
            word.model_copy(update={"text": text, "heard": sound, "p": None})
            for word, text, sound in zip(old, texts, sounds, strict=True)
        ]
    start, end = old[0].start, max(word.end for word in old)
    letters = sum(map(len, texts))
    source = old[0].time_source if len(texts) == 1 else "interpolated"
    made, done = [], 0
    for k, text in enumerate(texts):
        begins, done = done, done + len(text)
        made.append(
            old[0].model_copy(
                update={
                    "text": text, "heard": "" if k else " ".join(sounds), "p": None, "time_source": source,
                    "start": round(start + (end - start) * begins / letters, 3),
                    "end": round(start + (end - start) * done / letters, 3),
                }
            )
        )  # fmt: skip
    return made


def with_coverage(before: Coverage, transcript: Transcript) -> Coverage:
    """Return how much was worded, its doubtful words by their numbers now: corrections may have moved them."""
    if not any(word.heard is not None for word in transcript.words):
        return before
    middles = [(word.start + word.end) / 2 for word in transcript.words]

    def numbers(start: float, end: float, words: Span) -> Span:
        inside = [k for k, middle in enumerate(middles) if start <= middle < end]
        return (inside[0], inside[-1] + 1) if inside else words

    moved = tuple(q.model_copy(update={"words": numbers(q.start, q.end, q.words)}) for q in before.quarantined)
    return before.model_copy(update={"quarantined": moved})


def with_moved(before: RawTranscript, transcript: Transcript) -> RawTranscript:
    """Return what was heard, its coverage by the numbers of the words now."""
    return before.model_copy(update={"coverage": with_coverage(before.coverage, transcript)})
