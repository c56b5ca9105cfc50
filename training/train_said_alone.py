"""Fit `said_alone.json` to the grades of `quote_labels.csv`, through columns that hold no word of any language.

    python -m training.train_said_alone --data DIR
Ridge logistic regression as in `training/train_readable.py`, without vectors and grammar. Printed first: how the
passages of episodes and of shows that took no part in the fit are ranked.
"""

import argparse
import csv
from pathlib import Path

import numpy as np

from evaluation.labels import read
from pipeline.fitted import Fitted
from pipeline.language.words import plain
from pipeline.stages.quotes.said_alone import COLUMNS, SAID_ALONE, described, said_talk
from training.shipping import ship
from training.train_readable import LABELS, NEAR_S, Graded, fit, report


def graded(data: Path) -> Graded:
    """Return every graded passage that is found again in its transcript; its vector is empty."""
    with LABELS.open(encoding="utf8") as file:
        labels = list(csv.DictReader(file))
    rows, kept = [], []
    for id_ in dict.fromkeys(label["episode"] for label in labels):
        transcript = read(data, id_)[2]
        talk = said_talk(transcript, [plain(transcript.words, s.words) for s in transcript.sentences])
        starts = np.array([s.start for s in transcript.sentences])
        ends = np.array([s.end for s in transcript.sentences])
        for label in (label for label in labels if label["episode"] == id_):
            first, last = (int(np.abs(x - float(label[k])).argmin()) for x, k in ((starts, "start"), (ends, "end")))
            away = max(abs(starts[first] - float(label["start"])), abs(ends[last] - float(label["end"])))
            if away < NEAR_S and last >= first:
                rows.append(described(talk, first, last + 1))
                kept.append(label)
        print(id_, len(kept), flush=True)
    print(f"{len(kept)} of {len(labels)} passages found again")
    return Graded(
        np.array(rows), np.zeros((len(rows), 1), np.float32), np.array([float(label["grade"]) for label in kept]),
        np.array([label["grader"] for label in kept]), np.array([label["episode"] for label in kept]),
        np.array([float(label["start"]) for label in kept]),
    )  # fmt: skip


def main() -> None:
    """Fit on all grades and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = graded(parser.parse_args().data)
    report(data)
    weights, _, bias = fit(data)
    ship(
        SAID_ALONE,
        Fitted(
            model="ridge logistic regression", script="training/train_said_alone.py",
            data="passages that readers graded, English", embedder=None,
            fitted_on={"passages": len(data.grades), "episodes": len(set(data.episodes))},
            columns={name: round(float(w), 5) for name, w in zip(COLUMNS, weights, strict=True)}, bias=round(bias, 5),
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main()
