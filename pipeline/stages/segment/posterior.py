"""How likely a section starts at each place, and the cut that is right most often.

The best single cut of a model is often not the one with most boundaries right within half a minute: two places near
each other share the probability of one boundary. So all cuts are weighed (forward-backward over a semi-Markov model,
Sarawagi and Cohen 2004), and places are chosen by how much probability lies around them (least expected loss).
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pipeline.stages.segment.features import Floats


def start_probabilities(value: Floats, gain: Floats) -> Floats:
    """Return, for each point strictly inside, the probability that a section starts there.

    `value[i, j]` is the log-worth of a section from point i to point j, `(n, n)`; `gain[j]`, `(n,)`, that of a start.
    """
    n = len(gain)
    forward, backward = np.full(n, -np.inf), np.full(n, -np.inf)
    forward[0] = backward[-1] = 0.0
    for j in range(1, n):
        forward[j] = _log_sum(forward[:j] + value[:j, j]) + gain[j]
    for i in range(n - 2, -1, -1):
        backward[i] = _log_sum(value[i, i + 1 :] + gain[i + 1 :] + backward[i + 1 :])
    inside: Floats = np.exp(np.minimum(forward + backward - forward[-1], 0.0))[1:-1]
    return inside


def _log_sum(x: Floats) -> float:
    top = x.max()
    return float(top + np.log(np.exp(x - top).sum())) if np.isfinite(top) else float(top)


def around(times: Floats, probability: Floats, within_s: float) -> Floats:
    """Return `(n,)` expected numbers of starts within so many seconds of each time; `times`, `(n,)`, never fall."""
    total = np.concatenate([[0.0], np.cumsum(probability)])
    last = np.searchsorted(times, times + within_s, side="right")
    found: Floats = total[last] - total[np.searchsorted(times, times - within_s, side="left")]
    return found


def best_places(
    times: Floats, probability: Floats, room: NDArray[np.bool_], *, within: Mapping[float, float], cost: float,
    least_s: float,
) -> list[int]:  # fmt: skip
    """Return the places, at least `least_s` apart, near which most starts are expected, less `cost` for each place.

    `times`, `probability` and `room` are `(n,)`, one for each sentence start.
    `within` gives, per distance in seconds, the share of the worth that starts expected as near as that are; a start
    near two places counts once. Only places with `room` are chosen.
    """
    n = len(times)
    total = np.concatenate([[0.0], np.cumsum(probability)])
    free = np.searchsorted(times, times - least_s, side="right")  # how many of the earlier ones are far enough away
    reach = [
        (share, np.searchsorted(times, times - s), np.searchsorted(times, times + s, side="right"))
        for s, share in within.items()
    ]
    alone = probability - cost
    best = alone + sum(share * (total[:n] - total[low]) for share, low, _ in reach)
    best[~room] = -np.inf
    back = np.full(n, -1)
    for j in np.flatnonzero(room & (free > 0)):
        before = np.arange(free[j])
        value = best[: free[j]].copy()
        for share, low, high in reach:  # what lies between two places and near one of them
            met = np.minimum(high[before], j)
            value += share * (total[met] - total[before + 1] + total[j] - total[np.maximum(low[j], met)])
        top = int(np.argmax(value))
        if value[top] + alone[j] > best[j]:
            best[j], back[j] = value[top] + alone[j], top
    best += sum(share * (total[high] - total[1:]) for share, _, high in reach)
    chosen: list[int] = []
    at = int(np.argmax(best)) if n and best.max() > 0 else -1
    while at >= 0:
        chosen.append(at)
        at = int(back[at])
    return chosen[::-1]
