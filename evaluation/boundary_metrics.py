"""Score section boundaries in the time domain, so that the figure does not depend on the transcript.

Boundaries are section starts in seconds, never 0.0 and never the end of the episode.
"""

import math
import random
from collections.abc import Sequence

BIN_S = 6.0  # width of a bin for Pk, WindowDiff and F1 of bins, as in retkowski/chunkseg
COLLAR_S = 3.0  # of its F1 in continuous time
TOLERANCES_S = (10, 30, 60)


def hits(reference: Sequence[float], found: Sequence[float], tolerance_s: float) -> int:
    """Count the pairs of a largest one-to-one matching; going in order is optimal, all windows being equally wide.

    >>> hits([100, 200], [95, 130, 205], 30)
    2
    """
    i = j = count = 0
    a, b = sorted(reference), sorted(found)
    while i < len(a) and j < len(b):
        if abs(a[i] - b[j]) <= tolerance_s:
            count, i, j = count + 1, i + 1, j + 1
        elif b[j] < a[i]:
            j += 1
        else:
            i += 1
    return count


def f1(reference: Sequence[float], found: Sequence[float], tolerance_s: float) -> float:
    """Return the boundary F1 within a collar; 1.0 when both are empty."""
    if not reference and not found:
        return 1.0
    return 2 * hits(reference, found, tolerance_s) / (len(reference) + len(found))


def binned_f1(reference: Sequence[float], found: Sequence[float]) -> float:
    """Return the F1 of the six-second bins in which a section starts; 1.0 when both are empty.

    >>> binned_f1([60.0, 120.0], [64.0, 126.0])
    0.5
    """
    a, b = ({int(start // BIN_S) for start in starts} for starts in (reference, found))
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def pk_windowdiff(reference: Sequence[float], found: Sequence[float], duration: float) -> tuple[float, float]:
    """Return (Pk, WindowDiff), lower is better: Beeferman et al. 1999; Pevzner and Hearst 2002."""
    n = max(2, math.ceil(duration / BIN_S))
    bits = [[0] * n for _ in range(2)]
    for row, boundaries in zip(bits, (reference, found), strict=True):
        for start in boundaries:
            row[min(n - 1, max(1, int(start // BIN_S)))] = 1
    k = min(n - 1, max(2, round(n / (1 + sum(bits[0])) / 2)))
    pk = wd = 0
    for i in range(n - k):
        a, b = sum(bits[0][i + 1 : i + k + 1]), sum(bits[1][i + 1 : i + k + 1])
        pk += (a == 0) != (b == 0)
        wd += a != b
    return pk / (n - k), wd / (n - k)


def row(reference: Sequence[float], found: Sequence[float], duration: float) -> dict[str, float]:
    """Return one episode's figures."""
    pk, wd = pk_windowdiff(reference, found, duration)
    scores = {f"f1@{t}": f1(reference, found, t) for t in TOLERANCES_S}
    scores |= {"collar": f1(reference, found, COLLAR_S), "bins": binned_f1(reference, found)}
    return scores | {"pk": pk, "wd": wd, "found": float(len(found)), "true": float(len(reference))}


def interval(values: Sequence[float], n: int = 2000, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the mean over episodes."""
    rng = random.Random(seed)
    means = sorted(sum(rng.choices(values, k=len(values))) / len(values) for _ in range(n))
    return means[int(0.025 * n)], means[int(0.975 * n) - 1]


def chance(k: int, duration: float, *, seed: int = 0) -> list[float]:
    """Return `k` boundaries drawn at random."""
    rng = random.Random(seed)
    return sorted(rng.uniform(0, duration) for _ in range(k))


def equal(k: int, duration: float) -> list[float]:
    """Return `k` boundaries that cut equal lengths."""
    return [duration * (i + 1) / (k + 1) for i in range(k)]
