"""Plans the windows that are decoded in one go: all speech, cut in silence, never more than an encoder hears."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.records import Window
from pipeline.stages.transcribe.config import WindowConfig

Stretch = tuple[float, float]


def plan(speech: Sequence[Stretch], duration: float, config: WindowConfig) -> tuple[Window, ...]:
    """Return windows that cover all speech, in order, without overlap, each cut in silence where there is any.

    A window takes stretches of speech until it is full or the silence is long; a full one is cut at its longest
    pause after `min_window_s`. Silence between windows is left out, but for `pad_s` on either side.
    """
    room = config.max_window_s - 2 * config.pad_s
    pieces = [piece for a, b in speech for piece in _parts(a, min(b, duration), room)]
    groups: list[list[Stretch]] = []
    while pieces:
        count = _how_many(pieces, room, config)
        groups.append(pieces[:count])
        pieces = pieces[count:]
    starts = [group[0][0] for group in groups]
    ends = [group[-1][1] for group in groups]
    room_before = [2 * config.pad_s, *(b - a for a, b in zip(ends, starts[1:], strict=False))]
    room_after = [*room_before[1:], 2 * config.pad_s]
    windows: list[Window] = []
    for i, (start, end, before, after) in enumerate(zip(starts, ends, room_before, room_after, strict=False)):
        opens = round(max(0.0, start - min(config.pad_s, before / 2)), 3)
        closes = round(min(duration, end + min(config.pad_s, after / 2)), 3)
        ended = windows[-1].end if windows else 0.0  # the same middle of a pause, rounded the other way
        windows.append(Window(i=i, start=max(opens, ended), end=closes))
    return tuple(windows)


def _parts(start: float, end: float, longest: float) -> list[Stretch]:
    """Divide speech without a pause into equal parts that fit; a `VoiceActivity` should seldom leave that to us."""
    if end <= start:
        return []
    count = int(-(-(end - start) // longest))
    edges = [start + (end - start) * k / count for k in range(count)] + [end]
    return list(pairwise(edges))


def _how_many(pieces: Sequence[Stretch], room: float, config: WindowConfig) -> int:
    """Return how many of the pieces the next window takes: at least one."""
    first = pieces[0][0]
    fitting = 1
    for (_, end), (start, next_end) in pairwise(pieces):
        if start - end > config.bridge_s:
            return fitting
        if next_end - first > room:
            break
        fitting += 1
    if fitting == len(pieces):
        return fitting
    pauses = [
        (pieces[k][0] - pieces[k - 1][1], k)
        for k in range(1, fitting + 1)
        if pieces[k - 1][1] - first >= config.min_window_s
    ]
    return max(pauses)[1] if pauses else fitting
