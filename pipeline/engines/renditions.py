"""Lays one recording of an episode over another: with adverts put in, an intro cut off, another encoding or speed.

Blocks of one recording are looked up in the other by their fingerprints. A path through what was found says which block
stands where; between two that do not follow each other, the frames say where the one ends. What is not heard again
has no place.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.engines.sound_prints import FRAME, FRAMES_PER_S, HOP, Bits, prints, shared_bits
from pipeline.ports import Samples
from pipeline.records import Gap, SharedSound, SoundMatch

BLOCK = 250  # frames: 4 s, long enough to be told from all others, short against an advert
HALF = BLOCK // 2  # of a block that was found, up to this much may be other sound
KEYS = (0, 4, 8, 12, 16)  # first bits of the parts that are looked up; some part stays whole in any encoding
KEY_BITS = 16
MOST_ALIKE = 60  # frames with the same part: more is silence or a hum, which says nothing
CANDIDATES = 3  # places of a block that are considered
TRIED = 8  # places of a block whose bits are compared
LEAST_VOTES = 5
NEAR = 4  # frames around a place that are tried as well
LEAST_SHARED = 0.66  # of a block's bits: unrelated sound shares .5 ± .01, the worst encoding tried .75
FRAME_SHARED = 0.62  # of a frame's: what speaks for one place more than for none
SLACK, DRIFT = 3, 0.004  # frames, and share of the time: two blocks that differ by less are one stretch
JUMP = 12.0  # what a change of place costs, in frames of perfect likeness
IN_DOUBT = 1.0  # frames of perfect likeness: two borders whose evidence differs by less are equally good
BESIDE = 2  # frames beside a border that are in neither stretch: a frame looks at more than its own 16 ms
BLURRED = FRAME // HOP // 2  # frames beyond a cut that still look at the sound before it: half of what a frame looks at
HEARD_S = 0.4  # over which likeness is measured: a word with its neighbourhood
LIKE = 0.64  # of the bits in that time; unrelated sound shares .5 ± .03, 24 kbit/s Opus .75


ZERO = 1 << 30  # added to a shift, so that it is no negative number

Knots = list[tuple[float, float]]  # (frame here, frame there)
Places = NDArray[np.int64] | NDArray[np.float64]


@dataclass(frozen=True)
class FoundBlock:
    """A block that was found: its middle here and there, in frames."""

    here: float
    there: float

    @property
    def shift(self) -> int:
        """How much later it is there, in frames."""
        return round(self.there - self.here)


def match(here: Samples, there: Samples) -> SoundMatch:
    """Return the stretches that both recordings have, in order; none where nothing matches."""
    mine, heard = prints(here)
    theirs, _ = prints(there)
    pieces = _pieces(_path(_candidates(mine, heard, theirs)), mine, theirs)
    stretches = tuple(
        SharedSound(knots=tuple((round(a / FRAMES_PER_S, 3), round(b / FRAMES_PER_S, 3)) for a, b in knots))
        for knots in pieces
    )
    return SoundMatch(stretches=stretches, unlike=_unlike(pieces, mine, theirs))


def _unlike(pieces: list[Knots], mine: Bits, theirs: Bits) -> tuple[Gap, ...]:
    """Return where in the stretches the sound at its place is another, in seconds."""
    size = round(HEARD_S * FRAMES_PER_S)
    found = []
    for knots in pieces:
        low, high = round(knots[0][0]), round(knots[-1][0])
        here, there = np.array(knots).T
        shared = _shared_at(np.arange(low, high), np.rint(np.interp(np.arange(low, high), here, there)), mine, theirs)
        kernel = np.ones(min(size, high - low), np.float32)
        around = np.convolve(shared, kernel, "same") / np.convolve(np.ones_like(shared), kernel, "same")
        edges = np.flatnonzero(np.diff(np.concatenate([[False], around < LIKE, [False]])))
        found += [(low + a, low + b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return tuple(Gap(start=round(a / FRAMES_PER_S, 3), end=round(b / FRAMES_PER_S, 3)) for a, b in found)


def _shared_at(frames: Places, places: Places, mine: Bits, theirs: Bits) -> NDArray[np.float32]:
    """Return which share of their bits frames have in common with those at other places; 0 outside."""
    at = places.astype(np.int64)
    inside = (at >= 0) & (at < len(theirs))
    shared = np.zeros(len(at), np.float32)
    shared[inside] = shared_bits(mine[frames[inside]], theirs[at[inside]])
    return shared


def _candidates(mine: Bits, heard: NDArray[np.bool_], theirs: Bits) -> list[list[tuple[int, float]]]:
    """Return for each block where it may stand: (shift in frames, share of bits), the best ones."""
    blocks = len(mine) // BLOCK
    pairs, counts = [], []
    for key in KEYS:
        found, votes = _votes(mine, heard, theirs, np.uint32(key))
        pairs.append(found)
        counts.append(votes)
    cells, place = np.unique(np.concatenate(pairs), return_inverse=True)
    weights = np.bincount(place, weights=np.concatenate(counts), minlength=len(cells))
    cells, weights = cells[weights >= LEAST_VOTES], weights[weights >= LEAST_VOTES]
    order = np.lexsort((-weights, cells >> 32))
    cells = cells[order]
    first = np.searchsorted(cells >> 32, np.arange(blocks + 1))
    return [
        _best((((cells[a:b][: TRIED * 3] & 0xFFFFFFFF) - ZERO) * 2).tolist(), block, mine, theirs)
        for block, (a, b) in enumerate(pairwise(first))
    ]


def _votes(
    mine: Bits, heard: NDArray[np.bool_], theirs: Bits, key: np.uint32
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (block and shift in one number) for frames that agree in a part of their bits, and how many do."""
    mask = np.uint32((1 << KEY_BITS) - 1)
    a, b = (mine >> key) & mask, (theirs >> key) & mask
    order = np.argsort(b, kind="stable")
    low, high = np.searchsorted(b[order], a, "left"), np.searchsorted(b[order], a, "right")
    at = np.flatnonzero(heard & (high - low <= MOST_ALIKE) & (high > low))
    counts = (high - low)[at]
    first = np.repeat(low[at] - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
    there = order[first + np.arange(counts.sum())]
    here = np.repeat(at, counts)
    cells = (here // BLOCK << 32) + ((there - here) // 2 + ZERO)
    found, votes = np.unique(cells, return_counts=True)
    return found[votes > 1], votes[votes > 1]


def _best(shifts: list[int], block: int, mine: Bits, theirs: Bits) -> list[tuple[int, float]]:
    """Return the places of a block that hold against its bits, the best first; `shifts` have most votes first."""
    kept: list[tuple[int, float]] = []
    tried: list[int] = []
    for shift in shifts:
        if any(abs(shift - other) <= 2 * NEAR for other in tried):
            continue
        tried.append(shift)
        likeness = [(s, _likeness(block * BLOCK, s, mine, theirs)) for s in range(shift - NEAR, shift + NEAR + 1)]
        best = max(likeness, key=lambda pair: pair[1])
        if best[1] >= LEAST_SHARED:
            kept.append(best)
        if len(tried) == TRIED:
            break
    return sorted(kept, key=lambda pair: -pair[1])[:CANDIDATES]


def _likeness(start: int, shift: int, mine: Bits, theirs: Bits) -> float:
    low, high = max(start, -shift, 0), min(start + BLOCK, len(mine), len(theirs) - shift)
    if high - low < BLOCK // 2:
        return 0.0
    return float(shared_bits(mine[low:high], theirs[low + shift : high + shift]).mean())


def _path(candidates: list[list[tuple[int, float]]]) -> list[FoundBlock]:
    """Return the blocks of the best path on which both recordings only go forward."""
    nodes = [(block, shift, like) for block, found in enumerate(candidates) for shift, like in found]
    if not nodes:
        return []
    blocks, shifts = (np.array([node[k] for node in nodes]) for k in (0, 1))
    scores = np.array([(node[2] - FRAME_SHARED) * BLOCK for node in nodes])
    before = np.full(len(nodes), -1)
    for n in range(1, len(nodes)):
        apart = (blocks[n] - blocks[:n]) * BLOCK
        moved = shifts[n] - shifts[:n]
        forward = (apart > 0) & (moved >= BLOCK // 2 - apart)  # the way there goes forward, too
        jumps = np.abs(moved) > SLACK + DRIFT * apart
        value = np.where(forward, scores[:n] - JUMP * jumps, -np.inf)
        best = int(np.argmax(value))
        if value[best] > 0:
            scores[n] += value[best]
            before[n] = best
    at, path = int(np.argmax(scores)), []
    while at >= 0:
        middle = float(blocks[at] * BLOCK + BLOCK / 2)
        path.append(FoundBlock(middle, middle + float(shifts[at])))
        at = int(before[at])
    return path[::-1]


def _pieces(anchors: list[FoundBlock], mine: Bits, theirs: Bits) -> list[Knots]:
    """Return the stretches between and around the anchors, each as far as its frames reach, in frames."""
    if not anchors:
        return []
    runs: list[list[FoundBlock]] = [[anchors[0]]]
    for before, anchor in pairwise(anchors):
        apart = anchor.here - before.here
        if abs((anchor.there - before.there) - apart) <= SLACK + DRIFT * apart:
            runs[-1].append(anchor)
        else:
            runs.append([anchor])
    borders = [_border(left[-1], right[0], mine, theirs) for left, right in pairwise(runs)]
    starts = [_reach(runs[0][0], -1, mine, theirs), *(start for _, start in borders)]
    ends = [*(end for end, _ in borders), _reach(runs[-1][-1], 1, mine, theirs)]
    pieces = []
    for run, start, end in zip(runs, starts, ends, strict=True):
        first, last = _slope(run, start), _slope(run, end)
        inner = [(a.here, a.there) for a in run if start < a.here < end]
        knots = [(start, first), *inner, (end, last)]
        if end > start and first < last:
            pieces.append([(here, min(max(there, 0.0), float(len(theirs) - 1))) for here, there in knots])
    return pieces


def _slope(run: list[FoundBlock], at: float) -> float:
    """Return where a frame before the first anchor of a run, or after its last, stands there."""
    near = run[0] if at < run[0].here else run[-1]
    far = run[-1] if at < run[0].here else run[0]
    speed = (far.there - near.there) / (far.here - near.here) if far is not near else 1.0
    return near.there + (at - near.here) * speed


def _reach(anchor: FoundBlock, way: int, mine: Bits, theirs: Bits) -> float:
    """Return how far a stretch goes from one of its anchors, forward (1) or back (-1).

    Where it ends amid other sound, the last frames may look beyond the cut, and no other stretch says where that is.
    """
    at = min(max(int(anchor.here) - way * HALF, 0), len(mine))
    gains = _gains(0, len(mine), anchor.shift, mine, theirs)
    side = gains[at:] if way > 0 else gains[:at][::-1]
    speaks = np.concatenate([[0.0], np.cumsum(side)])
    steps = int(np.argmax(speaks))
    ends = [len(mine), len(theirs) - anchor.shift] if way > 0 else [0, -anchor.shift]
    if all(abs(at + way * steps - end) > BLURRED for end in ends):
        certain = int(np.flatnonzero(speaks >= speaks.max() - IN_DOUBT)[0])
        steps = max(certain - BLURRED - BESIDE, 0)
    return float(at + way * steps)


def _border(left: FoundBlock, right: FoundBlock, mine: Bits, theirs: Bits) -> tuple[float, float]:
    """Return where the stretch of one anchor ends and that of the next begins; what lies between is in neither.

    Where the frames do not say for certain at which of them the one ends, those are in neither as well.
    """
    low, high = max(int(left.here) - HALF, 0), min(int(right.here) + HALF, len(mine))
    until = np.concatenate([[0.0], np.cumsum(_gains(low, high, left.shift, mine, theirs))])
    after = _gains(low, high, right.shift, mine, theirs)
    after = np.concatenate([np.cumsum(after[::-1])[::-1], [0.0]])
    best_after = np.maximum.accumulate(after[::-1])[::-1]
    best_until = np.maximum.accumulate(until)
    most = float((best_until + after).max())
    ends = np.flatnonzero(until + best_after >= most - IN_DOUBT)
    starts = np.flatnonzero(best_until + after >= most - IN_DOUBT)
    end, start = int(ends[0]), int(starts[-1])
    return float(low + max(end - BESIDE, 0)), float(min(low + max(start, end) + BESIDE, high))


def _gains(low: int, high: int, shift: int, mine: Bits, theirs: Bits) -> NDArray[np.float32]:
    """Return for the frames [low, high) how much speaks for this place, and how much against it (below 0)."""
    frames = np.arange(low, high)
    return _shared_at(frames, frames + shift, mine, theirs) - np.float32(FRAME_SHARED)
