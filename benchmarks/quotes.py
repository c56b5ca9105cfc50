"""How well are editors' own picks ranked? AUC and hit@20 of each way to score a sentence, and the best five clips.

    python -m benchmarks.quotes --data DIR [--vectors FILE.npz] [--readings FILE.npz]
An episode's guest sentences of five words or more are ranked; the picks are those played in its cold open, which is
itself cut off. "by episode" trains on other episodes of both shows (5 folds), "by show" on the other show only.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.quotes import fit, table
from evaluation.teasers import Teased, load_teasers
from pipeline.checks.context import standings
from pipeline.engines.spacy_text import SpacyParser
from pipeline.spans import shared
from pipeline.stages.quotes.config import QuotesConfig
from pipeline.stages.quotes.features import features
from pipeline.stages.quotes.hand_score import hand_points
from pipeline.stages.quotes.ranker import Numbers, RankerWeights, appeal, earliness
from pipeline.stages.quotes.readability import columns, readable
from pipeline.stages.quotes.readability import shipped as readers
from pipeline.stages.quotes.surroundings import Surroundings, described

FOLDS, TOP, CLIPS, CLIP_S, SLACK_S = 5, 20, 5, 60.0, 0.5
APART = 3  # sentences between two picks
UNREAD = -3.0  # log-odds of what nobody would quote


def auc(points: Numbers, chosen: NDArray[np.bool_]) -> float:
    """Return the chance that a chosen sentence stands above another; ties count half."""
    above, others = np.sort(points[~chosen]), points[chosen]
    below = np.searchsorted(above, others) + np.searchsorted(above, others, side="right")
    return float(below.mean() / 2 / len(above))


def picks(episode: Teased, points: Numbers) -> list[int]:
    """Return the twenty best sentences that may be quoted, no two of them of one passage."""
    taken: list[int] = []
    for k in sorted(np.flatnonzero(episode.quotable), key=lambda k: -points[k]):
        if all(abs(k - other) > APART for other in taken):
            taken.append(int(k))
        if len(taken) == TOP:
            break
    return taken


def clip_hit(episode: Teased, points: Numbers) -> bool:
    """Say whether one of the five best minutes holds a played passage whole, or lies whole in a longer one.

    A minute starts at a guest's sentence and is as good as the mean of its best three; no two overlap.
    """
    starts = episode.spoken.starts
    fits = np.flatnonzero(episode.spoken.fits)
    last = np.searchsorted(starts, starts + CLIP_S)
    worth = {k: float(np.sort(points[k : last[k]][episode.spoken.fits[k : last[k]]])[-3:].mean()) for k in fits}
    taken: list[float] = []
    for k in sorted(worth, key=lambda k: -worth[k]):
        if all(abs(starts[k] - other) >= CLIP_S for other in taken):
            taken.append(float(starts[k]))
        if len(taken) == CLIPS:
            break
    return any(
        shared((start, end), (at, at + CLIP_S)) >= min(end - start, CLIP_S) - SLACK_S
        for at in taken
        for start, end in episode.clips
    )


def report(name: str, episodes: Sequence[Teased], points: Sequence[Numbers]) -> None:
    """Print the means over episodes, and the standard error of the AUC."""
    areas, hits, clips = [], [], []
    for episode, score in zip(episodes, points, strict=True):
        fits = episode.spoken.fits
        areas.append(auc(score[fits], episode.chosen[fits]))
        hits.append(episode.chosen[picks(episode, score)].any())
        clips.append(clip_hit(episode, score))
    error = np.std(areas) / np.sqrt(len(areas))
    print(f"{name:32}{np.mean(areas):7.3f} ±{error:.3f}{np.mean(hits):8.3f}{np.mean(clips):8.3f}", flush=True)


def shipped(episode: Teased, weights: RankerWeights, hand: Numbers, odds: Numbers) -> Numbers:
    """Return the score that the stage gives single sentences; `odds` as `read_alone` returns them."""
    config = QuotesConfig()
    fitted = config.fitted_weight * appeal(episode.spoken, weights)["appeal"]
    read = config.reading_weight * (odds - readers().average)
    return fitted + config.hand_weight * hand + config.early_weight * earliness(episode.spoken) + read


def read_alone(episodes: Sequence[Teased], kept: Path) -> list[Numbers]:
    """Return the log-odds that a reader accepts each sentence; UNREAD where it may not be quoted.

    They are read from `kept` (.npz) and made where it is missing: some minutes of grammar.
    """
    if kept.is_file():
        found = np.load(kept)
        return [found[e.id] for e in episodes]
    parser = SpacyParser()
    everything = []
    for episode in episodes:
        odds = np.full(len(episode.spoken.texts), UNREAD)
        rows = np.flatnonzero(episode.quotable).tolist()
        texts = [episode.spoken.texts[k] for k in rows]
        spoken = episode.spoken
        around = Surroundings(episode.transcript, spoken.texts, spoken.vectors, standings(episode.transcript))
        told = [
            columns(t, [t], [r], found=features(t), around=described(around, k, k + 1, t, 1))
            for k, t, r in zip(rows, texts, parser.parse(texts), strict=True)
        ]
        odds[rows] = readable(np.array(told), episode.spoken.vectors[rows], episode.spoken.embedder)
        everything.append(odds)
    np.savez(kept, **{e.id: odds for e, odds in zip(episodes, everything, strict=True)})  # type: ignore[arg-type]
    return everything


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, default=Path("vectors.npz"), help="where sentence vectors are kept")
    parser.add_argument("--readings", type=Path, default=Path("readings.npz"), help="where readers' log-odds are kept")
    options = parser.parse_args()
    episodes = load_teasers(options.data, options.vectors)
    odds = read_alone(episodes, options.readings)
    least = QuotesConfig().least_reading
    quotable = [replace(e, quotable=e.quotable & (o >= least)) for e, o in zip(episodes, odds, strict=True)]
    tables = [table(e) for e in episodes]
    hand = [np.array([hand_points(features(text)) for text in e.spoken.texts]) for e in episodes]
    fold = np.random.default_rng(0).permutation(len(episodes)) % FOLDS
    shows = [e.show for e in episodes]
    by_episode = [fit([t for t, f in zip(tables, fold, strict=True) if f != k]) for k in range(FOLDS)]
    by_show = {show: fit([t for t, s in zip(tables, shows, strict=True) if s != show]) for show in set(shows)}
    picks, sentences = sum(e.chosen.sum() for e in episodes), sum(e.spoken.fits.sum() for e in episodes)
    print(f"{len(episodes)} episodes, {picks} of {sentences} sentences were played")
    print(f"{'':32}{'AUC':>7}{'':7}{'hit@20':>8}{'clips@5':>8}")
    rng = np.random.default_rng(1)
    report("chance", episodes, [rng.random(len(e.chosen)) for e in episodes])
    report("length only", episodes, [np.array([len(t.split()) for t in e.spoken.texts], float) for e in episodes])
    report("earlier first", episodes, [-e.spoken.starts for e in episodes])
    report("hand weights", episodes, hand)
    held_out = [by_episode[k] for k in fold]
    abroad = [by_show[show] for show in shows]
    for name, weights in (("by episode", held_out), ("by show", abroad)):
        rows = list(zip(episodes, weights, strict=True))
        report(f"fitted, {name}", episodes, [appeal(e.spoken, w)["appeal"] for e, w in rows])
        scores = [shipped(e, w, h, o) for (e, w), h, o in zip(rows, hand, odds, strict=True)]
        report(f"shipped, {name}", quotable, scores)
        for show in sorted(set(shows)):
            here = [k for k, s in enumerate(shows) if s == show]
            report(f"  {show}"[:31], [quotable[k] for k in here], [scores[k] for k in here])


if __name__ == "__main__":
    main()
