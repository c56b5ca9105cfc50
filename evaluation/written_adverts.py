"""Spots, host reads and look-alikes that were written for this project, set into the talk of development episodes.

`adverts/*.txt` hold one item a paragraph; lines that begin with "#" say what the file is. Items with even and odd
numbers are two halves: a regression fitted on one is measured on the other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.ports import Embedder, Vectors
from pipeline.stages.segment.features import Floats, Talk

FOLDER = Path(__file__).parent / "adverts"
HALVES = ("written 0", "written 1")  # what their episodes are called
KINDS = ("spots", "host_reads", "lookalikes")  # the last are talk about products, money and websites
BETWEEN_S = (25.0, 90.0)  # seconds of talk between two items, drawn
WORDS_PER_S = 2.8
BREATH_S = 0.15  # between two sentences
PAUSE_S = 1.2  # before and after half of the spots: they are cut in
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True)
class Item:
    """A paragraph in sentences, with their vectors."""

    kind: str
    texts: tuple[str, ...]
    vectors: Vectors


def items(kind: str) -> list[tuple[str, ...]]:
    """Return the paragraphs of one kind, each as its sentences.

    >>> items("spots")[0][1]
    'Your coffee should not be.'
    """
    text = (FOLDER / f"{kind}.txt").read_text(encoding="utf-8")
    paragraphs = [p for p in text.split("\n\n") if p.strip() and not p.startswith("#")]
    return [tuple(_SENTENCE_END.split(p.strip())) for p in paragraphs]


def embedded(embedder: Embedder, half: int) -> list[Item]:
    """Return the items of one half (0 or 1) of every kind."""
    return [Item(kind, texts, embedder.embed(texts)) for kind in KINDS for texts in items(kind)[half::2]]


def spliced(found: Sequence[Item], around: Sequence[Talk], seed: int) -> tuple[Talk, tuple[tuple[float, float], ...]]:
    """Return an episode of these items in a drawn order, with talk between them, and the seconds that advertise.

    Each stretch between is taken whole from one of the talks `around`, which must come from one embedder; one item in
    four follows the one before it at once, as in a break of two spots.
    """
    rng = np.random.default_rng(seed)
    texts: list[str] = []
    vectors: list[Vectors] = []
    gaps: list[float] = []
    marks: list[tuple[int, int]] = []
    for at in rng.permutation(len(found)):
        item = found[at]
        if not texts or rng.random() > 1 / 4:
            said, meant = _between(around, rng)
            texts += said
            vectors.append(meant)
            gaps += [BREATH_S] * len(said)
        cut_in = PAUSE_S if item.kind == "spots" and rng.random() < 1 / 2 else BREATH_S
        if item.kind != "lookalikes":
            marks.append((len(texts), len(texts) + len(item.texts)))
        texts += item.texts
        vectors.append(item.vectors)
        gaps += [cut_in, *[BREATH_S] * (len(item.texts) - 1)]
    said, meant = _between(around, rng)
    start, end = _times([*texts, *said], [*gaps, *[BREATH_S] * len(said)])
    every = np.vstack([*vectors, meant])
    talk = Talk((*texts, *said), start, end, every, float(end[-1]), around[0].embedder)
    return talk, tuple((float(start[a]), float(end[b - 1])) for a, b in marks)


def _between(around: Sequence[Talk], rng: np.random.Generator) -> tuple[list[str], Vectors]:
    """Return the sentences of a drawn stretch of a drawn talk, away from its first and last tenth."""
    talk = around[int(rng.integers(len(around)))]
    first = int(rng.integers(talk.n // 10, talk.n - talk.n // 10))
    last = int(np.searchsorted(talk.start, talk.start[first] + rng.uniform(*BETWEEN_S)))
    return list(talk.texts[first:last]), talk.vectors[first:last]


def _times(texts: Sequence[str], gaps: Sequence[float]) -> tuple[Floats, Floats]:
    lengths = np.array([max(1, len(text.split())) / WORDS_PER_S for text in texts])
    start = np.cumsum(np.array(gaps) + np.append(0.0, lengths[:-1]))
    return start, start + lengths
