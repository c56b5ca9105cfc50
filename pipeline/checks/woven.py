"""Judge of part-quotes: words of a speaker woven into a sentence about him, between quotation marks.

"says that what was missing was “a lot of supervised data”", "loves “building things”", "“wrote it over a weekend”".
What stands between “ and ” is rendered from the words; what stands outside keeps the rules of reported speech.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.checks import reported
from pipeline.checks.frames import Form, quoted
from pipeline.checks.verbatim import ELLIPSIS, render
from pipeline.language.words import bare
from pipeline.records import Span, Word

LEAST_QUOTED = 3  # words between quotation marks; fewer read as irony
LONGEST_HEAD = 16  # words before them
_OWN = re.compile(r"\b(?:i|i'\w+|me|my|mine|myself)\b", re.I)
_SEVERAL = re.compile(r"[.?!…:]\W* \S|[?!]\W*$")
_MARKS = re.compile(r"[\"“”‘\[\]{}]|\b(?:was|were|is|'s|am|be) like,")
# What "I" does, in forms that are the same for "she": said of the speaker by name, the words themselves quoted.
_PAST = frozenset(
    """was had did went came saw got knew thought felt found made took gave wrote built started began learned learnt
    wanted tried worked realized realised discovered decided remembered loved liked grew spent met left joined became
    studied moved taught read ran sold bought sent spoke told asked looked used needed believed hoped kept won lost
    could would should must might can will""".split()
)
# Present forms that take an s: "I love …" → loves “…”.
_PRESENT = frozenset(
    """love like want need try see believe hope wish find feel remember prefer agree care worry wonder work live use
    look start know understand expect enjoy hate admire respect trust consider view regard doubt fear""".split()
)
_MODAL = frozenset("could would should must might can will".split())
_AM = {"i'm": "is", "i've": "has"}
_HOW = frozenset("really always still actually also just certainly definitely often never".split())


def clauses(words: Sequence[Word], spans: Sequence[Span], *, proper: bool = False) -> Iterator[str]:
    """Yield what may stand after "says that": reported, partly quoted, and quoted as a whole.

    `proper`: the first word is a name, where the transcript itself does not show it.
    """
    if plain := reported.reported(words, spans, proper=proper):
        yield plain
    kept = [k for i, j in spans for k in range(i, j)]
    for n in range(1, min(LONGEST_HEAD, len(kept) - LEAST_QUOTED) + 1):
        if woven := after(words, spans, n, proper=proper):
            yield woven
    if whole := whole_quoted(words, spans, proper=proper):
        yield whole


def after(words: Sequence[Word], spans: Sequence[Span], n: int, *, proper: bool = False) -> str | None:
    """Return a clause whose first `n` words are reported and whose others are quoted; None where that may not be.

    "What was missing was a lot of data." after 4 words → "what was missing was “a lot of data”".
    """
    head, tail = _parted(spans, n)
    if not head or not tail:
        return None
    first = reported.reported(words, head, proper=proper)
    rest = _quotable(words, tail)
    if first is None or rest is None or words[head[-1][1] - 1].text.endswith((".", ":", ";")):
        return None
    comma = "," if words[head[-1][1] - 1].text.endswith(",") else ""
    return f"{first}{comma} {quoted(rest[:1].lower() + rest[1:] if _is_lowered(words, tail) else rest)}"


def whole_quoted(words: Sequence[Word], spans: Sequence[Span], *, proper: bool = False) -> str | None:
    """Return a whole clause between quotation marks, as it stands after "that"; None where it may not be."""
    said = _quotable(words, spans)
    return said and quoted(reported.lowered(words, spans[0][0], said, proper=proper))


def minds(words: Sequence[Word], spans: Sequence[Span], *, proper: bool = False) -> Iterator[str]:
    """Yield what may stand after the speaker's name where he speaks of himself: thinks that …, “wrote it …”."""
    if mind := reported.attitude(words, spans):
        verb, rest = mind
        if verb.endswith(" that"):
            yield from (f"{verb} {clause}" for clause in clauses(words, rest, proper=proper))
        elif plain := reported.reported(words, rest, proper=proper):
            yield f"{verb} {plain}"
    if own := does(words, spans):
        yield own


def quotations(words: Sequence[Word], spans: Sequence[Span], language: str = "en") -> Iterator[str]:
    """Yield the whole passage between quotation marks."""
    yield quoted(render(words, spans), language)


def spoken(words: Sequence[Word], spans: Sequence[Span]) -> str:
    """Return a passage between quotation marks as it stands before "she says": its full stop becomes a comma."""
    said = render(words, spans)
    return quoted(said if said.endswith(("?", "!")) else said.rstrip(".,;: ") + ",")


def statement(words: Sequence[Word], spans: Sequence[Span], *, proper: bool = False) -> str | None:
    """Return a reported clause as it opens a sentence: "Networks were decades old"; None where it may not be."""
    plain = reported.reported(words, spans, proper=proper)
    return plain and plain[:1].upper() + plain[1:]


def said_so(words: Sequence[Word], spans: Sequence[Span], form: Form, text: str, language: str = "en") -> bool:
    """Say whether a clause of a form is told by exactly these words."""
    if form in ("quote", "question"):
        return text in quotations(words, spans, language)
    if form == "spoken":
        return text == spoken(words, spans)
    if form == "statement":
        return any(text == statement(words, spans, proper=proper) for proper in (False, True))
    if form == "clause":
        return _is_clause(words, spans, text)
    if text == does(words, spans):
        return True
    mind = reported.attitude(words, spans)
    if mind is None or not text.startswith(mind[0] + " "):
        return False
    rest = text[len(mind[0]) + 1 :]
    if mind[0].endswith(" that"):
        return _is_clause(words, mind[1], rest)
    return any(rest == reported.reported(words, mind[1], proper=proper) for proper in (False, True))


def _is_clause(words: Sequence[Word], spans: Sequence[Span], text: str) -> bool:
    """Say whether a clause is one of those that `clauses` yields, looking only at the one that is quoted from there."""
    head = len(text.partition("“")[0].split())
    for proper in (False, True):
        if "“" not in text:
            made = reported.reported(words, spans, proper=proper)
        elif head:
            made = after(words, spans, head, proper=proper)
        else:
            made = whole_quoted(words, spans, proper=proper)
        if made == text:
            return True
    return False


def does(words: Sequence[Word], spans: Sequence[Span]) -> str | None:
    """Return "“wrote it over a weekend”" from "I wrote it over a weekend."; None where that may not be."""
    i, j = spans[0]
    said = [bare(w.text) for w in words[i : min(j, i + 4)]]
    if len(said) < 4 or words[i].text.endswith(","):
        return None
    if said[0] in _AM:
        rest = _quotable(words, ((i + 1, j), *spans[1:]), raised=False)
        return rest and f"{_AM[said[0]]} {quoted(rest)}"
    if said[0] != "i":
        return None
    at = 2 if said[1] in _HOW else 1
    if words[i].text.endswith(",") or words[i + at].text.endswith((",", ".")):
        return None
    if said[at] in _MODAL and said[at + 1] in ("say", "think", "guess", "argue", "be", "like"):
        return None
    past = said[at] in _PAST or (said[at].endswith("ed") and len(said[at]) > 4)
    if past:
        rest = _quotable(words, ((i + 1, j), *spans[1:]), raised=False)
        return rest and quoted(rest)
    if said[at] not in _PRESENT or said[1] == "never":
        return None
    rest = _quotable(words, ((i + at + 1, j), *spans[1:]), raised=False)
    how = f"{said[1]} " if at == 2 else ""
    return rest and f"{how}{third_person(said[at])} {quoted(rest)}"


def third_person(verb: str) -> str:
    """Return a verb as it stands after a name: love → loves, try → tries, wish → wishes."""
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")


def _quotable(words: Sequence[Word], spans: Sequence[Span], *, raised: bool = True) -> str | None:
    """Return words as they stand between quotation marks inside a sentence; None where they may not.

    No end mark, one sentence, no "I" that a reader would take for the writer, no quotation inside, no word to whoever
    listens.
    """
    said = render(words, spans)
    if not raised:
        said = words[spans[0][0]].text[:1] + said[1:]
    said = said.rstrip(",;: ").removesuffix(".")
    flat = said.replace("’", "'")
    if len(said.split()) < LEAST_QUOTED or _SEVERAL.search(flat) or _OWN.search(flat) or _MARKS.search(flat):
        return None
    if ELLIPSIS in said or flat.endswith(("-", "–", "—")) or reported.speaks_to_the_other(flat):
        return None
    return said


def _is_lowered(words: Sequence[Word], spans: Sequence[Span]) -> bool:
    """Say whether the first word of spans is written small in the transcript: rendering raised it."""
    return words[spans[0][0]].text[:1].islower()


def _parted(spans: Sequence[Span], n: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Cut spans after their first `n` words."""
    head: list[Span] = []
    tail: list[Span] = []
    for i, j in spans:
        took = min(max(n, 0), j - i)
        n -= j - i
        if took:
            head.append((i, i + took))
        if took < j - i:
            tail.append((i + took, j))
    return tuple(head), tuple(tail)
