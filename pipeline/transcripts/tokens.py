"""Cuts a cue's words out of its text, and gives each a time: the file's own, or its share of the time between."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.language.breaks import is_unspaced, segments
from pipeline.records import Span, TimeSource
from pipeline.transcripts.document import MARKUP, RawCue, Stamp

STAMP_SLACK_S = 1.0  # a word's time may lie so far outside its cue
_JOINED = "\x00"  # markup inside a word
_NO_WORDS = re.compile(rb"[^\x00]+")  # a run of characters that are none
_TOKEN = re.compile(r"\S+")
_CLOSING = re.compile(r"[,.;:!?…、。，！？]+")
_OPENING = frozenset("「『（〈《【“‘([¿¡«")


@dataclass
class Token:
    """A word with its place in the cue's text; a time that nobody gives is `None`."""

    text: str
    offset: int
    end_offset: int
    label: str | None = None
    start: float | None = None
    end: float | None = None
    p: float | None = None
    source: TimeSource = "interpolated"
    change: bool = False  # another speaker begins, though nobody knows who
    hole: bool = False  # something said right before it is missing


def tokens_of(cue: RawCue) -> tuple[list[Token], bool]:
    """Return the words of a cue in order with their labels, and whether something is missing after the last one."""
    text = cue.text
    if any(text.kinds):
        shown = text.chars
        for run in _NO_WORDS.finditer(text.kinds):
            filled = "".join(_JOINED if kind == MARKUP else " " for kind in run[0])
            shown = f"{shown[: run.start()]}{filled}{shown[run.end() :]}"
    else:
        shown = text.chars
    tokens: list[Token] = []
    for match in _TOKEN.finditer(shown):
        for i, j in _parts(match[0]):
            bare = match[0][i:j].replace(_JOINED, "")
            if not bare:
                continue
            start = match.start() + i + (len(match[0][i:j]) - len(match[0][i:j].lstrip(_JOINED)))
            if tokens and _CLOSING.fullmatch(bare) and any(text.kinds[tokens[-1].end_offset : start]):
                tokens[-1].text += bare
                continue
            tokens.append(Token(bare, start, match.start() + i + len(match[0][i:j].rstrip(_JOINED))))
    return tokens, _mark_voices_and_holes(cue, tokens)


def _mark_voices_and_holes(cue: RawCue, tokens: list[Token]) -> bool:
    places = [voice.offset for voice in cue.voices]
    last = -1
    for token in tokens:
        at = bisect_right(places, token.offset) - 1
        token.label = cue.voices[at].label if at >= 0 else None
        token.change = at >= 0 and at != last and cue.voices[at].label is None and not cue.voices[at].carried
        last = at
    after = False
    for skip in cue.text.skips:
        if skip.hole:
            following = next((token for token in tokens if token.offset >= skip.start), None)
            if following:
                following.hole = True
            else:
                after = True
    return after


def _parts(token: str) -> Iterator[Span]:
    """Yield the parts of a token: one, but for scripts that set no blanks between words."""
    if not is_unspaced(token):
        yield 0, len(token)
        return
    start, open_ = 0, True
    for i, j in segments(token):
        if token[i] in _OPENING:
            if i > start and not open_:
                yield start, i
                start = i
            open_ = True
        elif any(c.isalnum() for c in token[i:j]):
            if not open_:
                yield start, i
                start = i
            open_ = False
    if start < len(token):
        yield start, len(token)


# ---- times


def give_times(cue: RawCue, tokens: Sequence[Token]) -> bool:
    """Give every word its time; say whether times that the file gives inside the cue had to be thrown away."""
    assert cue.start is not None
    assert cue.end is not None
    odd = not _stamp(cue, tokens)
    at, k = cue.start, 0
    while k < len(tokens):
        token = tokens[k]
        stop = k + 1
        while stop < len(tokens) and tokens[stop].start is None:
            stop += 1
        until = tokens[stop].start if stop < len(tokens) else cue.end
        if token.start is None:
            _spread(tokens[k:stop], at, max(until or at, at))
            if k == 0:
                token.source = "imported"
        elif token.end is not None:
            token.source = "imported"
            _spread(tokens[k + 1 : stop], token.end, max(until or at, token.end))
        else:
            own = token.start
            _spread(tokens[k:stop], own, max(until or own, own))
            token.source = "imported"
        at = max(at, tokens[stop - 1].end or at)
        k = stop
    return odd


def _stamp(cue: RawCue, tokens: Sequence[Token]) -> bool:
    """Put the file's own times on the words they stand at; say whether they can be true."""
    stamps = sorted(cue.stamps, key=lambda s: s.offset)
    if not stamps or not tokens:
        return True
    assert cue.start is not None
    assert cue.end is not None
    times = [stamp.start for stamp in stamps]
    outside = times[0] < cue.start - STAMP_SLACK_S or times[-1] > cue.end + STAMP_SLACK_S
    if outside or any(b < a - 0.05 for a, b in pairwise(times)):
        return False
    following = 0
    for k, token in enumerate(tokens):
        own: list[Stamp] = []
        while following < len(stamps) and stamps[following].offset < token.end_offset:
            own.append(stamps[following])
            following += 1
        before = [stamp for stamp in own if stamp.offset <= token.offset]
        if before or (k == 0 and own and own[0].end is not None):
            first = (before or own)[-1] if own[0].end is None else (before[-1] if before else own[0])
            token.start = first.start
            inside = [first, *(stamp for stamp in own if stamp.offset > token.offset)]
            token.end = inside[-1].end
            sure = [stamp.p for stamp in inside if stamp.p is not None]
            token.p = min(sure) if sure else None
        elif own:
            token.p = own[-1].p
    return True


def _spread(tokens: Sequence[Token], start: float, end: float) -> None:
    """Give words even time per character."""
    total = sum(len(token.text) + 1 for token in tokens)
    done = 0
    for token in tokens:
        token.start = start + (end - start) * done / total
        done += len(token.text) + 1
        token.end = start + (end - start) * done / total
