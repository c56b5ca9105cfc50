"""Mends the times of cues: one that is missing, negative, past every hour or far from its neighbours is inferred."""

from collections.abc import Sequence

from pipeline.records.flags import Flag
from pipeline.transcripts.clocks import LONGEST_S
from pipeline.transcripts.document import RawCue

JUMP_S = 60.0  # a time that leaps this far and back is a mistake
FAR_S = 6 * 3600.0  # the last cue lies this far after the one before it: a mistake too
LETTERS_PER_S = 15.0  # of speech: what a cue without an end is given
LEAST_S = 0.3


def mend(cues: Sequence[RawCue]) -> set[Flag]:
    """Give every cue a start and an end; return flags of what was done."""
    flags: set[Flag] = set()
    for cue in cues:
        if cue.start is not None and cue.start < 0:
            flags.add("times-repaired")
            cue.start = 0.0
        if cue.end is not None and cue.end < 0:
            cue.end = None
        if cue.start is not None and cue.start > LONGEST_S:
            cue.start = cue.end = None
        if cue.end is not None and cue.end > LONGEST_S:
            cue.end = None
            flags.add("times-repaired")
    _leaps(cues)
    at = 0.0
    for k, cue in enumerate(cues):
        following = next((c.start for c in cues[k + 1 : k + 20] if c.start is not None), None)
        guess = max(LEAST_S, len(cue.text.chars) / LETTERS_PER_S)
        if cue.start is None:
            flags.add("times-repaired")
            own = cue.end if cue.end is not None and cue.end > at else None
            cue.start = max(0.0, min(at, following if following is not None else at)) if own is None else min(at, own)
        if cue.end is not None and cue.end <= cue.start and cue.text.chars.strip():
            if cue.end < cue.start:
                flags.add("times-repaired")
            cue.end = None
        elif cue.end is None:
            flags.add("ends-inferred")
        if cue.end is None:
            cue.end = following if following is not None and following > cue.start else cue.start + guess
            if cue.end - cue.start > 10 * guess + 60:
                cue.end = cue.start + guess
        at = max(at, cue.end)
    return flags


def _leaps(cues: Sequence[RawCue]) -> None:
    """Forget times that leap away from both neighbours, which themselves are in order."""
    placed = [cue for cue in cues if cue.start is not None]
    for before, cue, after in zip([None, *placed], placed, [*placed[1:], None], strict=False):
        here = cue.start or 0.0
        low = before.start if before and before.start is not None else None
        high = after.start if after and after.start is not None else None
        late = high is not None and here > high + JUMP_S and (low is None or low <= high)
        early = low is not None and here < low - JUMP_S and high is not None and high >= low
        last = high is None and low is not None and here > low + FAR_S and len(placed) > 2
        if late or early or last:
            cue.start = cue.end = None
