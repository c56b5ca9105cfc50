"""Divides the words of a turn into sentences, at the marks a reader would end them at."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.language.signs import CLOSERS, ENDS, is_closed
from pipeline.language.words import STOP_WORDS
from pipeline.records import Span, Word

LATIN = ".?!…"  # after these the next word tells whether a sentence ends
QUOTES_ON = "と"  # after a closing bracket: "「…。」と言う" goes on
# Full stops that belong to the word. The first kind never ends a sentence; the second may, before a new beginning.
BEFORE_NAMES = frozenset(
    """mr mrs ms dr prof st sen rep gen lt col capt sgt rev hon gov pres mt vs e.g i.e eg ie cf fig figs vol approx
    dept est""".split()
)
MAY_END = frozenset("etc inc ltd co corp jr sr ph.d m.d b.a m.a d.c a.m p.m u.s u.k u.n e.u a.i".split())
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+")
_NUMBERED = re.compile(r"(?:no|nos|pp?)\.", re.I)
LONE_MARK_PER_WORDS = 60  # fewer marks than one in so many words: the transcript has no punctuation


def sentences_of(words: Sequence[Word], span: Span, *, cased: bool) -> list[Span]:
    """Cut one turn after each sentence's end."""
    cuts = [span[0]]
    for k in range(*span):
        if k + 1 == span[1] or _ends(words[k].text, words[k + 1].text, cased=cased):
            cuts.append(k + 1)
    return list(pairwise(cuts))


def _ends(text: str, following: str, *, cased: bool) -> bool:
    """Say whether a sentence ends between two words: "later." "And" does, "Dr." "Smith" and "3." "5" do not.

    A small letter that follows denies "…", "!" and closing quotes their end, not a bare "." or "?": recognisers forget
    the capital more often than they invent a full stop.
    """
    core = text.rstrip(CLOSERS)
    if not core.endswith(tuple(ENDS)):
        return False
    if not core.endswith(tuple(LATIN)):
        return not (text != core and following.startswith(QUOTES_ON))
    opening = following.lstrip("\"“‘'([«¿¡-–—")
    trails_off = core.endswith(("..", "…"))
    if cased and opening[:1].islower() and (trails_off or not text.endswith((".", "?"))):
        return False
    if trails_off or not core.endswith("."):
        return True
    word = core.rstrip(LATIN).lstrip("\"“‘'([«").lower()
    if word in BEFORE_NAMES or (_NUMBERED.fullmatch(core) and opening[:1].isdigit()):
        return False
    if word in MAY_END or (_INITIALS.fullmatch(core) and core != "I."):
        return opening[:1].isupper() and opening.lower().strip(".,?!") in STOP_WORDS
    return True


def divided(words: Sequence[Word], span: Span, cap: int, pause_s: float) -> list[Span]:
    """Divide a sentence longer than `cap` words: at its longest real pause, else at a comma, else in the middle."""
    i, j = span
    if j - i <= cap:
        return [span]
    margin = max(1, min(cap // 4, (j - i) // 3))
    places = range(i + margin, j - margin + 1)
    middle = (i + j) / 2

    def worth(k: int) -> tuple[float, bool, float]:
        """A cut before word k; a pause is real where the word after it has a time of its own."""
        pause = words[k].start - words[k - 1].end if words[k].time_source != "interpolated" else 0.0
        return (
            pause if pause >= pause_s else 0.0,
            words[k - 1].text.endswith((",", ";", ":", "—", "、", "，", "،", "؛")),
            -abs(k - middle),
        )

    best = max(places, key=worth)
    return [*divided(words, (i, best), cap, pause_s), *divided(words, (best, j), cap, pause_s)]


def begins_with_capitals(words: Sequence[Word]) -> bool:
    """Say whether this transcript writes a capital after a full stop; some are all in lower case."""
    after = [b.text.lstrip("\"“‘'([")[:1] for a, b in pairwise(words) if a.text.endswith((".", "?", "!"))]
    return sum(letter.isupper() for letter in after) >= sum(letter.islower() for letter in after)


def is_punctuated(words: Sequence[Word]) -> bool:
    """Say whether this transcript writes marks at all."""
    marks = sum(is_closed(word.text) for word in words)
    return marks * LONE_MARK_PER_WORDS >= len(words)
