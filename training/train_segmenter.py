"""Fit the four `boundar*.json` of pipeline/stages/segment from episodes with a human outline.

python -m training.train_segmenter --data DIR --model FOLDER --vectors FOLDER
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

from evaluation.episodes import KeptEmbedder, family
from evaluation.gram_table import LEAST_WEIGHT, GramTable
from evaluation.segmenter import (
    Lesson,
    calibrate,
    cross_validated,
    fit_scorer,
    folds_of,
    lesson,
    search,
    untuned,
)
from pipeline.engines.embeddings import MiniLM
from pipeline.fitted import Fitted
from pipeline.stages.segment.boundaries import CUES, GRAMS, MIX, PROBE, BoundaryWeights
from pipeline.stages.segment.regression import Regression
from training.shipping import blocks, ship


def train(lessons: list[Lesson], tuned_on: list[Lesson]) -> BoundaryWeights:
    """Fit everything; the few numbers of the search are chosen on scores of unseen guests."""
    table = GramTable({e.id: e.talk for e in lessons})
    _, scores = cross_validated(lessons, folds_of(lessons), table)
    weights = untuned(fit_scorer(lessons, table, LEAST_WEIGHT), lessons)
    tuned = weights.model_copy(update=search(tuned_on, scores, weights).best(tuned_on))
    return calibrate(tuned_on, scores, tuned)


def shipped(weights: BoundaryWeights, episodes: int, embedder: str | None) -> None:
    """Write the four files."""
    scorer = weights.scorer
    made = Fitted(
        model="logistic regression on standardised columns", script="training/train_segmenter.py",
        data="outlines that people wrote", fitted_on={"episodes": episodes}, embedder=embedder, columns={},
    )  # fmt: skip
    ship(CUES, _standardised(made, scorer.cues, dict.fromkeys(weights.names, 1)))
    width = len(scorer.probe.weights) // 2
    ship(PROBE, _standardised(made, scorer.probe, {"sentence": width, "before": width}))
    words = {
        "model": "logistic regression on words and runs of words", "embedder": None, "bias": scorer.grams.bias,
        "columns": scorer.grams.weights,
    }  # fmt: skip
    ship(GRAMS, made.model_copy(update=words))
    slope, offset = weights.calibration
    chosen = ("length_weight", "cohesion", "close_share", "least_worth")
    mix = {
        "model": "weighted mean of three log-odds, under a log-normal prior of section lengths",
        "columns": MIX.numbers.columns, "bias": weights.bias,
        "constants": {
            **weights.prior.model_dump(), **weights.model_dump(include=set(chosen)), "slope": slope, "offset": offset,
        },
    }  # fmt: skip
    ship(MIX, made.model_copy(update=mix))


def _standardised(made: Fitted, found: Regression, widths: Mapping[str, int]) -> Fitted:
    """Return a regression as a file holds it: one number for a column of width 1, else one per dimension."""
    parts = {"columns": found.weights, "mean": found.mean, "scale": found.scale}
    update = {name: blocks(numbers, widths) for name, numbers in parts.items()}
    return made.model_copy(update={**update, "bias": found.bias})


def main() -> None:
    """Train on every family given and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder of the int8 MiniLM files")
    parser.add_argument("--vectors", type=Path, required=True, help="folder to keep sentence vectors in")
    parser.add_argument("--families", nargs="*", default=["lexw", "lexh"])
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    lessons = [lesson(sample, embedder) for name in args.families for sample in family(args.data, name)]
    tuned_on = [e for e in lessons if e.id.startswith("lexw")]
    weights = train(lessons, tuned_on)
    shipped(weights, len(lessons), embedder.identity.digest)
    print(f"{len(lessons)} episodes, prior {weights.prior}, bias {weights.bias}, length {weights.length_weight}, "
          f"cohesion {weights.cohesion}, close share {weights.close_share}, least worth {weights.least_worth}, "
          f"calibration {weights.calibration}")  # fmt: skip


if __name__ == "__main__":
    main()
