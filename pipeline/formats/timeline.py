"""The episode drawn in one line: loudness or talk over time, coloured by who speaks, with sections and quotes."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.formats.transcript_view import Voices
from pipeline.records import Highlights, Transcript

BARS = 240  # of the drawn line: about five pixels each on a wide screen
HEIGHT = 40.0  # of the drawing, in its own units
QUIETEST = 0.08  # share of the height that silence keeps, so that the line never breaks
RAYS = 80  # of the cover
FEW_RAYS = 36  # of a small one
LOUDNESS = "0123456789abcdefghijklmnopqrstuvwxyz"  # the digits of `Audio.waveform`

Path = tuple[int, str]  # colour number, SVG path data


@dataclass(frozen=True)
class Band:
    """A section's stretch of the line."""

    id: str
    title: str
    kind: str
    highlight: bool
    start: float
    x: float
    width: float


@dataclass(frozen=True)
class Timeline:
    """The whole drawing; x runs from 0 to `bars`."""

    bars: int
    paths: tuple[Path, ...]
    bands: tuple[Band, ...]
    ticks: tuple[tuple[str, float], ...]


def timeline(record: Highlights, transcript: Transcript, voices: Voices) -> Timeline:
    """Return the drawing of one episode."""
    scale = BARS / (record.episode.duration or 1)
    levels, spoken_by = _levels(record, transcript, BARS), _voices_at(record, transcript, voices, BARS)
    strokes: dict[int, list[str]] = {}
    for x, (level, voice) in enumerate(zip(levels, spoken_by, strict=True)):
        half = HEIGHT / 2 * max(level, QUIETEST) * 0.94
        strokes.setdefault(voice, []).append(f"M{x}.5 {HEIGHT / 2 - half:.1f}v{2 * half:.1f}")
    bands = tuple(
        Band(s.id, s.title, s.kind, s.highlight, s.start, round(s.start * scale, 2),
             max(round((s.end - s.start) * scale - 0.6, 2), 0.2))
        for s in record.sections
    )  # fmt: skip
    ticks = tuple((quote.id, round(quote.start * scale, 2)) for quote in record.quotes)
    return Timeline(BARS, tuple((voice, "".join(d)) for voice, d in sorted(strokes.items())), bands, ticks)


def cover(record: Highlights, transcript: Transcript, voices: Voices) -> tuple[Path, ...]:
    """Return a picture of the episode for a square of 200: time runs round the circle, loud is long."""
    levels, spoken_by = _levels(record, transcript, RAYS), _voices_at(record, transcript, voices, RAYS)
    rays: dict[int, list[str]] = {}
    for k, (level, voice) in enumerate(zip(levels, spoken_by, strict=True)):
        angle = 2 * math.pi * k / RAYS - math.pi / 2
        inner, outer = 38.0, 44.0 + 42.0 * level
        (x0, y0), (x1, y1) = ((100 + r * math.cos(angle), 100 + r * math.sin(angle)) for r in (inner, outer))
        rays.setdefault(voice, []).append(f"M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}")
    return tuple((voice, "".join(d)) for voice, d in sorted(rays.items()))


def thumbnail(record: Highlights) -> tuple[Path, ...]:
    """Return a smaller picture made from the record alone; without a waveform, highlighted stretches are long rays."""
    drawn = record.episode.audio.waveform
    if drawn:
        levels = _stretched(_resampled([float(LOUDNESS.index(digit)) for digit in drawn], FEW_RAYS))
    else:
        step = (record.episode.duration or 1) / FEW_RAYS
        best = [(s.start, s.end) for s in record.sections if s.highlight]
        levels = [0.85 if any(a <= (k + 0.5) * step < b for a, b in best) else 0.25 for k in range(FEW_RAYS)]
    rays = []
    for k, level in enumerate(levels):
        angle = 2 * math.pi * k / FEW_RAYS - math.pi / 2
        (x0, y0), (x1, y1) = ((100 + r * math.cos(angle), 100 + r * math.sin(angle)) for r in (36.0, 46 + 42 * level))
        rays.append(f"M{x0:.0f} {y0:.0f}L{x1:.0f} {y1:.0f}")
    return ((1, "".join(rays)),)


def _levels(record: Highlights, transcript: Transcript, bars: int) -> list[float]:
    """Return a height between 0 and 1 per bar: the measured loudness, or how much is said in each stretch."""
    drawn = record.episode.audio.waveform
    if drawn:
        return _stretched(_resampled([float(LOUDNESS.index(digit)) for digit in drawn], bars))
    step = (record.episode.duration or 1) / bars
    letters = [0.0] * bars
    for word in transcript.words:
        letters[min(int(word.start / step), bars - 1)] += len(word.text)
    return _stretched(letters)


def _stretched(levels: Sequence[float]) -> list[float]:
    """Return levels spread over 0 to 1, so that an even talk does not look like a block; all alike are a half."""
    ranked = sorted(levels)
    low, high = ranked[len(ranked) // 20], ranked[-1 - len(ranked) // 50]
    if high == low:
        return [0.5] * len(levels)
    return [min(max((level - low) / (high - low), 0.0), 1.0) ** 0.8 for level in levels]


def _resampled(levels: Sequence[float], bars: int) -> list[float]:
    """Return the loudest level of each of `bars` equal parts."""
    edges = [k * len(levels) / bars for k in range(bars + 1)]
    return [max(levels[int(a) : max(math.ceil(b), int(a) + 1)]) for a, b in pairwise(edges)]


def _voices_at(record: Highlights, transcript: Transcript, voices: Voices, bars: int) -> list[int]:
    """Return the colour of who speaks in the middle of each bar; a pause keeps the colour of who spoke last."""
    starts = [turn.start for turn in transcript.turns]
    step = (record.episode.duration or 1) / bars
    found = []
    for k in range(bars):
        at = bisect_right(starts, (k + 0.5) * step) - 1
        turn = transcript.turns[max(at, 0)] if transcript.turns else None
        found.append(voices.get(turn.speaker or turn.speaker_label, 0) if turn else 0)
    return found
