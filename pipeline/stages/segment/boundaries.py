"""Choose section starts: a score per sentence, then the cut that is right most often under a length prior.

The scorer is three logistic regressions kept as plain numbers (`training/train_segmenter.py` fits them), and pauses;
all cuts over the most promising sentence starts are weighed, some 20 ms per episode (`posterior.py`).
"""

import math
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Shipped, number
from pipeline.records import Record
from pipeline.stages.segment.features import Floats, Talk, features, probe_input, running_sum, word_weight
from pipeline.stages.segment.ngrams import GramWeights, gram_odds
from pipeline.stages.segment.posterior import around, best_places, start_probabilities
from pipeline.stages.segment.regression import Regression, regression_of

CANDIDATES = 0.2  # the best fifth of the sentence starts are tried
LEAST_CANDIDATES = 30
LONGEST_S = 3000.0
NEAR_S, CLOSE_S = 30.0, 10.0  # seconds; a start this near an editor's is right, this close exactly right
LONG_PAUSE_S, LONGEST_TENTH = 0.5, 0.9  # a pause counts from this length on, if nine in ten of the talk are shorter
PAUSE = 0.5  # log-odds that such a pause adds: outlines' sections start after one twice as often as other sentences do
INNER_SHARE = 0.2  # of a section that is too long: no second cut so near its edges
MEETING_LONGER = 1.2  # log of how many times longer the sections of a meeting are (decision 2103)
MEETING_COHESION = 0.3
BLOCK = 4  # sentences of trailing context (Gklezakos et al. 2024)
NEVER = -1e9

# Three scores, and how they are mixed and searched.
CUES, GRAMS, PROBE, MIX = PARTS = tuple(
    Shipped("pipeline.stages.segment", name)
    for name in ("boundary_cues.json", "boundary_grams.json", "boundary_probe.json", "boundaries.json")
)


class Prior(Record):
    """How long sections are: log-normal, with a mean that grows with the episode."""

    log_mean: float  # of seconds, for an episode of one hour
    growth: float  # the mean length grows with duration to this power
    log_spread: float

    def log_length(self, duration: float, sections_per_hour: float, default_per_hour: float) -> float:
        """Return the log of the expected section length of an episode of `duration` seconds."""
        scaled = self.log_mean + self.growth * math.log(max(duration, 60.0) / 3600.0)
        return scaled - math.log(sections_per_hour / default_per_hour)


class Scorer(Record):
    """What says how likely a section starts at a sentence: its surroundings, its words, its meaning."""

    cues: Regression
    grams: GramWeights
    probe: Regression

    def log_odds(self, talk: Talk, rows: Floats) -> Floats:
        """Return `(n,)` weighted mean log-odds of `(n, columns)` features, and what pauses add.

        Vectors take no part where they are not of the model trained on.
        """
        share = MIX.numbers.columns
        odds, shares = [self.cues.log_odds(rows), gram_odds(talk.texts, self.grams)], [share["cues"], share["grams"]]
        if talk.embedder == self.probe.embedder:
            odds.append(self.probe.log_odds(probe_input(talk.vectors)))
            shares.append(share["probe"])
        mean: Floats = np.average(odds, axis=0, weights=shares) + PAUSE * after_pause(talk)
        return mean


def after_pause(talk: Talk) -> Floats:
    """Return 1 for sentences that follow one of the longest pauses, 0 elsewhere, `(n,)`.

    Where times were made up from text there are no pauses, and nothing is added.
    """
    gap = np.append(0.0, talk.start[1:] - talk.end[:-1])
    least = max(LONG_PAUSE_S, float(np.quantile(gap, LONGEST_TENTH)))
    long: Floats = (gap >= least).astype(np.float64)
    return long


class SearchNumbers(Record):
    """The numbers of the search among all cuts."""

    prior: Prior
    bias: float  # what a boundary costs where sections have the prior's length
    length_weight: float
    cohesion: float  # cost of one unit of squared error inside a section
    close_share: float  # of the starts expected within ten seconds in a place's worth; the rest: within thirty
    least_worth: float  # of a place where a section starts
    calibration: tuple[float, float]  # slope, offset: log-odds of starts expected near -> of being right within 30 s


class BoundaryWeights(SearchNumbers):
    """All numbers that training gives."""

    names: tuple[str, ...]
    scorer: Scorer


class Place(NamedTuple):
    """A sentence at which a section starts, and how many starts are expected within half a minute of it."""

    sentence: int
    expected: float


@dataclass(frozen=True)
class Weighed:
    """All cuts of a stretch, weighed: sentences at which a section may start, and the starts expected near each."""

    sentences: NDArray[np.intp]
    times: Floats  # seconds
    probability: Floats  # of a section starting there
    close: Floats  # starts expected within ten seconds
    near: Floats  # starts expected within thirty seconds
    room: NDArray[np.bool_]  # a section of the least length fits on both sides


@cache
def shipped_weights() -> BoundaryWeights:
    """Return the numbers that come with the package."""
    table = {gram: number(weight) for gram, weight in GRAMS.numbers.columns.items()}
    mix, chosen = MIX.numbers, dict(MIX.numbers.constants)
    return BoundaryWeights(
        names=tuple(CUES.numbers.columns),
        scorer=Scorer(
            cues=regression_of(CUES.numbers),
            grams=GramWeights(bias=GRAMS.numbers.bias, weights=table),
            probe=regression_of(PROBE.numbers),
        ),
        prior=Prior(**{name: chosen.pop(name) for name in Prior.model_fields}),
        calibration=(chosen.pop("slope"), chosen.pop("offset")),
        bias=mix.bias,
        **chosen,
    )


def for_kind(kind: str, weights: BoundaryWeights, log_length: float) -> tuple[BoundaryWeights, float]:
    """Return the numbers and the log of the expected section length for a kind of show.

    In meetings nobody announces a topic as a host does: sections are longer, and their words must hold together.
    """
    if kind != "meeting":
        return weights, log_length
    return weights.model_copy(update={"cohesion": MEETING_COHESION}), log_length + MEETING_LONGER


def score(talk: Talk, weights: BoundaryWeights) -> Floats:
    """Return the log-odds of a section starting at each sentence, `(n,)`.

    `ValueError` where the weights are of other features than those of `features.py`.
    """
    rows, names = features(talk)
    if names != weights.names:
        CUES.of(names)
        raise ValueError("these weights were fitted to other columns than this version has: fit them again")
    return weights.scorer.log_odds(talk, rows)


def incoherence(talk: Talk, points: NDArray[np.intp]) -> Floats:
    """Return `(points, points)`: for each pair, the squared error of the sentences between them around their mean."""
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


def weigh(
    talk: Talk, scores: Floats, weights: SearchNumbers, *, log_length: float, least_s: float, span: tuple[int, int]
) -> Weighed:
    """Return how many section starts are expected near each promising sentence.

    A cut's worth is the sum of (score - cost) of its boundaries, minus the length prior's and the incoherence's penalty
    of each section; a boundary costs more where longer sections are expected. Cuts count by how much they are worth.
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
    probability, inside = start_probabilities(value, gain), times[1:-1]
    room = (inside - times[0] >= least_s) & (times[-1] - inside >= least_s)
    close, near = (around(inside, probability, within) for within in (CLOSE_S, NEAR_S))
    return Weighed(points[1:-1], inside, probability, close, near, room)


def pick(weighed: Weighed, weights: SearchNumbers, least_s: float) -> list[Place]:
    """Return the places, a section's least length apart, around which most starts are expected."""
    within = {CLOSE_S: weights.close_share, NEAR_S: 1 - weights.close_share}
    chosen = best_places(
        weighed.times, weighed.probability, weighed.room, within=within, cost=weights.least_worth, least_s=least_s
    )
    return [Place(int(weighed.sentences[j]), float(weighed.near[j])) for j in chosen]


def cut_long(
    weighed: Weighed, places: list[Place], weights: SearchNumbers, *, edges: tuple[float, float], longest_s: float
) -> list[Place]:
    """Return the places with further ones inside each section longer than `longest_s`: the best inner one, repeatedly.

    `edges` are the stretch's start and end in seconds. A further place lies in the middle of what it cuts, not in its
    first or last fifth: a minute cut off leaves the section as long as it was.
    """
    times, worth = weighed.times, weights.close_share * weighed.close + (1 - weights.close_share) * weighed.near
    found = {place.sentence: place for place in places}
    known = dict(zip(weighed.sentences.tolist(), times.tolist(), strict=True))
    open_ = list(pairwise([edges[0], *sorted(known[sentence] for sentence in found), edges[1]]))
    while open_:
        start, end = open_.pop()
        aside = INNER_SHARE * (end - start)
        inside = np.flatnonzero((times >= start + aside) & (times <= end - aside) & weighed.room)
        if end - start <= longest_s or not len(inside):
            continue
        best = int(inside[np.argmax(worth[inside])])
        sentence, at = int(weighed.sentences[best]), float(times[best])
        found[sentence] = Place(sentence, float(weighed.near[best]))
        open_ += [(start, at), (at, end)]
    return [found[sentence] for sentence in sorted(found)]


def boundary_cost(weights: SearchNumbers, log_length: float) -> float:
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


def confidence(expected: float, weights: SearchNumbers) -> float:
    """Return the share of places with so many starts expected near that an editor's lies within 30 s of."""
    slope, offset = weights.calibration
    odds = slope * log_odds(expected) + offset
    return 1.0 / (1.0 + math.exp(-odds))


def log_odds(expected: float) -> float:
    """Return the log-odds of an expected number of starts, kept away from none and from one."""
    share = min(max(expected, 0.001), 0.999)
    return math.log(share / (1.0 - share))
