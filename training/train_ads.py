"""How much advertising is typed as such, on shows not trained on; and fit the numbers in segment/ad_classifier.json.

python -m training.train_ads --data DIR --model FOLDER --vectors FOLDER [--write]
Trained on hand-checked adverts (weight 3), on what the lexicon alone marks in the other families, and on spots, host
reads and look-alikes that were written for it (`evaluation/adverts/`). Each show of the table, and each half of the
written items, is scored by a regression that never saw it; the few numbers of the search were chosen on this table.
"""

import argparse
from pathlib import Path

from evaluation.adverts import (
    EVERY,
    FAMILIES,
    OTHERS,
    WRITTEN,
    Found,
    checked,
    compared,
    fitted,
    marked_by_words,
    written,
)
from evaluation.episodes import KeptEmbedder, family
from pipeline.engines.embeddings import MiniLM
from pipeline.fitted import Fitted
from pipeline.stages.segment.ad_classifier import ADS, COUNTED, MEANINGS
from pipeline.stages.segment.regression import Regression
from training.shipping import blocks, ship


def shipped(found: Regression, fitted_on: dict[str, int]) -> None:
    """Write the file."""
    dim = (len(found.weights) - len(COUNTED)) // len(MEANINGS)
    widths = dict.fromkeys(MEANINGS, dim) | dict.fromkeys(COUNTED, 1)
    numbers = Fitted(
        model="logistic regression on standardised columns", script="training/train_ads.py",
        data="adverts checked by hand, what the lexicon marks in other shows, and items written for it",
        fitted_on=fitted_on,
        embedder=found.embedder, bias=found.bias, columns=blocks(found.weights, widths),
        mean=blocks(found.mean, widths), scale=blocks(found.scale, widths),
    )  # fmt: skip
    ship(ADS, numbers)


def report(name: str, found: list[Found]) -> None:
    """Print a line: seconds, and the F1 of the spans."""
    advert, typed, lost, talk = (sum(getattr(f, x) for f in found) for x in ("advert_s", "typed_s", "lost_s", "talk_s"))
    true, spans, right = (sum(getattr(f, x) for f in found) for x in ("true", "found", "right"))
    edges = sorted(edge for f in found for edge in f.edges)
    f1 = f"{2 * right / (true + spans):.3f}" if true + spans else "-"
    median = f"{edges[len(edges) // 2]:.1f}" if edges else "-"
    share = f"{typed / advert:.3f}" if advert else "-"
    spans_right = f"{right}/{true}/{spans} {f1} {median:>6}"
    print(f"{name[:24]:24} {advert:7.0f} {share:>6} {lost:6.0f} {lost / talk:.4f}  {spans_right}")


def main() -> None:
    """Print the table show by show; with --write, fit on everything and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "model", "vectors"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="fit on everything and replace the shipped file")
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    lessons = [checked(folder, embedder) for folder in sorted((args.data / "ads").iterdir()) if folder.is_dir()]
    others = [marked_by_words(name, s, embedder) for name in FAMILIES for s in family(args.data, name)[:: EVERY[name]]]
    lessons += [*others, *(e for half in (0, 1) for e in written([o.talk for o in others], embedder, half))]
    print(f"{'show':24} adverts  typed  talk lost (s, share)  right/true/found  F1  edges (median, s)")
    for group in ("checked", *WRITTEN):
        found = []
        for e in (e for e in lessons if (e.show == group if group in WRITTEN else e.show not in OTHERS)):
            regression = fitted([other for other in lessons if other.show != e.show])
            found.append(compared(e, regression))
            report(e.show, found[-1:])
        report(f"all: {group}", found)
    if args.write:
        counts = {
            "checked_episodes": sum(e.show not in OTHERS for e in lessons), "other_episodes": len(others),
            "written_episodes": sum(e.show in WRITTEN for e in lessons),
        }  # fmt: skip
        shipped(fitted(lessons), counts)


if __name__ == "__main__":
    main()
