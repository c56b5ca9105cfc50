"""Where to cut sound so that no word is lost: the quietest place between two words, near the one that must be heard.

Word times of a recogniser are off by a few hundredths of a second; the sound itself says where speech begins.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import RATE_HZ, Samples

FRAME_S = 0.01
PAD_S = (0.08, 0.25)  # kept before the first and after the last sound: less is abrupt, more is a wait
EARLIER_S = 0.25  # how far before a word's time its sound may begin
LATER_S = 0.30  # and how far after
AROUND_S = 4.0  # on each side: what counts as quiet is measured here
QUIET_SHARE = 0.3  # of the way (in decibels) from the background to speech
FADED_PAD_S = 0.02  # of a neighbour's tail or a breath that a fade may cover


INSIDE_S = 0.03  # of sound inside a cut; as loud as speech, it is heard as a word cut off
BLIP_S = 0.04  # a click or a breath of this length does not end a pause


class CutEdge(NamedTuple):
    """A place to cut, in seconds, whether there was a pause to cut in, and whether speech is heard right inside it."""

    at: float
    clean: bool
    in_speech: bool = False


def start_edge(samples: Samples, before: float, start: float) -> CutEdge:
    """Return where to begin a clip whose first word starts at `start` and follows one that ends at `before`."""
    reach_s = max(start - before, 0.0)
    levels = _levels(samples, start)
    origin = max(0, round((start - AROUND_S) * RATE_HZ)) / RATE_HZ
    return _edge(levels, origin, (before, start), reach_s)


def end_edge(samples: Samples, end: float, after: float) -> CutEdge:
    """Return where to end a clip whose last word ends at `end` and precedes one that starts at `after`."""
    length_s = len(samples) / RATE_HZ
    mirrored = start_edge(samples[::-1], length_s - after, length_s - end)
    return mirrored._replace(at=length_s - mirrored.at)


def _levels(samples: Samples, at: float) -> NDArray[np.float64]:
    """Return decibels (of full scale) of each frame from AROUND_S before `at` to AROUND_S after."""
    first, last = max(0, round((at - AROUND_S) * RATE_HZ)), round((at + AROUND_S) * RATE_HZ)
    size = round(FRAME_S * RATE_HZ)
    window = np.asarray(samples[first:last], np.float64) / 32768
    frames = window[: len(window) // size * size].reshape(-1, size)
    return np.asarray(10 * np.log10((frames**2).mean(1) + 1e-10))


def _edge(levels: NDArray[np.float64], origin: float, words: tuple[float, float], reach_s: float) -> CutEdge:
    before, start = words
    if len(levels) < 3:
        return CutEdge(max(0.0, start), clean=False)
    background, speech = np.percentile(levels, (10, 90))
    limit = background + QUIET_SHARE * (speech - background)
    loud = background + 2 * QUIET_SHARE * (speech - background)
    smooth = np.convolve(np.pad(levels, 1, mode="edge"), np.ones(3) / 3, mode="valid")
    # Never as far back as the middle of the word before, never as far on as the middle of the word to be heard.
    low = max(0, round((max(before - 0.05, start - reach_s - EARLIER_S) - origin) / FRAME_S))
    high = min(len(levels), round((start + LATER_S - origin) / FRAME_S))
    quiet = _without_blips(smooth[low:high], limit, loud)
    run = _pause(quiet, nearest=round((start - origin) / FRAME_S) - low)
    if run is None:
        last = max(low + 1, min(high, round((start + 0.03 - origin) / FRAME_S)))
        cut = low + int(smooth[low:last].argmin()) if low < last else high
        clean = False
    else:
        first, onset = low + run[0], low + run[1]
        nearest = max(first, onset - round(PAD_S[0] / FRAME_S))
        furthest = max(first, onset - round(PAD_S[1] / FRAME_S))
        cut = furthest + int(smooth[furthest : nearest + 1].argmin())
        clean = onset - first >= round((PAD_S[0] - FADED_PAD_S) / FRAME_S)
    inside = levels[cut : cut + round(INSIDE_S / FRAME_S)]
    in_speech = bool(len(inside)) and 10 * np.log10((10 ** (inside / 10)).mean()) > loud
    return CutEdge(max(0.0, origin + cut * FRAME_S), clean, bool(in_speech))


def _without_blips(levels: NDArray[np.float64], limit: float, loud: float) -> NDArray[np.bool_]:
    """Return which frames are quiet; short sounds between two quiet frames, softer than speech, count as quiet."""
    quiet = np.asarray(levels <= limit)
    found = np.flatnonzero(quiet)
    for i, j in pairwise(found):
        if 1 < j - i <= round(BLIP_S / FRAME_S) + 1 and levels[i + 1 : j].max() <= loud:
            quiet[i:j] = True
    return quiet


def _pause(quiet: NDArray[np.bool_], nearest: int) -> tuple[int, int] | None:
    """Return the frames [i, j) of the pause before the word at `nearest`, None where there is no quiet frame.

    Of the runs of quiet frames the longest counts; one that ends far from the word's time counts less.
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    runs = [(int(i), int(j)) for i, j in edges.reshape(-1, 2)]
    if not runs:
        return None
    return max(runs, key=lambda run: (min(run[1] - run[0], 40) - abs(run[1] - nearest), -run[1]))
