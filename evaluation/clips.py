"""Stretches of prepared episodes and what editors played in them: how their ranking is fitted and measured."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.quotes import ranked
from evaluation.teasers import HOSTS, Teased
from pipeline.checks.context import standings
from pipeline.stages.quotes.moments import COLUMNS, ClipSource, MomentWeights, Stretches, stretches
from pipeline.stages.quotes.ranker import Numbers

DIMS = 64  # principal directions kept of a stretch's meaning
SLACK_S = 0.5
RIDGE = 2.0
THIN = 5
SCALE = 0.5  # of the whitened directions: penalised four times as much


@dataclass(frozen=True)
class Played:
    """An episode's stretches, and which of the played passages each of them holds whole or lies whole in."""

    episode: Teased
    found: Stretches
    holds: NDArray[np.bool_]  # (m, passages)

    @property
    def seconds(self) -> tuple[Numbers, Numbers]:
        """Return (m,) the starts and the ends of the stretches."""
        sentences = self.episode.transcript.sentences
        starts, ends = (np.array([getattr(s, side) for s in sentences]) for side in ("start", "end"))
        return starts[self.found.first], ends[self.found.last - 1]


def played(episode: Teased) -> Played:
    """Return an episode's stretches; nothing is known of adverts or holes in it."""
    sentences = episode.transcript.sentences
    heard = ClipSource(
        episode.spoken, np.array([s.end for s in sentences]), np.array([float(s.speaker in HOSTS) for s in sentences]),
        np.zeros(len(sentences), int),
    )  # fmt: skip
    found = stretches(heard, standings(episode.transcript))
    start = np.array([s.start for s in sentences])[found.first]
    end = np.array([s.end for s in sentences])[found.last - 1]
    holds = np.column_stack([
        np.minimum(end, b) - np.maximum(start, a) >= np.minimum(b - a, end - start) - SLACK_S
        for a, b in episode.clips
    ])  # fmt: skip
    return Played(episode, found, holds)


def fit(episodes: Sequence[Played]) -> MomentWeights:
    """Return the weights that rank the stretches with played passages first (ListNet's top one, ridge).

    Of the stretches without one, one in THIN is read, and stands for THIN.
    """
    some = np.vstack([p.found.meaning[::THIN] for p in episodes])
    values, directions = np.linalg.eigh(some.T @ some / len(some))
    basis = directions[:, ::-1][:, :DIMS] / np.sqrt(values[::-1][:DIMS] + 1e-9) * SCALE
    rows, masses, offsets = [], [], []
    for p in (p for p in episodes if p.holds.any()):
        mass = (p.holds / np.maximum(p.holds.sum(0), 1)).sum(1)
        kept = (mass > 0) | (np.arange(len(mass)) % THIN == 0)
        rows.append(np.hstack((p.found.columns[kept], p.found.meaning[kept] @ basis)))
        masses.append(mass[kept] / mass.sum())
        offsets.append(np.where(mass[kept] > 0, 0.0, np.log(THIN)))
    weights = ranked(rows, masses, ridge=RIDGE, offsets=offsets)
    k = len(COLUMNS)
    return MomentWeights(weights[:k], basis @ weights[k:], episodes[0].episode.spoken.embedder)
