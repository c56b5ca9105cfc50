"""Joins two views of who speaks: voices told apart over the whole episode, and a net that hears several at once.

The net says how many speak in each frame and tells the voices of its few seconds apart; whose they are is taken from
the windows that were told apart. Bullock, Bredin & Garcia-Perera 2020, "Overlap-aware diarization", reassign in the
same way. All times are seconds from the start of the audio.
"""

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import SpeakerActivity
from pipeline.stages.attribute.config import VoicesConfig

Floats = NDArray[np.float64]
Segment = tuple[float, float, int]  # start, end, voice

NEAR_S = 1.0  # a window of voices speaks for frames nearer to its middle than this
SHARPNESS = 3  # and with this power of the distance
CANDIDATES = 3  # voices that a voice of the net may be: its likeliest
LEAST_SOLE = 3  # frames in which a voice of the net must be alone to be known by them
FILL_S, LEAST_S = 0.3, 0.1  # pauses inside speech, and the shortest speech and overlap
LEAST_TURN_S, LEAST_SEEN = 0.5, 2  # alone in a window, and windows that hear as many voices
SHORTEST_HEARD_S = 0.05  # of one voice


@dataclass(frozen=True)
class Frames:
    """Who is heard in each frame; frame k lies around first_s + k * frame_s."""

    first_s: float
    frame_s: float
    p: Floats  # (frames, voices) how sure the windows of voices and the net together are of each voice
    alone: Floats  # (frames, voices) how sure the net alone is
    count: NDArray[np.int64]  # (frames,) how many speak

    def between(self, start: float, end: float) -> slice:
        """Return the frames of a stretch, at least one."""
        a, b = ((at - self.first_s) / self.frame_s for at in (start, end))
        first = min(max(0, round(a)), len(self.count) - 1)
        return slice(first, max(first + 1, min(round(b), len(self.count))))


def least_voices(activity: SpeakerActivity, config: VoicesConfig) -> int:
    """Return how many voices there are at least: those that the net hears one after the other within a few seconds.

    Each must speak alone for LEAST_TURN_S, in more than one window.
    """
    on = _on(activity, config)
    alone = (on & (on.sum(2) == 1)[:, :, None]).sum(1) * activity.frame_s
    together = np.sort((alone >= LEAST_TURN_S).sum(1))[::-1]
    return int(together[min(len(together), LEAST_SEEN) - 1])


def frames(start: Floats, end: Floats, p: Floats, activity: SpeakerActivity, config: VoicesConfig) -> Frames:
    """Return who is heard in each frame, given windows `(n,)` with `(n, voices)` probabilities; a voice is needed."""
    on = _on(activity, config)
    sure = activity.p / 255.0
    length = len(_mean(activity, sure[:, :, :1]))
    windows = _spread((start + end) / 2, p, length, activity)
    alone = _mean(activity, _assigned(on, sure, windows, activity))
    speech = _filled(_mean(activity, sure.max(2, keepdims=True))[:, 0] >= config.speech, activity.frame_s)
    several = np.floor(_mean(activity, on.sum(2, keepdims=True).astype(np.float64))[:, 0] + 2 - config.overlap)
    count = np.where(speech, np.clip(several, 1, p.shape[1]), 0).astype(np.int64)
    return Frames(activity.first_s, activity.frame_s, windows + config.net_weight * alone, alone, count)


def heard(found: Frames) -> list[Segment]:
    """Return who is heard from when to when, in order; stretches of two voices may overlap."""
    active = _active(found)
    segments: list[Segment] = []
    for voice in range(active.shape[1]):
        joined = _runs(_closed(active[:, voice], round(LEAST_S / found.frame_s)))
        segments += [(*_times(found, i, j), voice) for i, j in joined if (j - i) * found.frame_s >= SHORTEST_HEARD_S]
    return sorted(segments)


def overlapped(found: Frames) -> tuple[tuple[float, float], ...]:
    """Return the stretches in which two voices or more are heard, in order."""
    both = _closed(_active(found).sum(1) > 1, round(FILL_S / found.frame_s))
    return tuple(_times(found, i, j) for i, j in _runs(both) if (j - i) * found.frame_s >= LEAST_S)


# ---- frames


def _on(activity: SpeakerActivity, config: VoicesConfig) -> NDArray[np.bool_]:
    on: NDArray[np.bool_] = activity.p > config.speech * 255
    return on


def _first_frames(activity: SpeakerActivity) -> NDArray[np.int64]:
    first: NDArray[np.int64] = np.round(activity.start / activity.frame_s).astype(np.int64)
    return first


def _mean(activity: SpeakerActivity, values: Floats) -> Floats:
    """Return the mean over the windows that see a frame, `(frames, k)`, of `(windows, frames of one, k)`."""
    first, width = _first_frames(activity), values.shape[1]
    length = int(first[-1]) + width
    total, seen = np.zeros((length, np.shape(values)[2])), np.zeros(length)
    for at, rows in zip(first, values, strict=True):
        total[at : at + width] += rows
        seen[at : at + width] += 1
    return total / np.maximum(seen, 1)[:, None]


def _spread(middle: Floats, p: Floats, length: int, activity: SpeakerActivity) -> Floats:
    """Return the windows' probabilities `(frames, voices)`, weighed by nearness; zeros where no window is near."""
    total, weights = np.zeros((length, p.shape[1])), np.zeros(length)
    reach = NEAR_S / activity.frame_s
    for at, row in zip((middle - activity.first_s) / activity.frame_s, p, strict=True):
        i, j = max(0, int(np.ceil(at - reach))), min(length, int(at + reach) + 1)
        weight = np.maximum(1 - np.abs(np.arange(i, j) - at) / reach, 0) ** SHARPNESS
        total[i:j] += weight[:, None] * row
        weights[i:j] += weight
    return np.where(weights[:, None] > 0, total / np.maximum(weights, 1e-12)[:, None], 0.0)


def _assigned(on: NDArray[np.bool_], sure: Floats, windows: Floats, activity: SpeakerActivity) -> Floats:
    """Return `(windows, frames of one, voices)`: the net's voices of each window as voices of the episode."""
    found = np.zeros((*sure.shape[:2], windows.shape[1]))
    for k, at in enumerate(_first_frames(activity)):
        here = windows[at : at + sure.shape[1]]
        for local, voice in _matched(on[k], here):
            found[k, :, voice] = np.maximum(found[k, :, voice], sure[k, :, local])
    return found


def _matched(on: NDArray[np.bool_], here: Floats) -> list[tuple[int, int]]:
    """Return pairs of a voice of the net and a voice of the episode: each another where there are enough."""
    locals_ = [k for k in range(on.shape[1]) if on[:, k].any()]
    if not locals_:
        return []
    sole = on & (on.sum(1) == 1)[:, None] & (here.sum(1) > 0)[:, None]
    score = np.stack([here[sole[:, k] if sole[:, k].sum() >= LEAST_SOLE else on[:, k]].sum(0) for k in locals_])
    likely = np.argsort(-score, axis=1, kind="stable")[:, :CANDIDATES]
    distinct = min(len(locals_), here.shape[1])
    choices = [c for c in product(*likely.tolist()) if len(set(c)) >= distinct]
    best = max(choices, key=lambda c: float(sum(score[k, v] for k, v in enumerate(c))))
    return list(zip(locals_, best, strict=True))


def _active(found: Frames) -> NDArray[np.bool_]:
    """Return which voices are heard in each frame: the likeliest, then those that the net hears beside it."""
    active: NDArray[np.bool_] = np.zeros(found.p.shape, bool)
    rows = np.arange(len(active))
    first = found.p.argmax(1)
    active[rows[found.count > 0], first[found.count > 0]] = True
    rest = found.alone.copy()
    rest[rows, first] = -1
    for beside in range(1, min(3, active.shape[1])):
        more = found.count > beside
        chosen = rest.argmax(1)
        more &= rest[rows, chosen] > 0
        active[rows[more], chosen[more]] = True
        rest[rows, chosen] = -1
    return active


def _runs(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.r_[0, on.astype(np.int8), 0]))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _closed(on: NDArray[np.bool_], gap: int) -> NDArray[np.bool_]:
    """Return the frames with gaps shorter than `gap` frames filled."""
    filled = on.copy()
    for (_, end), (start, _) in pairwise(_runs(on)):
        if start - end < gap:
            filled[end:start] = True
    return filled


def _filled(on: NDArray[np.bool_], frame_s: float) -> NDArray[np.bool_]:
    """Return speech with its short pauses filled and clicks left out."""
    speech = _closed(on, round(FILL_S / frame_s))
    for start, end in _runs(speech):
        if (end - start) * frame_s < LEAST_S:
            speech[start:end] = False
    return speech


def _times(found: Frames, i: int, j: int) -> tuple[float, float]:
    edge = found.first_s - found.frame_s / 2
    return max(0.0, edge + i * found.frame_s), edge + j * found.frame_s
