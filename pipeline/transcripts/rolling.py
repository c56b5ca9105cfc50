"""Finds lines that are shown again: automatic captions roll up by a line, or grow word by word."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.transcripts.document import RawCue

ROLLING_SHARE = 0.2  # of cues that begin with the line before: captions that roll, as automatic ones do
LEAST_PAIRS = 5  # a shorter file is measured as if it had so many
TOUCH_S = 0.25  # cues that grow follow on each other at once

Shown = list[tuple[str, list[int]]]  # a line as it is shown, and the offsets of its characters


def skip_repeats(cues: Sequence[RawCue]) -> bool:
    """Skip what is shown again; say whether these captions roll."""
    shown = [_lines(cue) for cue in cues]
    filled = [k for k, lines in enumerate(shown) if lines]
    pairs = list(pairwise(filled))
    counted = max(len(pairs), LEAST_PAIRS)
    overlaps = [(_overlap(shown[a], shown[b]), max(len(shown[a]), len(shown[b]))) for a, b in pairs]
    partial = sum(
        0 < shared < most for shared, most in overlaps
    )  # a loop repeats whole cues, captions that roll do not
    rolls = sum(shared > 0 for shared, _ in overlaps) > ROLLING_SHARE * counted and partial * 4 >= len(
        [1 for shared, _ in overlaps if shared]
    )
    grows = sum(_grows(cues[a], cues[b], shown[a], shown[b]) for a, b in pairs) > ROLLING_SHARE * counted
    for a, b in pairs:
        before, cue, lines = cues[a], cues[b], shown[b]
        same = before.voice == cue.voice and [v.label for v in before.voices] == [v.label for v in cue.voices]
        again = same and [text for text, _ in lines] == [text for text, _ in shown[a]]
        start, end = cue.start, before.end
        if again and start is not None and end is not None and start < end and (before.start or 0) <= start:
            _skip(cue, lines, len(lines), "a cue given twice")
        elif rolls and (shared := _overlap(shown[a], lines)):
            _skip(cue, lines, shared, "shown again: rolling captions")
        elif grows and _grows(before, cue, shown[a], lines):
            offsets = [k for _, line in lines for k in line]
            count = sum(len(text.replace(" ", "")) for text, _ in shown[a])
            kept = [k for k in offsets if not cue.text.chars[k].isspace()]
            cue.text.skip(kept[:count], "shown again: captions that grow", hole=False)
    return rolls or grows


def _skip(cue: RawCue, lines: Shown, count: int, reason: str) -> None:
    for _, offsets in lines[:count]:
        cue.text.skip(offsets, reason, hole=False)


def _lines(cue: RawCue) -> Shown:
    """Return the lines of a cue that show something."""
    seen, where = cue.text.seen()
    found, at = [], 0
    for line in seen.split("\n"):
        if shown := " ".join(line.split()):
            found.append((shown, list(where[at : at + len(line)])))
        at += len(line) + 1
    return found


def _overlap(before: Shown, lines: Shown) -> int:
    """Return how many lines at the end of one cue the next begins with."""
    for count in range(min(len(before), len(lines)), 0, -1):
        if [text for text, _ in before[-count:]] == [text for text, _ in lines[:count]]:
            return count
    return 0


def _grows(before: RawCue, cue: RawCue, shown: Shown, lines: Shown) -> bool:
    """Say whether a cue shows all of the one before and goes on, at once."""
    if before.end is None or cue.start is None or abs(cue.start - before.end) > TOUCH_S:
        return False
    old, new = " ".join(text for text, _ in shown), " ".join(text for text, _ in lines)
    return new.startswith(old + " ")
