"""Choose the words of a passage that are printed: ends trimmed and stutters left out, only as the judge allows."""

from collections.abc import Sequence
from functools import lru_cache

from pipeline.checks.verbatim import TRIMMED, deletion_is_listed
from pipeline.language import words as language
from pipeline.language.words import FILLERS
from pipeline.records import Span, Word

LONGEST_STUTTER = 3  # words; a longer repeat is rhetoric more often than a slip
# Said twice in a row without a comma, these are always a slip ("the the"); "very very" is emphasis.
STUTTERED = frozenset("a an the i we they he she my your our their of and but".split())
# Repeats of these phrases at the start of a clause are false starts: "it was, it was pretty".
LIGHT = STUTTERED | frozenset(
    "it you is are was were be been am do does did have has had will would can could to in on at for with from that "
    "this there it's i'm you're we're they're that's there's i've we've if when what so because think mean".split()
)
JOINERS = TRIMMED | {"but", "or"}
# A leading "so" is trimmed only where a clause follows: not "so far", "so many", "so often".
CLAUSE_OPENERS = frozenset(
    "i you we he she they it the a an my your our their his her this these those if when what how why there in for "
    "i'm you're we're he's she's they're it's that's there's i've we've you've they've every everyone people".split()
)

bare = lru_cache(maxsize=20_000)(language.bare)  # asked for the same words again and again


def printed_spans(words: Sequence[Word], passage: Span) -> tuple[Span, ...]:
    """Return the spans of `passage` that are printed: "So it was, uh, it was good." → "it was good."

    Empty where nothing but fillers is left.
    """
    first, last = _trimmed(words, passage)
    spans, at = [], first
    for gap in _slips(words, (first, last)):
        if at < gap[0]:
            spans.append((at, gap[0]))
        at = gap[1]
    return (*spans, (at, last)) if at < last else tuple(spans)


def _trimmed(words: Sequence[Word], passage: Span) -> Span:
    """Return the passage without its leading So/And/Because and without fillers at its ends."""
    first, last = passage
    while first < last and (bare(words[first].text) in FILLERS or _may_go(words, first, last)):
        first += 1
    while first < last and bare(words[last - 1].text) in FILLERS:
        last -= 1
    return first, last


def _may_go(words: Sequence[Word], at: int, last: int) -> bool:
    """Say whether the leading word is one of TRIMMED and what follows is a clause that stands without it."""
    word = bare(words[at].text)
    if word not in TRIMMED or at + 1 >= last:
        return False
    following = bare(words[at + 1].text)
    if word == "so":
        return words[at].text.endswith(",") or following in CLAUSE_OPENERS or following in TRIMMED
    if word == "because":  # "Because A, B." is one sentence about B; without its first word it falls apart
        whole = any(w.text.endswith(",") for w in words[at + 2 : last - 1])
        return following in ("if", "when") or (following != "of" and not whole)
    return True


def _slips(words: Sequence[Word], passage: Span) -> list[Span]:
    """Return the gaps to leave out of a passage, in order, never touching each other."""
    gaps: list[Span] = []
    at, last = passage
    while at < last:
        end = _slip_at(words, at, passage)
        joined = bool(gaps) and gaps[-1][1] == at
        gap = (gaps[-1][0] if joined else at, end)
        if end > at and deletion_is_listed(words, gap):
            gaps[-1 if joined else len(gaps) :] = [gap]
            at = end
        else:
            at += 1
    return gaps


def _slip_at(words: Sequence[Word], at: int, passage: Span) -> int:
    """Return where the filler or false start that begins at `at` ends; `at` itself where there is none."""
    if bare(words[at].text) in FILLERS:
        return at + 1
    reach = range(at, min(passage[1], at + 3 * LONGEST_STUTTER))  # room for a filler between any two
    spoken = [k for k in reach if bare(words[k].text) not in FILLERS][: 2 * LONGEST_STUTTER]
    for length in range(len(spoken) // 2, 0, -1):
        said = [bare(words[k].text) for k in spoken[:length]]
        if said != [bare(words[k].text) for k in spoken[length : 2 * length]]:
            continue
        certain = length == 1 and said[0] in STUTTERED
        if certain or (all(w in LIGHT for w in said) and _is_broken_off(words, at, spoken[length] - 1, passage[0])):
            return spoken[length]
    return at


def _is_broken_off(words: Sequence[Word], at: int, last: int, first: int) -> bool:
    """Say whether the words at..last open a clause and stop at a comma or a dash."""
    before = words[at - 1].text
    opens_clause = at == first or before[-1] in ",.;:?!-–—…" or bare(before) in JOINERS
    return opens_clause and words[last].text[-1] in ",-–—…"
