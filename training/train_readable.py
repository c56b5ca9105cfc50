"""Fit what makes a passage readable by itself to the grades of `quote_labels.csv`, and write the weights as numbers.

    python -m training.train_readable --data DIR --model FOLDER [--kept FILE]
`quote_labels.csv` names passages by episode and the seconds they start and end at, and who graded. Graders a to d say
0 (no editor would print it alone), 1 (acceptable), 2 (glad to print it); e to h say 0 (unusable), 1 (weak),
2 (printable), 3 (excellent), and why not. No text is kept.
Ridge logistic regression to the worth of a grade (`WORTH`); the meaning enters by the first principal directions of the
shipped MiniLM, folded back. Printed first: how the passages of episodes and shows that took no part in the fit are
ranked.
"""

import argparse
import csv
import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import evaluation.labels
from evaluation.labels import read, show_of
from pipeline.checks.context import standings
from pipeline.checks.verbatim import render
from pipeline.engines.embeddings import EmbeddingConfig, MiniLM, identity
from pipeline.engines.spacy_text import SpacyParser
from pipeline.fitted import Fitted
from pipeline.language.words import plain
from pipeline.stages.quotes.cleaning import printed_spans
from pipeline.stages.quotes.features import features
from pipeline.stages.quotes.readability import COLUMNS, MEANING, READABILITY, columns
from pipeline.stages.quotes.surroundings import Surroundings, described
from training.shipping import ship

LABELS = Path(evaluation.labels.__file__).with_name("quote_labels.csv")
RIDGE, DIRECTIONS, STEPS = 200.0, 48, 20
# What a grade is worth: graders a to d gave 0 to 2, the others 0 to 3, whose 2 is printable and whose 3 excellent.
WORTH = {"abcd": (0.0, 0.5, 1.0), "efgh": (0.0, 0.3, 0.8, 1.0)}
PRINTABLE = {"abcd": 1, "efgh": 2}
FOLDS = 8  # of episodes
SECTION_S = 480.0  # seconds that are a section where the best of one is looked for
LEAST = 5  # graded passages of a stretch, for its first to say something
NEAR_S = 0.06  # times are interpolated and rounded

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Graded:
    """Passages as they are judged: (n, len(COLUMNS)), (n, dim), grades, the graders, the episodes and seconds."""

    rows: Numbers
    vectors: NDArray[np.float32]
    grades: Numbers
    graders: NDArray[np.str_]
    episodes: NDArray[np.str_]
    starts: Numbers

    @property
    def worth(self) -> Numbers:
        """Return (n,) what the grades are worth, 0 to 1."""
        tables = [WORTH["abcd" if by in "abcd" else "efgh"] for by in self.graders]
        return np.array([table[int(grade)] for table, grade in zip(tables, self.grades, strict=True)])

    @property
    def printable(self) -> NDArray[np.bool_]:
        """Return (n,) whether the grader would print the passage."""
        least = np.array([PRINTABLE["abcd" if by in "abcd" else "efgh"] for by in self.graders])
        return self.grades >= least


def graded(data: Path, model: Path) -> Graded:
    """Return every graded passage that is found again in its transcript."""
    with LABELS.open(encoding="utf8") as file:
        labels = list(csv.DictReader(file))
    embedder, parser = MiniLM(model, EmbeddingConfig()), SpacyParser()
    rows, vectors, kept = [], [], []
    for id_ in dict.fromkeys(label["episode"] for label in labels):
        transcript = read(data, id_)[2]
        texts = [plain(transcript.words, s.words) for s in transcript.sentences]
        around = Surroundings(transcript, texts, embedder.embed(texts), standings(transcript))
        starts = np.array([s.start for s in transcript.sentences])
        ends = np.array([s.end for s in transcript.sentences])
        for label in (label for label in labels if label["episode"] == id_):
            first, last = (int(np.abs(x - float(label[k])).argmin()) for x, k in ((starts, "start"), (ends, "end")))
            near = (
                abs(starts[first] - float(label["start"])) < NEAR_S and abs(ends[last] - float(label["end"])) < NEAR_S
            )
            if not near or last < first:
                continue
            inside = transcript.sentences[first : last + 1]
            whole = (inside[0].words[0], inside[-1].words[1])
            spans = printed_spans(transcript.words, whole) or (whole,)
            text, said = render(transcript.words, spans), texts[first : last + 1]
            told = described(around, first, last + 1, text, len(spans))
            found = features(text, len(said))
            rows.append(columns(text, said, parser.parse(said), found=found, around=told))
            mean = around.vectors[first : last + 1].mean(0)
            vectors.append(mean / (np.linalg.norm(mean) + 1e-9))
            kept.append(label)
        print(id_, len(kept), flush=True)
    print(f"{len(kept)} of {len(labels)} passages found again")
    return Graded(
        np.array(rows), np.array(vectors, np.float32), np.array([float(label["grade"]) for label in kept]),
        np.array([label["grader"] for label in kept]), np.array([label["episode"] for label in kept]),
        np.array([float(label["start"]) for label in kept]),
    )  # fmt: skip


def fit(data: Graded) -> tuple[Numbers, Numbers, float]:
    """Return `(columns,)` and `(dim,)` weights, and the bias; each grader has a threshold of its own."""
    middle = data.vectors.mean(0)
    directions = np.linalg.svd(data.vectors - middle, full_matrices=False)[2][:DIRECTIONS]
    x = np.c_[data.rows, (data.vectors - middle) @ directions.T]
    mean, scale = x.mean(0), x.std(0) + 1e-6
    graders = (data.graders[:, None] == np.unique(data.graders)).astype(float)
    z = np.c_[(x - mean) / scale, graders]
    penalty = np.diag([*[RIDGE] * x.shape[1], *[1e-3] * graders.shape[1]])
    w, target = np.zeros(z.shape[1]), data.worth
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-z @ w))
        w -= np.linalg.solve(z.T @ (z * (p * (1 - p))[:, None]) + penalty, z.T @ (p - target) + penalty @ w)
    raw = w[: x.shape[1]] / scale
    width = data.rows.shape[1]
    wording, own = raw[:width], directions.T @ raw[width:]
    bias = float(w[x.shape[1] :].mean() - mean @ raw - middle @ own)
    return wording, own, bias


def held_out(data: Graded, groups: NDArray[np.str_]) -> Numbers:
    """Return `(n,)` log-odds of the passages, each by weights fitted without its group."""
    odds = np.zeros(len(data.grades))
    for group in np.unique(groups):
        mine = groups == group
        rest = Graded(*(getattr(data, name)[~mine] for name in Graded.__dataclass_fields__))
        wording, own, bias = fit(rest)
        odds[mine] = data.rows[mine] @ wording + data.vectors[mine] @ own + bias
    return odds


def auc(scores: Numbers, good: NDArray[np.bool_]) -> float:
    """Return the chance that a good passage stands above another; both arguments are `(n,)`."""
    return float((scores[good][:, None] > scores[~good]).mean())


def report(data: Graded) -> None:
    """Print how unseen passages are ranked, those of graders a to d and those of the others apart."""
    shows = np.array([show_of(id_) for id_ in data.episodes])
    for graders in ("abcd", "efgh"):
        mine = np.isin(data.graders, list(graders))
        print(f"graders {graders}: {mine.sum()} passages of {len(set(data.episodes[mine]))} episodes, "
              f"{data.printable[mine].mean():.3f} printable")  # fmt: skip
    ids = np.unique(data.episodes)
    folds = dict(zip(ids, np.random.default_rng(0).permutation(len(ids)) % FOLDS, strict=True))
    by_episode = np.array([folds[id_] for id_ in data.episodes]).astype(str)
    for name, groups in (("by episode", by_episode), ("by show", shows)):
        odds = held_out(data, groups)
        for graders in ("abcd", "efgh"):
            mine = np.isin(data.graders, list(graders))
            _print_ranking(f"{name}, {graders}", odds[mine], data, mine)


def _print_ranking(name: str, odds: Numbers, data: Graded, mine: NDArray[np.bool_]) -> None:
    """Print the ranking of some passages: over all, of their best, and of the first of each stretch of SECTION_S."""
    good, episodes = data.printable[mine], data.episodes[mine]
    best = odds >= np.quantile(odds, 0.9)
    stretches: dict[tuple[str, int], list[int]] = {}
    for k, (id_, start) in enumerate(zip(episodes, data.starts[mine], strict=True)):
        stretches.setdefault((str(id_), int(start // SECTION_S)), []).append(k)
    firsts = [max(inside, key=lambda k: odds[k]) for inside in stretches.values() if len(inside) >= LEAST]
    print(f"{name:20} AUC {auc(odds, good):.3f}; printable of all {good.mean():.3f}, of the best tenth "
          f"{good[best].mean():.3f}, of the first of a stretch {good[firsts].mean():.3f} ({len(firsts)})")  # fmt: skip
    for least in (-1.5, -1.0, -0.5, 0.0, 0.5):
        over = odds >= least
        if over.any():
            print(f"    log-odds of {least} or more: {over.mean():.2f} of them, printable {good[over].mean():.3f}")


def main() -> None:
    """Print how the judgement carries over, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder of MiniLM's weights")
    parser.add_argument("--kept", type=Path, help="where the passages' numbers are kept between runs")
    options = parser.parse_args()
    if options.kept and options.kept.is_file():
        data = Graded(**pickle.loads(options.kept.read_bytes()))
    else:
        data = graded(options.data, options.model)
        if options.kept:
            options.kept.write_bytes(pickle.dumps(vars(data)))
    report(data)
    wording, own, bias = fit(data)
    columns_ = dict(zip(COLUMNS, np.round(wording, 5).tolist(), strict=True))
    average = float((data.rows @ wording + data.vectors @ own + bias).mean())
    numbers = Fitted(
        model="ridge logistic regression", script="training/train_readable.py",
        data="passages graded by readers (quote_labels.csv)", embedder=identity().digest,
        fitted_on={"passages": len(data.grades), "episodes": len(set(data.episodes))}, bias=round(bias, 5),
        columns=columns_ | {MEANING: tuple(np.round(own, 5).tolist())}, constants={"average": round(average, 5)},
    )  # fmt: skip
    ship(READABILITY, numbers)


if __name__ == "__main__":
    main()
