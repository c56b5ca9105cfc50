"""How well are sections cut? Boundary figures of the stage's own code on guests it was not trained on.

python -m benchmarks.segmentation --data DIR --model FOLDER --vectors FOLDER [--shipped]
Every row but "ours" is told the true number of sections (K*) or nothing at all (no boundaries). Only starts of talk are
compared: outlines do not mark ads and goodbyes. The five numbers of the search are tuned, in each fold, on
scores of the other folds' guests. Episodes of --extra families join the training of every fold. --shipped trains
nothing: it measures the numbers in the package on the shows that they never saw.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import numpy as np

from evaluation.boundary_metrics import chance, equal, interval, row
from evaluation.episodes import KeptEmbedder, Sample, family, load
from evaluation.gram_table import GramTable
from evaluation.segmenter import (
    Lesson,
    Search,
    calibrate,
    cross_validated,
    fit_scorer,
    folds_of,
    lesson,
    search,
    untuned,
)
from pipeline.engines.embeddings import MiniLM
from pipeline.engines.reading_net import NoReadingNet
from pipeline.ports import Embedder, SentenceParse
from pipeline.records import Identity, Outline
from pipeline.stages.segment import stage
from pipeline.stages.segment.boundaries import BLOCK, BoundaryWeights, Scorer, shipped_weights
from pipeline.stages.segment.config import SegmentConfig
from pipeline.stages.segment.features import Floats, Talk, running_sum, word_weight

Rows = dict[str, list[dict[str, float]]]


class NoParser:
    """Boundaries need no grammar; titles are not measured here."""

    identity = Identity(name="none", version="1")

    def parse(self, texts: Sequence[str]) -> list[SentenceParse]:
        """Return empty parses."""
        return [SentenceParse((), ())] * len(texts)


def treeseg(talk: Talk, k: int, *, least_sentences: int = 5, least_s: float = 60.0) -> list[float]:
    """Split k times where a split lowers the squared error most (Gklezakos et al. 2024)."""
    times = np.append(talk.start, talk.duration)
    total = running_sum(talk.vectors, word_weight(talk))
    at = np.arange(talk.n)
    blocks = total[at + 1] - total[np.maximum(0, at - BLOCK)]
    sums = running_sum(blocks / (np.linalg.norm(blocks, axis=1, keepdims=True) + 1e-9))

    def cost(i: int, j: int) -> float:
        run = sums[j] - sums[i]
        return float((j - i) - run @ run / (j - i))

    def best(i: int, j: int) -> tuple[float, int, int, int] | None:
        middles = [
            m
            for m in range(i + least_sentences, j - least_sentences + 1)
            if times[m] - times[i] >= least_s and times[j] - times[m] >= least_s
        ]
        return max(((cost(i, j) - cost(i, m) - cost(m, j), i, m, j) for m in middles), default=None)

    leaves = [best(0, talk.n)]
    found: list[float] = []
    while len(found) < k and (leaf := max((x for x in leaves if x), default=None)):
        leaves.remove(leaf)
        _, i, m, j = leaf
        found.append(float(times[m]))
        leaves += [best(i, m), best(m, j)]
    return sorted(found)


def starts_of_talk(outline: Outline) -> list[tuple[float, float | None]]:
    """Return (start, confidence) of each section of talk but one at 0:00."""
    return [(s.start, s.confidence) for s in outline.sections if s.kind == "talk" and s.start > 20]


def by_stage(sample: Sample, weights: BoundaryWeights, embedder: Embedder) -> list[tuple[float, float | None]]:
    """Run the stage itself with the given numbers instead of those shipped."""
    with patch.object(stage, "shipped_weights", lambda: weights):
        config = SegmentConfig()
        outline = stage.segment(
            sample.episode, sample.transcript, config, embedder=embedder, parser=NoParser(), reading=NoReadingNet()
        )
    return starts_of_talk(outline)


def fold_weights(
    scorer: Scorer, training: list[Lesson], tuned_on: list[Lesson], scores: dict[str, Floats], searched: Search
) -> BoundaryWeights:
    """Return numbers whose search is tuned on scores that came from models blind to the guest scored."""
    weights = untuned(scorer, training)
    return calibrate(tuned_on, scores, weights.model_copy(update=searched.best(tuned_on)))


def measure(sample: Sample, talk: Talk, found: list[tuple[float, float | None]], rows: Rows) -> None:
    """Add one episode to every row of the table."""
    truth, duration, k = sample.boundaries, sample.episode.duration, len(sample.boundaries)
    guesses = {
        "no boundary": [],
        "chance K*": chance(k, duration),
        "equal parts K*": equal(k, duration),
        "TreeSeg K*": treeseg(talk, k),
        "ours": [start for start, _ in found],
    }
    for name, guess in guesses.items():
        rows.setdefault(name, []).append(row(truth, guess, duration))
    sure = sorted(found, key=lambda pair: -(pair[1] or 0.0))[:5]
    near = [min(abs(start - t) for t in truth) <= 30 for start, _ in sure]
    rows["ours"][-1]["p5"] = sum(near) / max(1, len(near))


def report(title: str, rows: Rows) -> None:
    """Print the table with 95 % intervals over episodes."""
    head = f"{'':16} F1@10  F1@30 [95 %]        F1@60  Pk    WD    found/true  ratio  chunkseg: F1@3, F1 of bins"
    print(f"\n{title}\n{head}")
    for name, values in rows.items():
        mean = {key: sum(v[key] for v in values) / len(values) for key in values[0]}
        low, high = interval([v["f1@30"] for v in values])
        ratio = float(np.mean([v["found"] / v["true"] for v in values]))
        print(
            f"{name:16} {mean['f1@10']:.3f}  {mean['f1@30']:.3f} [{low:.3f},{high:.3f}]  {mean['f1@60']:.3f}  "
            f"{mean['pk']:.3f} {mean['wd']:.3f} {mean['found']:5.1f}/{mean['true']:.1f}  {ratio:.2f}"
            f"  {mean['collar']:.3f} {mean['bins']:.3f}"
            + (f"  precision of the 5 surest {mean['p5']:.2f}" if "p5" in mean else "")
        )
    gain = [a["f1@30"] - b["f1@30"] for a, b in zip(rows["ours"], rows["TreeSeg K*"], strict=True)]
    low, high = interval(gain)
    print(f"ours - TreeSeg K*, same episodes: F1@30 {sum(gain) / len(gain):+.3f} [{low:+.3f},{high:+.3f}]")


def main() -> None:
    """Cross-validate on one family, then test on shows that had no part in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "model", "vectors"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--family", default="lexw")
    parser.add_argument("--extra", nargs="*", default=["lexh"])
    parser.add_argument("--unseen", nargs="*", default=["axrp", "lenny"])
    parser.add_argument("--keep", type=Path, help="folder for each episode's numbers, blind to its guest")
    parser.add_argument("--shipped", action="store_true", help="measure the numbers in the package on --unseen alone")
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    if args.shipped:
        unseen(args.data, args.unseen, shipped_weights(), embedder)
        return
    samples = {s.episode.id: s for s in family(args.data, args.family)}
    tested = [lesson(s, embedder) for s in samples.values()]
    everything = tested + [lesson(s, embedder) for name in args.extra for s in family(args.data, name)]
    folds = folds_of(everything)
    table = GramTable({e.id: e.talk for e in everything})
    scorers, scores = cross_validated(everything, folds, table)
    last = fit_scorer(everything, table)
    searched = search(tested, scores, untuned(last, everything))
    rows: Rows = {}
    for fold in sorted(set(folds.values())):
        training = [e for e in everything if folds[e.guest] != fold]
        tuned_on = [e for e in tested if folds[e.guest] != fold]
        weights = fold_weights(scorers[fold], training, tuned_on, scores, searched)
        for e in (e for e in tested if folds[e.guest] == fold):
            measure(samples[e.id], e.talk, by_stage(samples[e.id], weights, embedder), rows)
            if args.keep:
                args.keep.mkdir(parents=True, exist_ok=True)
                (args.keep / f"{e.id}.json").write_text(weights.model_dump_json(), "utf8")
    report(f"{args.family}: {len(tested)} episodes, {len(set(folds.values()))} folds by guest", rows)
    weights = fold_weights(last, everything, tested, scores, searched)
    unseen(args.data, args.unseen, weights, embedder)


def unseen(data: Path, names: Sequence[str], weights: BoundaryWeights, embedder: Embedder) -> None:
    """Print the figures of shows that were never trained on, and of #94."""
    for name, loaded in [(n, family(data, n)) for n in names] + [("ep094 (shown)", [_shown(data)])]:
        rows: Rows = {}
        for sample in loaded:
            measure(sample, lesson(sample, embedder).talk, by_stage(sample, weights, embedder), rows)
        report(f"{name}: {len(loaded)} episodes, never trained on", rows)


def _shown(data: Path) -> Sample:
    return load(data / "ep094", "transcript_large.jsonl")


if __name__ == "__main__":
    main()
