"""Fit the weights of quotability to what editors chose, and write them as plain numbers.

    python -m benchmarks.train_quotes --data DIR
Three sources count alike: the cold opens of two shows, and (half as much) lines that film-goers remember against
lines of the same speaker that they do not (Danescu-Niculescu-Mizil et al. 2012). Weighting each source the same
keeps what they agree on; what is fitted to one show alone carries over badly to another (benchmarks/quotes.py).
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.teasers import Teased, load_teasers
from pipeline.stages.quotability.features import NAMES, features
from pipeline.stages.quotability.judge import HAND

WEIGHTS = Path(__file__).parents[1] / "pipeline" / "stages" / "quotability" / "weights.json"
SOURCE_MASS = 1000.0  # weight of the chosen, and of the others, of one show
FILM_MASS = 500.0
STRENGTH = 0.002  # inverse of the ridge penalty; any value from .001 to .02 gives the same AUC within .005
Numbers = NDArray[np.float64]


def matrix(texts: Sequence[str]) -> Numbers:
    """Return (n_texts, len(NAMES))."""
    return np.array([[found[name] for name in NAMES] for found in map(features, texts)])


def load_films(data: Path) -> tuple[Numbers, Numbers]:
    """Return the features of memorable lines and of their unremembered neighbours."""
    lines = (data / "memorable" / "pairs.jsonl").read_text(encoding="utf8").splitlines()
    pairs = [p for p in map(json.loads, lines) if p["memorable_imdb"] and p["nonmemorable"]]
    return matrix([p["memorable_imdb"] for p in pairs]), matrix([p["nonmemorable"] for p in pairs])


def fit(episodes: Sequence[Teased], described: dict[str, Numbers], films: tuple[Numbers, Numbers] | None) -> Numbers:
    """Return one weight per name of NAMES, to be multiplied with raw features."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    x = np.vstack([described[e.id][e.quotable] for e in episodes])
    y = np.concatenate([e.chosen[e.quotable] for e in episodes])
    # A sentence of a long clip was chosen for its neighbours as much as for itself.
    mass = np.concatenate([e.passage[e.quotable] ** -0.5 for e in episodes])
    show = np.concatenate([np.full(e.quotable.sum(), e.show) for e in episodes])
    for group in [(show == name) & (y == side) for name in set(show) for side in (True, False)]:
        mass[group] *= SOURCE_MASS / mass[group].sum()
    mean, scale = x.mean(0), x.std(0) + 1e-9
    if films is not None:
        x = np.vstack([x, *films])
        y = np.concatenate([y, np.ones(len(films[0]), bool), np.zeros(len(films[1]), bool)])
        mass = np.concatenate([mass, np.full(2 * len(films[0]), FILM_MASS / len(films[0]))])
    model = LogisticRegression(C=STRENGTH, max_iter=500).fit((x - mean) / scale, y, sample_weight=mass)
    return np.asarray(model.coef_[0] / scale)


def spread(points: Numbers) -> dict[str, float]:
    """Return what the points of an average quotable sentence are, and how far they scatter."""
    return {"mean": round(float(points.mean()), 5), "deviation": round(float(points.std()), 5)}


def main() -> None:
    """Fit on everything and write weights.json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    episodes, films = load_teasers(data), load_films(data)
    described = {e.id: matrix(e.texts) for e in episodes}
    weights = fit(episodes, described, films).round(5)
    quotable = np.vstack([described[e.id][e.quotable] for e in episodes])
    by_hand = quotable @ np.array([HAND.get(name, 0.0) for name in NAMES])
    fitted_on = {
        "episodes": len(episodes), "sentences": len(quotable),
        "chosen": int(sum((e.chosen & e.quotable).sum() for e in episodes)), "film_pairs": len(films[0]),
    }  # fmt: skip
    numbers = {
        "weights": dict(zip(NAMES, weights.tolist(), strict=True)), "hand": spread(by_hand),
        "fitted": spread(quotable @ weights), "fitted_on": fitted_on,
    }  # fmt: skip
    WEIGHTS.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf8")
    print(f"{fitted_on}\nwrote {WEIGHTS.name}")


if __name__ == "__main__":
    main()
