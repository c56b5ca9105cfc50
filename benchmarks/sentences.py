"""Does the reading net find the sentences that an editor would print? Against readers' grades of single sentences.

    python -m benchmarks.sentences --data DIR [--every 5]
The labels are those of `evaluation/sentences.py`; of the sentences every fifth is read. Passages of most of these
episodes took part in the training of the net, single sentences did not.
"""

import argparse
from pathlib import Path

import numpy as np

from benchmarks.context import kappa
from benchmarks.quotes import auc
from evaluation.sentences import SentenceLabel, labelled, labels
from pipeline import bench, settings
from pipeline.language.words import plain
from pipeline.reading import NEAR, Extract, ReadingOdds, extract_of
from pipeline.records import Transcript


def print_agreement(known: list[SentenceLabel]) -> None:
    """Print how far two readers of one sentence agree."""
    twice = [label for label in known if len(label.prints) > 1]
    for what, asked in (
        ("opens a passage", [tuple(p == "opens" for p in label.prints[:2]) for label in twice]),
        ("prints at all", [tuple(p != "no" for p in label.prints[:2]) for label in twice]),
        ("a main point", [label.main[:2] for label in twice]),
    ):
        firsts, seconds = zip(*asked, strict=True)
        print(f"  {what:16} kappa {kappa(firsts, seconds):.2f} of {len(twice)}")


def extract(transcript: Transcript, number: int) -> Extract:
    """Return a sentence as the net reads it, without the title of its episode."""
    first = max(0, number - NEAR)
    texts = [plain(transcript.words, s.words) for s in transcript.sentences[first : number + 1 + NEAR]]
    return extract_of(texts, number - first, number - first + 1, text=texts[number - first], episode="")


def main() -> None:
    """Print how far readers agree, and the area of each of the net's odds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=5, help="read one sentence of so many")
    args = parser.parse_args()
    known = labels()
    opens = np.mean([label.opens for label in known])
    print(f"{len(known)} sentences of {len({label.episode for label in known})} episodes: {opens:.2f} open a passage")
    print_agreement(known)
    some = list(labelled(args.data))[:: args.every]
    odds = bench.equip(settings.defaults()).reading.read([extract(said, k) for _, said, k in some])
    if odds is None:
        raise SystemExit("expected the reading net, found none in this installation: install the program again")
    table = np.array(odds)
    for what, good in (
        ("opens a passage", np.array([label.opens for label, *_ in some])),
        ("prints at all", np.array([label.printed for label, *_ in some])),
    ):
        areas = {name: auc(table[:, k], good) for k, name in enumerate(ReadingOdds._fields)}
        print(f"{what}, {len(some)} read: " + ", ".join(f"{name} {value:.3f}" for name, value in areas.items()))


if __name__ == "__main__":
    main()
