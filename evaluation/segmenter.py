"""Fit the scores of section starts, and choose the numbers of the search, on any part of the episodes."""

import math
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from evaluation.boundary_metrics import f1, hits
from evaluation.episodes import Sample
from evaluation.gram_table import GramTable
from pipeline.language.words import plain
from pipeline.ports import Embedder
from pipeline.stages.segment.ads import find_ads
from pipeline.stages.segment.boundaries import (
    BoundaryWeights,
    Place,
    Prior,
    Scorer,
    SearchNumbers,
    Weighed,
    log_odds,
    pick,
    weigh,
)
from pipeline.stages.segment.config import TRAINED_PER_HOUR, SegmentConfig
from pipeline.stages.segment.features import Floats, Talk, features, probe_input
from pipeline.stages.segment.regression import Regression
from pipeline.stages.segment.section_kinds import Part, parts

NumbersT = TypeVar("NumbersT", bound=SearchNumbers)
LEAST_S = SegmentConfig().least_section_s
NEAR_S = 20.0  # an outline's time is where the editor put it, not where the sentence starts
CUES_NEGATIVES, PROBE_NEGATIVES = 60, 12  # per boundary; 60 for the cues: same F1 as 12, Pk .30 instead of .33
CUES_C, PROBE_C = 0.02, 0.001
HEARD_WEIGHT = 2.5  # of an episode heard by Whisper, as those that will be cut are, beside one written by hand
SHORTEST_S = 30.0
FOLDS = 5
FRAMED = 0.0  # starts expected at the end of an introduction or an ad: not by the score
BIASES = (-2.0, -1.5, -1.0)
LENGTH_WEIGHTS, COHESIONS = (0.5, 1.0), (0.0, 0.05)
CLOSE_SHARES, LEAST_WORTHS = (0.0, 0.3), (0.3, 0.35, 0.4, 0.45)


@dataclass(frozen=True)
class Lesson:
    """An episode ready for learning; `guest` keeps two transcripts of one talk in one fold."""

    id: str
    guest: str
    talk: Talk
    boundaries: tuple[float, ...]
    rows: Floats
    names: tuple[str, ...]
    parts: tuple[Part, ...]  # introductions, ads and goodbyes are cut by what is said, not by the score


def lesson(sample: Sample, embedder: Embedder) -> Lesson:
    """Embed an episode and compute its features."""
    texts = tuple(plain(sample.transcript.words, s.words) for s in sample.transcript.sentences)
    start = np.array([s.start for s in sample.transcript.sentences])
    end = np.array([s.end for s in sample.transcript.sentences])
    talk = Talk(texts, start, end, embedder.embed(texts), sample.episode.duration, embedder.identity.digest)
    rows, names = features(talk)
    framed = tuple(parts(texts, start.tolist(), talk.duration, find_ads(talk).sure))
    return Lesson(sample.episode.id, sample.guest, talk, sample.boundaries, rows, names, framed)


def labels(lesson: Lesson) -> tuple[Floats, NDArray[np.bool_]]:
    """Return (label, use): the sentence nearest to each boundary is its start, its neighbours are left out.

    Taking the best-scored neighbour of a first model instead gave nothing (F1@30 .53 against .54).
    """
    start = lesson.talk.start
    label = np.zeros(len(start))
    use = np.array([part.kind == "talk" for part in lesson.parts for _ in range(part.first, part.last)])
    for boundary in lesson.boundaries:
        away = abs(start - boundary)
        near = np.where(away <= NEAR_S)[0]
        if len(near):
            best = near[np.argmin(away[near])]
            use[near] = False
            use[best], label[best] = True, 1.0
    return label, use


def fit(
    rows: Floats,
    y: Floats,
    c: float,
    mass: Floats | None = None,
    *,
    embedder: str | None,
    spread: Floats | float = 1.0,
) -> Regression:
    """Return a logistic regression of `(n, columns)` rows on `y`, `(n,)` of 0 and 1, as plain numbers.

    `mass`, `(n,)`, weighs the rows; `embedder` made the vectors in them; `c` is the inverse of the ridge. `spread` is
    the standard deviation of each column as the ridge sees it: a column with less of it gets less weight.
    """
    from sklearn.linear_model import LogisticRegression

    mean, scale = rows.mean(0), (rows.std(0) + 1e-6) / spread
    model = LogisticRegression(C=c, max_iter=300).fit((rows - mean) / scale, y, sample_weight=mass)
    return Regression(
        mean=tuple(np.round(mean, 5)), scale=tuple(np.round(scale, 6)),
        weights=tuple(np.round(model.coef_[0], 5)), bias=round(float(model.intercept_[0]), 5), embedder=embedder,
    )  # fmt: skip


def fit_prior(lessons: list[Lesson]) -> Prior:
    """Fit the log of section lengths against the log of the episode's hours."""
    pairs = [
        (np.log(e.talk.duration / 3600.0), np.log(length))
        for e in lessons
        for length in np.diff([0.0, *e.boundaries, e.talk.duration])
        if length > SHORTEST_S
    ]
    x, y = np.array(pairs).T
    growth, mean = np.polyfit(x, y, 1)
    spread = np.std(y - mean - growth * x)
    return Prior(log_mean=round(mean, 4), growth=round(growth, 4), log_spread=round(float(spread), 4))


def fit_scorer(lessons: list[Lesson], table: GramTable, least: float = 0.0) -> Scorer:
    """Fit the three parts on all boundaries and some other sentences for each."""
    cues_at, probe_at = (sampled(lessons, count) for count in (CUES_NEGATIVES, PROBE_NEGATIVES))
    y = np.concatenate([y for *_, y in cues_at])
    vectors = np.vstack([probe_input(e.talk.vectors)[at] for e, at, _ in probe_at])
    made_by = lessons[0].talk.embedder
    grams = table.fit([(e.id, at, label) for e, at, label in cues_at], [_weight(e) for e, *_ in cues_at], least)
    return Scorer(
        cues=fit(np.vstack([e.rows[at] for e, at, _ in cues_at]), y, CUES_C, mass_of(cues_at), embedder=made_by),
        grams=grams,
        probe=fit(vectors, np.concatenate([y for *_, y in probe_at]), PROBE_C, mass_of(probe_at), embedder=made_by),
    )  # fmt: skip


def _weight(e: Lesson) -> float:
    return HEARD_WEIGHT if e.id.startswith("lexw") else 1.0


def mass_of(drawn: list[tuple[Lesson, NDArray[np.intp], Floats]]) -> Floats:
    """Return the weight of each row."""
    return np.concatenate([np.full(len(at), _weight(e)) for e, at, _ in drawn])


def sampled(lessons: list[Lesson], negatives: int) -> list[tuple[Lesson, NDArray[np.intp], Floats]]:
    """Return, per episode, its boundaries' sentences and so many others for each, with their labels."""
    rng = np.random.default_rng(0)
    drawn = []
    for e in lessons:
        label, use = labels(e)
        positive, negative = np.where(label == 1)[0], np.where(use & (label == 0))[0]
        count = min(len(negative), negatives * max(1, len(positive)))
        at = np.concatenate([positive, rng.choice(negative, count, replace=False)])
        drawn.append((e, at, label[at]))
    return drawn


def weighed(e: Lesson, scores: Floats, weights: SearchNumbers) -> list[Weighed]:
    """Weigh the cuts of each stretch of talk by `(n,)` scores, as the stage does."""
    log_length = weights.prior.log_length(e.talk.duration, TRAINED_PER_HOUR, TRAINED_PER_HOUR)
    spans = [(part.first, part.last) for part in e.parts if part.kind == "talk"]
    return [weigh(e.talk, scores, weights, log_length=log_length, least_s=LEAST_S, span=span) for span in spans]


def places(e: Lesson, stretches: list[Weighed], weights: SearchNumbers) -> list[Place]:
    """Return where a section of talk starts, the first of the episode left out."""
    framed = [Place(part.first, FRAMED) for part in e.parts if part.kind == "talk" and part.first > 0]
    return framed + [place for stretch in stretches for place in pick(stretch, weights, LEAST_S)]


def folds_of(lessons: list[Lesson], n: int = FOLDS) -> dict[str, int]:
    """Give each guest a fold, so that two transcripts of one talk never stand on both sides."""
    guests = sorted({e.guest for e in lessons})
    order = np.random.default_rng(0).permutation(len(guests))
    return {guests[g]: place % n for place, g in enumerate(order)}


def cross_validated(
    lessons: list[Lesson], folds: dict[str, int], table: GramTable
) -> tuple[dict[int, Scorer], dict[str, Floats]]:
    """Return, by fold, a model that has not seen its guests, and each episode's `(n,)` scores from it."""
    scorers, found = {}, {}
    for fold in sorted(set(folds.values())):
        scorers[fold] = fit_scorer([e for e in lessons if folds[e.guest] != fold], table)
        for e in (e for e in lessons if folds[e.guest] == fold):
            found[e.id] = scorers[fold].log_odds(e.talk, e.rows)
    return scorers, found


@dataclass(frozen=True)
class Search:
    """The numbers of the search that were tried, and what each finds in each episode: (merit, starts)."""

    tried: list[dict[str, float]]
    found: dict[str, list[tuple[float, int]]]

    def best(self, lessons: list[Lesson]) -> dict[str, float]:
        """Return the numbers that do best on these episodes.

        By F1@30, F1@60 and half of F1@10, less what the count is off in the mean: F1 alone would over-cut.
        """
        true = sum(len(e.boundaries) + 1 for e in lessons)

        def merit(k: int) -> float:
            found = [self.found[e.id][k] for e in lessons]
            off = abs(math.log(sum(count + 1 for _, count in found) / true))
            return float(np.mean([value for value, _ in found])) - off

        return self.tried[max(range(len(self.tried)), key=merit)]


def search(lessons: list[Lesson], scores: dict[str, Floats], weights: SearchNumbers) -> Search:
    """Try every combination of a small grid on every episode; `scores` are `(n,)` by episode."""
    tried = [
        {"bias": b, "length_weight": w, "cohesion": c, "close_share": share, "least_worth": least}
        for b, w, c in product(BIASES, LENGTH_WEIGHTS, COHESIONS)
        for share, least in product(CLOSE_SHARES, LEAST_WORTHS)
    ]
    found: dict[str, list[tuple[float, int]]] = {e.id: [] for e in lessons}
    for e in lessons:
        stretches: list[Weighed] = []
        for k, numbers in enumerate(tried):
            changed = weights.model_copy(update=numbers)
            if k % (len(CLOSE_SHARES) * len(LEAST_WORTHS)) == 0:
                stretches = weighed(e, scores[e.id], changed)
            starts = [float(e.talk.start[i]) for i, _ in places(e, stretches, changed)]
            exact, near, far = (f1(e.boundaries, starts, tolerance) for tolerance in (10, 30, 60))
            found[e.id].append((exact / 2 + near + far, len(starts)))
    return Search(tried, found)


def calibrate(lessons: list[Lesson], scores: dict[str, Floats], weights: NumbersT) -> NumbersT:
    """Fit how often a found boundary lies within 30 s of an editor's, from the starts expected near it.

    `scores` are `(n,)` by episode.
    """
    from sklearn.linear_model import LogisticRegression

    above, right = [], []
    for e in lessons:
        for i, expected in places(e, weighed(e, scores[e.id], weights), weights):
            if expected != FRAMED:
                above.append(log_odds(expected))
                right.append(hits(e.boundaries, [float(e.talk.start[i])], 30))
    model = LogisticRegression(C=100.0).fit(np.array(above)[:, None], right)
    slope, offset = round(float(model.coef_[0, 0]), 4), round(float(model.intercept_[0]), 4)
    return weights.model_copy(update={"calibration": (slope, offset)})


def untuned(scorer: Scorer, lessons: list[Lesson]) -> BoundaryWeights:
    """Return the fitted numbers, those of the search still to be chosen."""
    return BoundaryWeights(
        names=lessons[0].names, scorer=scorer, prior=fit_prior(lessons), bias=-2.0, length_weight=1.0,
        cohesion=0.0, close_share=0.0, least_worth=0.3, calibration=(1.0, 0.0),
    )  # fmt: skip
