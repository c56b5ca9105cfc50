"""Phrases that set a section apart, and titles of them, by how often words recur: for any language, without grammar."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from pipeline.language.breaks import is_unspaced, joined
from pipeline.language.terms import core, term
from pipeline.language.tongues import raised, tongue
from pipeline.ports import SentenceParse
from pipeline.records import Span, Transcript
from pipeline.stages.segment.phrases import PER_SECTION

LONGEST = 3  # words of a phrase
LONGEST_TITLE = 60  # characters: what a podcast app shows of a chapter on one line
TWO_WORDS = 1.4  # a phrase of several words says more than its last word
LEAST_UNSPACED = 2  # characters of a phrase in a script without blanks; one tells little
LEAST_TIMES = 2  # a phrase of one mention sets nothing apart
IN_A_TITLE = 2  # phrases

Key = tuple[str, ...]


def said_phrases(
    transcript: Transcript, groups: Sequence[Sequence[int]], readings: Sequence[SentenceParse] | None = None
) -> list[tuple[str, ...]]:
    """Return, per group of sentence numbers, the phrases that it says and the others do not, the best first.

    A phrase is one to three words of one sentence, as they are written most often; it neither begins nor ends with a
    word of grammar, and with `readings` of the sentences it is a noun phrase or a name of theirs. Its worth is how
    often it is said here times how few groups say it (tf-idf, Spärck Jones 1972).
    """
    counts: list[Counter[Key]] = []
    written: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for group in groups:
        counted: Counter[Key] = Counter()
        for k in group:
            known = _named(readings[k]) if readings else None
            for key, text in _phrases(transcript, transcript.sentences[k].words):
                if known is not None and _even(text) not in known:
                    continue
                counted[key] += 1
                written[key][text] += 1
        counts.append(counted)
    holding = Counter(key for counted in counts for key in counted)
    return [_best(counted, holding, len(groups), written) for counted in counts]


def _named(reading: SentenceParse) -> frozenset[str]:
    return frozenset(map(_even, (*reading.noun_phrases, *reading.names)))


def _even(text: str) -> str:
    return text.lower().replace("’", "'")


def _phrases(transcript: Transcript, span: Span) -> Iterator[tuple[Key, str]]:
    """Yield the phrases of a sentence: how they are compared, and as they are written."""
    words, language = transcript.words[slice(*span)], transcript.language
    forms = [term(word.text, language) for word in words]
    names = {name.lower() for name in _speakers(transcript)}
    for i in range(len(words)):
        for j in range(i + 1, min(i + LONGEST, len(words)) + 1):
            if not (forms[i] and forms[j - 1]):
                continue
            parts = [_bare(word.text, language, first=k == i) for k, word in enumerate(words[i:j], start=i)]
            if not any(part.lower() in names for part in parts):
                yield tuple(form or part.lower() for form, part in zip(forms[i:j], parts, strict=True)), joined(parts)
            if _ends_a_phrase(words[j - 1].text):
                break


def _speakers(transcript: Transcript) -> set[str]:
    """Return the parts of the names of those who talk: "Jonas, …" is no subject."""
    return {part for turn in transcript.turns for part in (turn.speaker or "").split()}


def _bare(text: str, language: str, *, first: bool) -> str:
    """Return a word without the signs around it, and without an article that is joined to it."""
    signs = "\"“”„«»‘'’.,;:!?…()[]¿¡、。，！？؟،؛「」『』（）—–"
    text = text.strip(signs)
    lower = text.lower().replace("’", "'")
    joint = next((a for a in tongue(language).elided if lower.startswith(a) and len(a) < len(lower)), "")
    return text[len(joint) :] if first else text


def _ends_a_phrase(text: str) -> bool:
    return not (text[-1:].isalnum() or text[-1:] in "'’-")


def _best(
    counted: Counter[Key], holding: Counter[Key], groups: int, written: dict[Key, Counter[str]]
) -> tuple[str, ...]:
    def worth(key: Key) -> float:
        rarity = math.log((groups + 1) / holding[key])
        return counted[key] * rarity * (TWO_WORDS if len(key) > 1 else 1.0)

    often = [key for key in counted if counted[key] >= LEAST_TIMES] or list(counted)
    kept: list[Key] = []
    for key in sorted(often, key=lambda key: (-worth(key), key)):
        if len(kept) == PER_SECTION:
            break
        text = written[key].most_common(1)[0][0]
        alone = is_unspaced(text) and len(text) < LEAST_UNSPACED
        if not alone and not any(
            set(key) <= set(other) or set(other) <= set(key) or _holds(key, other) for other in kept
        ):
            kept.append(key)
    return tuple(written[key].most_common(1)[0][0] for key in kept)


def _holds(a: Key, b: Key) -> bool:
    """Say whether one phrase is a part of the other: "Zug" and "Zug nach Triest", 眠 and 眠り."""
    one, other = "".join(a), "".join(b)
    written_in_other = is_unspaced(one) and (one in other or other in one)
    return set(a) <= set(b) or set(b) <= set(a) or written_in_other


def said_title(phrases: Sequence[str], opening: str, language: str) -> str:
    """Return a title of the best phrases, with commas between them; the first words of `opening` where there is none.

    >>> said_title(["Nachtzug", "Schlafwagen"], "", "de")
    'Nachtzug, Schlafwagen'
    """
    title = ""
    for phrase in phrases[:IN_A_TITLE]:
        longer = f"{title}, {phrase}" if title else phrase
        title = longer if len(longer) <= LONGEST_TITLE else title
    if title:
        return raised(title, language)
    return _shortened(opening) or core(opening) or "…"


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_TITLE:
        return text
    cut = text[:LONGEST_TITLE]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut} …"
