"""Asks whether an imported transcript can be true: its pace, where it begins, its letters, its loops, its units."""

import re
from collections.abc import Sequence
from itertools import groupby

from pipeline.errors import BadTranscript
from pipeline.records import Gap, Quarantine, Word
from pipeline.records.flags import Flag
from pipeline.transcripts.document import RawCue, Text

FAST, SLOW = 8.0, 0.25  # words a second inside cues; talk has 2 to 4
IMPOSSIBLE = 40.0  # words a second: the times are no times
LEAST_WORDS = 12
STARTS_LATE_S = 900.0
LOOP_CUES = 4  # of the same words in a row
_STUTTER = re.compile(r"(?<!\S)(\S+(?: \S+){1,3})(?: \1){5,}(?!\S)")  # two to four words six times and more in a row
_RUN_TOGETHER = re.compile(r"(?<!\S)[A-Za-z'’,.?!]{35,}")  # the longest English word that is said has 28 letters
RESTART_S, RESTART_CUES = 60.0, 5
MS = 1000.0


def rescaled(cues: Sequence[RawCue], *, unit_known: bool) -> set[Flag]:
    """Turn times in milliseconds into seconds where a format does not say its unit and only that makes sense."""
    if unit_known:
        return set()
    placed = [cue for cue in cues if cue.start is not None and cue.end is not None and cue.text.chars.strip()]
    words = sum(len(cue.text.chars.split()) for cue in placed)
    spoken = sum(max(0.0, (cue.end or 0.0) - (cue.start or 0.0)) for cue in placed)
    if not words or spoken < 60 * words or not 0.3 <= MS * words / max(spoken, 1) <= 30:
        return set()
    for cue in cues:
        cue.start = cue.start / MS if cue.start is not None else None
        cue.end = cue.end / MS if cue.end is not None else None
        cue.stamps = [s._replace(start=s.start / MS, end=s.end / MS if s.end is not None else None) for s in cue.stamps]
    return {"times-in-milliseconds"}


def refuse_restart(cues: Sequence[RawCue], name: str) -> None:
    """Raise `BadTranscript` for times that begin again inside a file: sorted, two transcripts would be one talk."""
    latest = 0.0
    for k, cue in enumerate(cues):
        start = cue.start or 0.0
        following = [c.start or 0.0 for c in cues[k : k + RESTART_CUES]]
        if k >= RESTART_CUES and len(following) == RESTART_CUES and max(following) < latest - RESTART_S:
            raise BadTranscript(
                f"expected times that go on, found them begin again ({latest:.0f} s, then {start:.0f} s): "
                f"{name}:{cue.line}; divide the file in two"
            )
        latest = max(latest, start)


def doubts(words: Sequence[Word], worded_s: float, name: str) -> set[Flag]:
    """Return flags of a pace or a beginning that no talk has; raise `BadTranscript` for one that cannot be."""
    found: set[Flag] = set()
    pace = len(words) / max(worded_s, 0.001)
    if len(words) >= LEAST_WORDS:
        dense = sum(len(word.text) for word in words) < 2.2 * len(words)  # characters as words: Chinese
        if pace > IMPOSSIBLE:
            raise BadTranscript(
                f"expected talk of 2 to 4 words a second, found {pace:.0f}: the times are in another unit: {name}"
            )
        if pace > FAST * (2 if dense else 1):
            found.add("words-too-fast")
        if pace < SLOW:
            found.add("words-too-slow")
    if words and words[0].start > STARTS_LATE_S:
        found.add("starts-late")
    return found


def loops(cue_texts: Sequence[tuple[str, float, float, tuple[int, int]]]) -> tuple[list[Gap], list[Quarantine]]:
    """Return stretches in which the same words come again and again, a recogniser's loop, and all that is suspect."""
    gaps, suspects = [], []
    for text, start, end, (first, last) in cue_texts:
        if _STUTTER.search(text.casefold()):
            gaps.append(Gap(start=start, end=end))
            suspects.append(Quarantine(start=start, end=end, words=(first, last), reason="repetition"))
        elif _RUN_TOGETHER.search(text):
            suspects.append(Quarantine(start=start, end=end, words=(first, last), reason="words without blanks"))
    for text, run in groupby(cue_texts, key=lambda cue: cue[0].casefold()):
        same = list(run)
        if len(same) >= LOOP_CUES and (len(text.split()) > 1 or len(same) >= 2 * LOOP_CUES):
            start, end = same[0][1], max(cue[2] for cue in same)
            gaps.append(Gap(start=start, end=end))
            suspects.append(
                Quarantine(start=start, end=end, words=(same[0][3][0], same[-1][3][1]), reason="repetition")
            )
    return gaps, suspects


def is_empty(text: Text) -> bool:
    """Say whether nothing of a text is words."""
    return not any(kind == 0 and not c.isspace() for kind, c in zip(text.kinds, text.chars, strict=True))
