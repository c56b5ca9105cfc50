"""Fingerprints of sound that outlive another encoding: 32 bits for every 16 ms (Haitsma and Kalker, ISMIR 2002).

A bit says whether the difference of two neighbouring bands grew or shrank since the frame before. Two recordings of one
sound share about nine bits of ten; unrelated sound shares half of them.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.ports import RATE_HZ, Samples

HOP, FRAME = 256, 4096  # samples: 16 ms, and the 256 ms that a frame looks at, so that half a hop changes little
FRAMES_PER_S = RATE_HZ / HOP
BANDS, LOW_HZ, HIGH_HZ = 33, 300.0, 3000.0  # where every codec keeps speech
AT_ONCE = 4096  # frames that are transformed together: 130 MB
FULL_SCALE = 32768.0  # of 16-bit samples
SILENT = 1e-7  # mean power of a frame in which there is nothing to hear (−70 dB)

Bits = NDArray[np.uint32]


def prints(samples: Samples) -> tuple[Bits, NDArray[np.bool_]]:
    """Return 32 bits per frame, and whether there is anything to hear in it; frame n is centred at n * 16 ms."""
    padded = np.pad(samples.astype(np.float32) / FULL_SCALE, FRAME // 2)
    count = len(samples) // HOP + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP][:count]
    window = np.hanning(FRAME).astype(np.float32)
    edges = np.searchsorted(np.fft.rfftfreq(FRAME, 1 / RATE_HZ), np.geomspace(LOW_HZ, HIGH_HZ, BANDS + 1))
    energy = np.empty((count, BANDS), np.float32)
    for at in range(0, count, AT_ONCE):
        power = np.abs(np.fft.rfft(windows[at : at + AT_ONCE] * window)) ** 2
        energy[at : at + AT_ONCE] = np.add.reduceat(power, edges, axis=1)[:, :BANDS]
    slope = np.diff(energy, axis=1)
    grown = np.diff(slope, axis=0, prepend=slope[:1]) > 0
    weights = (1 << np.arange(BANDS - 1, dtype=np.uint64)).astype(np.uint32)
    bits = (grown * weights).sum(axis=1, dtype=np.uint32)
    return bits, np.asarray(energy.mean(axis=1) / FRAME > SILENT, dtype=np.bool_)


def shared_bits(here: Bits, there: Bits) -> NDArray[np.float32]:
    """Return for each frame which share of the bits is the same, 0 to 1."""
    shared: NDArray[np.float32] = 1 - np.bitwise_count(here ^ there).astype(np.float32) / np.float32(BANDS - 1)
    return shared
