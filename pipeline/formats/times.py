"""How moments are written: clocks, and guessed times marked as such."""

import re
from bisect import bisect_right
from collections.abc import Callable

from pipeline.records import ESTIMATED, Transcript

Guessed = Callable[[float], bool]  # says whether the time of a moment was interpolated

LAST_WORD_S = 0.001  # this much before an exclusive end, the last word inside is still heard
UNKNOWN_SPEAKER = "Speaker unknown"
# Control characters, those that turn the direction of what follows, and what is no character. U+200E and U+200F stay:
# Arabic and Hebrew need them, and they turn nothing.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


def one_line(text: str) -> str:
    """Return text without characters that control, with single spaces: safe to stand in any line format.

    >>> one_line("a\\u202eb\\n c\\x1b[2J")
    'ab c[2J'
    """
    return " ".join(_CONTROL.sub("", text).split())


def clock(seconds: float) -> str:
    """Return whole seconds as people write them, rounded down: `221.9` → `"3:41"`, `5400` → `"1:30:00"`."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}" if hour else f"{minute}:{second:02d}"


def length(seconds: float) -> str:
    """Return a duration in words: `5823` → `"1 h 37 min"`, `41` → `"41 s"`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


def guessed_in(transcript: Transcript, damaged_from: float | None = None) -> Guessed:
    """Return a function that says of a moment whether the word heard there has an interpolated time.

    From `damaged_from` on, where the file is damaged, no time is exact.
    """
    words = transcript.words
    starts = [word.start for word in words]

    def guessed(seconds: float) -> bool:
        if damaged_from is not None and seconds >= damaged_from:
            return True
        at = max(bisect_right(starts, seconds + 1e-6) - 1, 0)
        here = words[at : at + 1]
        if here and seconds > here[0].end:  # in a pause: the word that follows counts as well
            here = words[at : at + 2]
        return any(word.time_source in ESTIMATED for word in here)

    return guessed


def marked_clock(start: float, guessed: Guessed, end: float | None = None) -> str:
    """Return a clock, or two, marked where one of them is not measured: `"3:41"`, `"≈ 3:41–3:48"`."""
    inexact = guessed(start) or (end is not None and guessed(max(end - LAST_WORD_S, start)))
    shown = clock(start) if end is None else f"{clock(start)}–{clock(end)}"
    return f"≈ {shown}" if inexact else shown
