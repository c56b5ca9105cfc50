"""Fit which phrase of a section an editor names it by to the chapter titles people wrote, and write the weights.

    python -m training.train_phrases --data DIR --model FOLDER [--kept FILE]
Sections are the editors' own, their edges moved as far as ours are off: weights fitted to exact ones lean on the first
words of a section. A phrase is as good as half its words in
common with the title (F1 of stems) and half its cosine to it; the loss is listwise (ListNet's top one) with a ridge
penalty, in which a section counts once. Printed: how episodes and shows that took no part in the fit are named.
"""

import argparse
import pickle
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.episodes import Sample, family
from evaluation.labels import show_of
from pipeline.engines.embeddings import EmbeddingConfig, MiniLM, identity
from pipeline.engines.spacy_text import SpacyParser
from pipeline.fitted import Fitted
from pipeline.language.stems import stem
from pipeline.language.words import content_words, plain
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.phrase_ranker import COLUMNS, PHRASES
from pipeline.stages.segment.phrases import candidates
from training.shipping import ship

FAMILIES = ("axrp", "lenny", "lexh", "lexw")
FOLDS, RIDGE, SHARPNESS, STEPS, RATE = 5, 3.0, 12.0, 300, 0.05
LEAST_SENTENCES = 5
CLOSE, OFF_S = 0.6, (12.0, 60.0)  # share of edges, and standard deviations of the close and of the others
TAGS = 4
_FRAMES = re.compile(r"(?:introduction|intro\b|outro|conclusion|episode highlight|sponsor)", re.I)

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Chapter:
    """An editor's section: its title, its phrases in order of the first sieve, how near they are to that."""

    episode: str
    title: str
    phrases: tuple[str, ...]
    rows: Numbers  # (n, len(COLUMNS))
    cosines: Numbers  # (n,) to the title
    shared: Numbers = field(init=False)  # (n,) F1 of stems

    def __post_init__(self) -> None:
        """Compare the words."""
        object.__setattr__(self, "shared", np.array([f1(p, self.title) for p in self.phrases]))


def f1(phrase: str, title: str) -> float:
    """Return how far the content words of two texts are the same, by their stems."""
    a, b = ({stem(w) for w in content_words(text)} for text in (phrase, title))
    return 2 * len(a & b) / (len(a) + len(b)) if a & b else 0.0


def chapters(sample: Sample, embedder: MiniLM, reader: SpacyParser) -> list[Chapter]:
    """Return an episode's chapters of talk, with the phrases that the stage would try for them."""
    said = sample.transcript.sentences
    texts = tuple(plain(sample.transcript.words, s.words) for s in said)
    start = np.maximum.accumulate(np.array([s.start for s in said], np.float64))
    end = np.array([s.end for s in said], np.float64)
    vectors, made_by = embedder.embed(texts), embedder.identity.digest
    talk = Talk(texts=texts, start=start, end=end, vectors=vectors, duration=float(end.max()), embedder=made_by)
    edges = _missed(np.array(sample.edges), sample.episode.id)
    firsts = [*np.searchsorted(start, edges - 1.0).tolist(), len(texts)]
    spans = [(a, b, t) for a, b, t in zip(firsts, firsts[1:], sample.titles, strict=False) if b - a >= LEAST_SENTENCES]
    named = candidates(talk, [np.arange(a, b) for a, b, _ in spans], reader.parse(texts), embedder)
    return [
        Chapter(
            sample.episode.id,
            title,
            one.phrases,
            np.array([facts.row() for facts in one.facts]),
            one.vectors @ embedder.embed([title])[0],
        )
        for one, (_, _, title) in zip(named, spans, strict=True)
        if one.phrases and content_words(title) and not _FRAMES.match(title)
    ]


def _missed(edges: Numbers, id_: str) -> Numbers:
    """Return the editors' edges as far off as ours are: most by some seconds, some by a minute."""
    rng = np.random.default_rng(sum(map(ord, id_)))
    off = rng.normal(0, np.where(rng.random(len(edges)) < CLOSE, *OFF_S))
    off[0] = 0.0
    moved: Numbers = np.maximum.accumulate(np.maximum(edges + off, 0.0))
    return moved


def fit(taught: Sequence[Chapter]) -> Numbers:
    """Return one weight per column, by Adam."""
    rows = np.concatenate([c.rows for c in taught])
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    lists = [((c.rows - mean) / scale, _softmax(SHARPNESS * (c.shared + c.cosines) / 2)) for c in taught]
    w, first, second = (np.zeros(len(COLUMNS)) for _ in range(3))
    for step in range(1, STEPS + 1):
        gradient = (RIDGE * w + sum(x.T @ (_softmax(x @ w) - target) for x, target in lists)) / len(lists)
        first, second = 0.9 * first + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
        w = w - RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    weights: Numbers = w / scale
    return weights


def _softmax(x: Numbers) -> Numbers:
    e = np.exp(x - x.max())
    share: Numbers = e / e.sum()
    return share


def report(name: str, found: Sequence[Chapter], scores: Sequence[Numbers]) -> None:
    """Print what the first phrase has in common with the title, and the best of the first four."""
    order = [np.argsort(-s, kind="stable") for s in scores]
    shared = np.array([c.shared[o[0]] for c, o in zip(found, order, strict=True)])
    near = np.mean([c.cosines[o[0]] for c, o in zip(found, order, strict=True)])
    tags = np.mean([c.shared[o[:TAGS]].max() for c, o in zip(found, order, strict=True)])
    common = (shared > 0).mean()
    print(f"{name:24} F1 {shared.mean():.3f}  some word {common:.3f}  cosine {near:.3f}  best of {TAGS} {tags:.3f}")


def main() -> None:
    """Print how the naming carries over, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder of MiniLM's weights")
    parser.add_argument("--every", type=int, default=1, help="take every n-th episode")
    parser.add_argument("--kept", type=Path, help="where the chapters' numbers are kept between runs")
    options = parser.parse_args()
    if options.kept and options.kept.is_file():
        found = pickle.loads(options.kept.read_bytes())
    else:
        embedder, reader = MiniLM(options.model, EmbeddingConfig()), SpacyParser()
        samples = [sample for name in FAMILIES for sample in family(options.data, name)][:: options.every]
        found = [chapter for sample in samples for chapter in chapters(sample, embedder, reader)]
        if options.kept:
            options.kept.write_bytes(pickle.dumps(found))
    episodes = np.array([c.episode for c in found])
    print(f"{len(found)} chapters of {len(set(episodes))} episodes")
    report("the first sieve alone", found, [-np.arange(len(c.phrases), dtype=np.float64) for c in found])
    fold = np.array([str(sum(map(ord, e)) % FOLDS) for e in episodes])
    for name, groups in (("fitted, by episode", fold), ("fitted, by show", np.array([show_of(e) for e in episodes]))):
        weights = {g: fit([c for c, other in zip(found, groups, strict=True) if other != g]) for g in set(groups)}
        report(name, found, [c.rows @ weights[g] for c, g in zip(found, groups, strict=True)])
    numbers = Fitted(
        model="listwise softmax (ListNet's top one), ridge", script="training/train_phrases.py",
        data="chapter titles that people wrote", fitted_on={"chapters": len(found)}, embedder=identity().digest,
        columns=dict(zip(COLUMNS, np.round(fit(found), 4).tolist(), strict=True)),
    )  # fmt: skip
    ship(PHRASES, numbers)


if __name__ == "__main__":
    main()
