"""Fit `cohesion.json` of pipeline/stages/segment: section starts by signs that every language has.

    python -m training.train_cohesion --data DIR
The columns hold no word of any language; the outlines are of English talk. Printed first: F1 on guests that took no
part in the fit, the numbers of the search chosen on the other folds.
"""

import argparse
from pathlib import Path

import numpy as np

from evaluation.boundary_metrics import f1
from evaluation.episodes import Sample, family
from evaluation.segmenter import (
    CUES_C,
    CUES_NEGATIVES,
    Lesson,
    calibrate,
    fit,
    fit_prior,
    folds_of,
    mass_of,
    places,
    sampled,
    search,
    weighed,
)
from pipeline.fitted import Fitted
from pipeline.language.words import plain
from pipeline.stages.segment.boundaries import SearchNumbers
from pipeline.stages.segment.cohesion import COHESION, bags_of, columns, vectors_of
from pipeline.stages.segment.features import Floats, Talk
from pipeline.stages.segment.regression import Regression
from pipeline.stages.segment.section_kinds import Part
from training.shipping import blocks, ship


def lesson(sample: Sample) -> Lesson:
    """Return an episode with its columns; all of it is talk, for no words of a greeting are known."""
    transcript = sample.transcript
    texts = tuple(plain(transcript.words, s.words) for s in transcript.sentences)
    start = np.maximum.accumulate(np.array([s.start for s in transcript.sentences]))
    end = np.array([s.end for s in transcript.sentences])
    bags = bags_of(transcript)
    talk = Talk(texts, start, end, vectors_of(bags).astype(np.float32), sample.episode.duration, None)
    rows, names = columns(talk, transcript, bags)
    whole = (Part(0, len(texts), "talk"),)
    return Lesson(sample.episode.id, sample.guest, talk, sample.boundaries, rows, names, whole)


def scorer(lessons: list[Lesson]) -> Regression:
    """Fit the score on all boundaries and some other sentences for each."""
    at = sampled(lessons, CUES_NEGATIVES)
    rows = np.vstack([e.rows[k] for e, k, _ in at])
    return fit(rows, np.concatenate([y for *_, y in at]), CUES_C, mass_of(at), embedder=None)


def report(lessons: list[Lesson], tuned_on: list[Lesson], start: SearchNumbers) -> dict[str, Floats]:
    """Print the figures of unseen guests; return each episode's scores by a fit without its guest."""
    folds = folds_of(lessons)
    scores: dict[str, Floats] = {}
    for fold in sorted(set(folds.values())):
        found = scorer([e for e in lessons if folds[e.guest] != fold])
        scores |= {e.id: found.log_odds(e.rows) for e in lessons if folds[e.guest] == fold}
    tried = search(tuned_on, scores, start)
    rows = []
    for e in tuned_on:
        others = [o for o in tuned_on if folds[o.guest] != folds[e.guest]]
        numbers = start.model_copy(update=tried.best(others))
        starts = [float(e.talk.start[i]) for i, _ in places(e, weighed(e, scores[e.id], numbers), numbers)]
        rows.append([*(f1(e.boundaries, starts, within) for within in (10, 30, 60)), len(starts), len(e.boundaries)])
    figures = np.mean(rows, axis=0).round(3).tolist()
    print(f"{len(rows)} episodes: F1@10, @30, @60 s, found, true: {figures}")
    return scores


def main() -> None:
    """Fit on every outline and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    lessons = [lesson(sample) for name in ("lexw", "lexh") for sample in family(data, name)]
    tuned_on = [e for e in lessons if e.id.startswith("lexw")]
    start = SearchNumbers(
        prior=fit_prior(lessons), bias=-2.0, length_weight=1.0, cohesion=0.0, close_share=0.0, least_worth=0.3,
        calibration=(1.0, 0.0),
    )  # fmt: skip
    scores = report(lessons, tuned_on, start)
    numbers = calibrate(tuned_on, scores, start.model_copy(update=search(tuned_on, scores, start).best(tuned_on)))
    found, names = scorer(lessons), dict.fromkeys(lessons[0].names, 1)
    chosen = numbers.model_dump(exclude={"prior", "calibration"})
    slope, offset = numbers.calibration
    ship(
        COHESION,
        Fitted(
            model="logistic regression on standardised columns", script="training/train_cohesion.py",
            data="outlines that people wrote, English", fitted_on={"episodes": len(lessons)}, embedder=None,
            columns=blocks(found.weights, names), mean=blocks(found.mean, names), scale=blocks(found.scale, names),
            bias=found.bias,
            constants={**numbers.prior.model_dump(), **chosen, "slope": slope, "offset": offset},
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
