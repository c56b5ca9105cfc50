"""How much advertising is typed as such, on shows not trained on; and fit the numbers in segment/ad_classifier.json.

python -m training.train_ads --data DIR --model FOLDER --vectors FOLDER [--write]
Trained on hand-checked adverts (weight 3), and on what the lexicon alone marks in the other families. Each show of the
table is scored by a regression that never saw it; the few numbers of the search were chosen on this very table.
"""

import argparse
from pathlib import Path

import numpy as np

from evaluation.adverts import FAMILIES, checked, fitted, marked_by_words
from evaluation.episodes import KeptEmbedder, family
from pipeline.engines.embeddings import MiniLM
from pipeline.fitted import Fitted
from pipeline.spans import shared
from pipeline.stages.segment.ad_classifier import ADS, COUNTED, MEANINGS
from pipeline.stages.segment.ads import find_ads
from pipeline.stages.segment.regression import Regression
from training.shipping import blocks, ship


def shipped(found: Regression, fitted_on: dict[str, int]) -> None:
    """Write the file."""
    dim = (len(found.weights) - len(COUNTED)) // len(MEANINGS)
    widths = dict.fromkeys(MEANINGS, dim) | dict.fromkeys(COUNTED, 1)
    numbers = Fitted(
        model="logistic regression on standardised columns", script="training/train_ads.py",
        data="adverts checked by hand, and what the lexicon marks in other shows", fitted_on=fitted_on,
        embedder=found.embedder, bias=found.bias, columns=blocks(found.weights, widths),
        mean=blocks(found.mean, widths), scale=blocks(found.scale, widths),
    )  # fmt: skip
    ship(ADS, numbers)


def main() -> None:
    """Print the table show by show; with --write, fit on everything and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "model", "vectors"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="fit on everything and replace the shipped file")
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    lessons = [checked(folder, embedder) for folder in sorted((args.data / "ads").iterdir()) if folder.is_dir()]
    lessons += [marked_by_words(name, sample, embedder) for name in FAMILIES for sample in family(args.data, name)]
    total = np.zeros(4)
    print(f"{'show':24} adverts  typed  talk lost (seconds), share of it")
    for e in (e for e in lessons if e.show not in FAMILIES):
        regression = fitted([other for other in lessons if other.show != e.show])
        times = [*e.talk.start.tolist(), e.talk.duration]
        found = [(times[a] if a else 0.0, times[b]) for a, b in find_ads(e.talk, regression).sure]
        adverts = sum(b - a for a, b in e.adverts)
        typed = sum(shared(a, b) for a in e.adverts for b in found)
        lost = sum(b - a for a, b in found) - typed
        print(f"{e.show[:24]:24} {adverts:7.0f} {typed:6.0f} {lost:6.0f}  {lost / (e.talk.duration - adverts):.4f}")
        total += (adverts, typed, lost, e.talk.duration - adverts)
    print(f"typed {total[1] / total[0]:.3f} of {total[0]:.0f} s, talk lost {total[2] / total[3]:.4f}")
    if args.write:
        others = sum(e.show in FAMILIES for e in lessons)
        shipped(fitted(lessons), {"checked_episodes": len(lessons) - others, "other_episodes": others})


if __name__ == "__main__":
    main()
