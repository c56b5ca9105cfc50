"""Fit the signs by which a host is told from a guest without speaker labels, and measure them with the labels hidden.

    python -m training.train_hosts --data DIR --model FOLDER --vectors FILE.npz
Ridge logistic regression over single sentences of episodes whose transcripts name the speakers; how often the speaker
changes after a sentence is counted in the same episodes. Printed first: what is found on the other show, on a third
show, and on a transcript of a recogniser that somebody else labelled.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.labels import read
from evaluation.teasers import HOSTS, load_teasers
from pipeline.engines.embeddings import EmbeddingConfig, MiniLM, identity
from pipeline.fitted import Fitted
from pipeline.language.words import plain
from pipeline.stages.quotes.host_words import (
    COLUMNS,
    HOST_WORDS,
    MEANINGS,
    SIGNS,
    described,
    host_share,
    meanings,
)
from training.shipping import ship

RIDGE, STEPS = 300.0, 8
OWN_DIMS, AROUND_DIMS = 64, 32  # principal directions kept of a sentence's meaning and of its neighbours'
TRUST = 0.5  # neighbouring sentences say the same thing twice, so each counts less; .15 to .7 differ by .01 (AUC)
EVERY = 2  # episodes of the two shows with cold opens are plenty
OTHERS = ("axrp-35", "axrp-38_2", "axrp-43", "axrp-44", "axrp-47", "axrp-49")
RECOGNISED = ("lexw276",)
SAME_TALK = ("lexh276",)  # the same talk, typed by somebody


@dataclass(frozen=True)
class Told:
    """An episode's sentences in order, and which of them its host says."""

    id: str
    texts: Sequence[str]
    vectors: NDArray[np.float32]
    host: NDArray[np.bool_]


def teased(data: Path, vectors: Path) -> list[Told]:
    """Return the episodes of the two shows with cold opens."""
    return [
        Told(e.id, e.spoken.texts, np.asarray(e.spoken.vectors, np.float32), _hosts(e.transcript.sentences))
        for e in load_teasers(data, vectors)[::EVERY]
        if e.id not in SAME_TALK
    ]


def others(data: Path, model: Path, ids: Sequence[str]) -> list[Told]:
    """Return further episodes; their vectors are made here."""
    embedder, found = MiniLM(model, EmbeddingConfig()), []
    for id_ in ids:
        transcript = read(data, id_)[2]
        texts = [plain(transcript.words, s.words) for s in transcript.sentences]
        found.append(Told(id_, texts, embedder.embed(texts), _hosts(transcript.sentences)))
    return found


def _hosts(sentences: Sequence[object]) -> NDArray[np.bool_]:
    return np.array([getattr(s, "speaker", None) in HOSTS for s in sentences])


def fit(episodes: Sequence[Told]) -> Fitted:
    """Return the numbers fitted on these episodes."""
    rows = np.vstack([described(e.texts) for e in episodes])
    both = [np.vstack(side) for side in zip(*(meanings(e.vectors) for e in episodes), strict=True)]
    host = np.concatenate([e.host for e in episodes]).astype(np.float64)
    directions = np.linalg.eigh(np.cov(both[0].T))[1][:, ::-1]
    bases = [directions[:, :n] for n in (OWN_DIMS, AROUND_DIMS)]
    x = np.column_stack((rows, *(side @ basis for side, basis in zip(both, bases, strict=True))))
    mean, scale = x.mean(0), x.std(0) + 1e-9
    z = np.column_stack(((x - mean) / scale, np.ones(len(x))))
    w, penalty = np.zeros(z.shape[1]), np.array([*[RIDGE] * x.shape[1], 0.0])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-z @ w))
        w -= np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + np.diag(penalty), z.T @ (p - host) + penalty * w)
    raw = w[:-1] / scale
    signs, *parts = np.split(raw, (len(COLUMNS), len(COLUMNS) + OWN_DIMS))
    told = _changes(episodes) | {"prior": float(np.log(host.mean() / (1 - host.mean()))), "trust": TRUST}
    vectors = {
        name: tuple(np.round(basis @ part, 4).tolist())
        for name, basis, part in zip(MEANINGS, bases, parts, strict=True)
    }
    return Fitted(
        model="ridge logistic regression, smoothed by a hidden Markov model", script="training/train_hosts.py",
        data="sentences of labelled transcripts, host or guest", embedder=identity().digest,
        fitted_on={"episodes": len(episodes), "sentences": len(host)}, bias=round(float(w[-1] - mean @ raw), 5),
        columns=dict(zip(COLUMNS, np.round(signs, 5).tolist(), strict=True)) | vectors,
        constants={name: round(value, 5) for name, value in told.items()},
    )  # fmt: skip


def _changes(episodes: Sequence[Told]) -> dict[str, float]:
    """Return how often another speaker follows a sentence: of a host, of a guest, and where it asks."""
    now, after, asks = [], [], []
    for episode in episodes:
        now.append(episode.host[:-1])
        after.append(episode.host[1:])
        asks.append(np.array([bool(SIGNS["asks"].search(text.strip())) for text in episode.texts[:-1]]))
    host, following, asked = (np.concatenate(found) for found in (now, after, asks))
    changed = host != following
    return {
        "host_ends": float(changed[host & ~asked].mean()), "guest_ends": float(changed[~host & ~asked].mean()),
        "host_asked": float(changed[host & asked].mean()), "guest_asked": float(changed[~host & asked].mean()),
    }  # fmt: skip


def report(name: str, numbers: Fitted, episodes: Sequence[Told]) -> None:
    """Print what share of sentences is told rightly, and who is left among those that a guest seems to say."""
    told = [host_share(e.texts, e.vectors, numbers.embedder, numbers) for e in episodes]
    host, share = np.concatenate([e.host for e in episodes]), np.concatenate(told)
    words = np.concatenate([[len(text.split()) for text in e.texts] for e in episodes])
    right = (host == (share > 0.5)).mean()
    print(f"{name:34} {len(episodes):3} episodes, host says {host.mean():.3f}; right {right:.3f}")
    for least in (0.5, 0.3, 0.15):
        kept = (share < least) & (words >= 8)
        lost = 1 - kept[~host & (words >= 8)].mean()
        print(
            f"    below {least}: host {host[kept].mean():.3f} (of all of 8 words or more "
            f"{host[words >= 8].mean():.3f}), a guest's left out {lost:.3f}"
        )


def main() -> None:
    """Print the measurements, fit on everything labelled but the recogniser's transcript, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder of MiniLM's weights")
    parser.add_argument("--vectors", type=Path, default=Path("vectors.npz"), help="where sentence vectors are kept")
    options = parser.parse_args()
    both = teased(options.data, options.vectors)
    third, recognised = (others(options.data, options.model, ids) for ids in (OTHERS, RECOGNISED))
    shows = {e.id.split("-")[0][:4] for e in both}
    for show in sorted(shows):
        rest = [e for e in both if not e.id.startswith(show)]
        mine = [e for e in both if e.id.startswith(show)]
        report(f"{show}, fitted on the other", fit(rest), mine)
    numbers = fit(both)
    report("a third show", numbers, third)
    report("recognised, labelled by others", numbers, recognised)
    everything = [*both, *third]
    ship(HOST_WORDS, fit(everything))


if __name__ == "__main__":
    main()
