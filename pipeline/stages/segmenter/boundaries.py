"""Choose section starts: a logistic score per sentence, then the best cut under a length prior.

The scorer is three logistic regressions kept as plain numbers (`benchmarks/train_segmenter.py` fits them); the
search is a semi-Markov dynamic program over the most promising sentence starts, about 10 ms per episode.
"""

import hashlib
import json
import math
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Record
from pipeline.stages.segmenter.features import Floats, Talk, features, probe_input, running_sum, word_weight
from pipeline.stages.segmenter.grams import GramWeights, gram_odds
from pipeline.stages.segmenter.regression import Regression

CANDIDATES = 0.2  # the best fifth of the sentence starts are tried
LEAST_CANDIDATES = 30
LONGEST_S = 3000.0
BLOCK = 4  # sentences of trailing context (Gklezakos et al. 2024)
NEVER = -1e9

_FILE = (files("pipeline.stages.segmenter") / "weights.json").read_text("utf8")
DIGEST = hashlib.sha256(_FILE.encode()).hexdigest()[:8]  # of the numbers: part of the stage's version


class Prior(Record):
    """How long sections are: log-normal, with a mean that grows with the episode."""

    log_mean: float  # of seconds, for an episode of one hour
    growth: float  # the mean length grows with duration to this power
    log_spread: float

    def log_length(self, duration: float, sections_per_hour: float, default_per_hour: float) -> float:
        """Return the log of the expected section length of an episode of `duration` seconds."""
        scaled = self.log_mean + self.growth * math.log(max(duration, 60.0) / 3600.0)
        return scaled - math.log(sections_per_hour / default_per_hour)


class Weights(Record):
    """All numbers that training gives."""

    names: tuple[str, ...]
    cues: Regression
    probe: Regression
    grams: GramWeights
    prior: Prior
    bias: float  # what a boundary costs where sections have the prior's length
    length_weight: float
    cohesion: float  # cost of one unit of squared error inside a section
    calibration: tuple[float, float]  # slope, offset: score minus cost -> log-odds of being right within 30 s


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """Return the numbers that come with the package."""
    return Weights.model_validate(json.loads(_FILE))


def score(talk: Talk, weights: Weights) -> Floats:
    """Return the log-odds of a section starting at each sentence, `(n,)`."""
    rows, names = features(talk)
    if names != weights.names:
        raise ValueError("weights.json was made for other features: run benchmarks/train_segmenter.py")
    return combined(weights.cues, weights.probe, weights.grams, talk, rows)


def combined(cues: Regression, probe: Regression, table: GramWeights, talk: Talk, rows: Floats) -> Floats:
    """Return the mean log-odds of the features, the words said and, if of the model trained on, the vectors.

    Equal shares: half the vectors' share gave F1@30 .573 instead of .584, no words .556, no vectors .569.
    """
    odds = [cues.log_odds(rows), gram_odds(talk.texts, table)]
    if 2 * talk.vectors.shape[1] == len(probe.weights):
        odds.append(probe.log_odds(probe_input(talk.vectors)))
    mean: Floats = np.mean(odds, axis=0)
    return mean


def incoherence(talk: Talk, points: NDArray[np.intp]) -> Floats:
    """Return, for each pair of points, the squared error of the blocks between them around their mean."""
    total = running_sum(talk.vectors, word_weight(talk))
    at = np.arange(talk.n)
    blocks = total[at + 1] - total[np.maximum(0, at - BLOCK)]
    blocks /= np.linalg.norm(blocks, axis=1, keepdims=True) + 1e-9
    sums = running_sum(blocks)[points]
    squared = np.einsum("ij,ij->i", sums, sums)
    norm2 = squared[None, :] + squared[:, None] - 2 * sums @ sums.T
    count = np.maximum(1, points[None, :] - points[:, None])
    error: Floats = count - norm2 / count
    return error


def cut(
    talk: Talk,
    scores: Floats,
    weights: Weights,
    *,
    log_length: float,
    least_s: float,
    span: tuple[int, int],
    k: int | None = None,
) -> list[int]:
    """Return the sentence numbers inside `span` at which a section starts, its first sentence left out.

    Maximises, over all cuts, the sum of (score - cost) of the boundaries, minus the length prior's and the
    incoherence's penalty of each section. A boundary costs more where longer sections are expected.
    `k` forces the number of boundaries (benchmarks only).
    """
    points, times = _points(talk, scores, span)
    gain = np.concatenate([[0.0], scores[points[1:-1]] - boundary_cost(weights, log_length), [0.0]])
    length = times[None, :] - times[:, None]
    spread = 2 * weights.prior.log_spread**2
    value = -weights.length_weight * (np.log(np.maximum(length, 1.0)) - log_length) ** 2 / spread
    if weights.cohesion:
        value -= weights.cohesion * incoherence(talk, points)
    value[(length < least_s) | (length > LONGEST_S)] = NEVER
    value[0, -1] = max(value[0, -1], NEVER / 2)  # one section is always possible
    return [int(points[j]) for j in _best_path(value, gain, k)]


def boundary_cost(weights: Weights, log_length: float) -> float:
    """Return what a boundary must score: log-odds move with the log of how rare boundaries are."""
    return weights.bias + log_length - weights.prior.log_mean


def _points(talk: Talk, scores: Floats, span: tuple[int, int]) -> tuple[NDArray[np.intp], Floats]:
    first, last = span
    inside = np.arange(first + 1, last)
    keep = max(LEAST_CANDIDATES, int(len(inside) * CANDIDATES))
    best = np.sort(inside[np.argsort(-scores[inside], kind="stable")[:keep]])
    end = talk.duration if last == talk.n else talk.start[last]
    start = 0.0 if first == 0 else talk.start[first]
    return np.concatenate([[first], best, [last]]), np.concatenate([[start], talk.start[best], [end]])


def _best_path(value: Floats, gain: Floats, k: int | None) -> list[int]:
    """Return the points strictly between the first and the last on the best path.

    Layer q holds the best way to reach a point with q sections; without `k` one layer feeds itself.
    """
    n = len(gain)
    layers, step = (1, 0) if k is None else (k + 1, 1)
    reach = np.full((layers + 1, n), 2 * NEVER * (n + 1))
    back = np.zeros((layers + 1, n), int)
    reach[1 - step, 0] = 0.0
    for layer in range(1, layers + 1):
        for j in range(1, n):
            options = reach[layer - step, :j] + value[:j, j]
            back[layer, j] = i = int(np.argmax(options))
            reach[layer, j] = options[i] + gain[j]
    path: list[int] = []
    layer, j = layers, n - 1
    while (j := int(back[layer, j])) > 0:
        path.append(j)
        layer -= step
    return sorted(path)


def confidence(scores: Floats, weights: Weights, log_length: float) -> Floats:
    """Return, per sentence, the share of such chosen boundaries that an editor set within 30 s."""
    slope, offset = weights.calibration
    odds = slope * (scores - boundary_cost(weights, log_length)) + offset
    share: Floats = 1.0 / (1.0 + np.exp(-odds))
    return share
