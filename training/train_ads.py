"""How much advertising is typed as such, on shows not trained on; and fit the numbers in segment/ad_classifier.json.

python -m training.train_ads --data DIR --model FOLDER --vectors FOLDER [--write]
Trained on adverts checked by hand, on spots, host reads and look-alikes written for it, and on what the lexicon alone
marks in other families. Each show of the table, and each half of the written items, is scored by a regression that
never saw it; the few numbers of the search were chosen on this very table. The last rows have no adverts: what is typed
there is wrong. "As shipped" repeats the table with the numbers that lie in the package, which have seen these shows.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evaluation.adverts import FAMILIES, AdLesson, AdsCompared, compared, fitted, lessons, sections_typed, talk_of
from evaluation.episodes import KeptEmbedder, family
from evaluation.written_adverts import HALVES
from pipeline.engines.embeddings import MiniLM
from pipeline.fitted import Fitted
from pipeline.stages.segment.ad_classifier import ADS, COUNTED, MEANINGS
from pipeline.stages.segment.ad_classifier import shipped as in_package
from pipeline.stages.segment.regression import Regression
from training.shipping import blocks, ship

WITHOUT = {"axrp": 1, "lexw": 6}  # families with few adverts or none: every so manieth episode is scored


def shipped(found: Regression, fitted_on: dict[str, int]) -> None:
    """Write the file."""
    dim = (len(found.weights) - len(COUNTED)) // len(MEANINGS)
    widths = dict.fromkeys(MEANINGS, dim) | dict.fromkeys(COUNTED, 1)
    numbers = Fitted(
        model="logistic regression on standardised columns, vectors by their main directions",
        script="training/train_ads.py",
        data="adverts checked by hand, items written for it, and what the lexicon marks in other shows",
        fitted_on=fitted_on, embedder=found.embedder, bias=found.bias, columns=blocks(found.weights, widths),
        mean=blocks(found.mean, widths), scale=blocks(found.scale, widths),
    )  # fmt: skip
    ship(ADS, numbers)


def report(name: str, found: Sequence[AdsCompared]) -> None:
    """Print one row of the table."""
    true, spans, right = (sum(getattr(f, x) for f in found) for x in ("true", "found", "right"))
    advert, typed, lost, talk = (sum(getattr(f, x) for f in found) for x in ("advert_s", "typed_s", "lost_s", "talk_s"))
    f1 = f"{2 * right / (true + spans):.3f}" if true + spans else "  -  "
    share = f"{typed / advert:.3f}" if advert else "  -  "
    starts, ends = ([edge for f in found for edge in getattr(f, side)] for side in ("starts", "ends"))
    late = " ".join(f"{np.median(np.abs(x)):5.1f} {np.mean(x):+5.1f}" if x else "    -     -" for x in (starts, ends))
    print(
        f"{name[:24]:24} {advert:6.0f} {share} {lost:6.0f} {lost / talk:.4f}  {right:3}/{true:3}/{spans:3} {f1}  {late}"
    )


def table(taught: Sequence[AdLesson], numbers: Regression | None) -> None:
    """Print the table show by show; `numbers` instead of a regression without the show, where they are given."""
    head = f"{'show':24} advert  typed talk lost, share  right/true/found  F1   start off (median, mean), end off"
    print(head)
    groups: dict[str, list[AdsCompared]] = {"six shows": [], "five more": [], **{half: [] for half in HALVES}}
    for e in taught:
        if e.show in FAMILIES:
            continue
        regression = numbers or fitted([other for other in taught if other.show != e.show])
        group = e.show if e.show in HALVES else "five more" if e.show.startswith("rev16") else "six shows"
        groups[group].append(compared(e, regression))
        if group not in HALVES:
            report(e.show, groups[group][-1:])
    for name, found in groups.items():
        report(f"all: {name}", found)


def without_adverts(data: Path, embedder: KeptEmbedder, taught: Sequence[AdLesson], numbers: Regression | None) -> None:
    """Print what is typed in whole families by a regression without them."""
    for name, every in WITHOUT.items():
        regression = numbers or fitted([e for e in taught if e.show != name])
        samples = family(data, name)[1::every]
        talks = [talk_of(sample.transcript, sample.episode.duration, embedder) for sample in samples]
        spans = [(talk, span) for talk in talks for span in sections_typed(talk, regression)]
        typed = sum(float([*t.start, t.duration][b] - t.start[a]) for t, (a, b) in spans)
        hours = sum(talk.duration for talk in talks) / 3600
        print(f"{name}: {len(talks)} episodes, {hours:.1f} h: {len(spans)} spans typed, {typed:.0f} s")


def main() -> None:
    """Print the table show by show; with --write, fit on everything and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "model", "vectors"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="fit on everything and replace the shipped file")
    parser.add_argument("--shipped", action="store_true", help="score with the numbers in the package instead")
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    taught = lessons(args.data, embedder)
    numbers = in_package() if args.shipped else None
    table(taught, numbers)
    without_adverts(args.data, embedder, taught, numbers)
    if args.write:
        counts = {
            "checked_episodes": sum(e.checked for e in taught),
            "other_episodes": sum(e.show in FAMILIES for e in taught),
            "written_episodes": sum(e.show in HALVES for e in taught),
        }
        shipped(fitted(taught), counts)


if __name__ == "__main__":
    main()
