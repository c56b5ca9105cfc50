"""How do the shipped numbers do on meetings and chat, in those sets' own measure? Nothing here was trained on.

python -m benchmarks.other_sets --data DIR --model FOLDER --vectors FOLDER
Units are the set's own (utterances); boundaries lie between units. Pk and WindowDiff over units, k = half the mean
reference segment. Times are made up from words (2.5 a second), since two of the sets have none.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.segmentation import treeseg
from evaluation.boundary_metrics import interval
from evaluation.episodes import KeptEmbedder, transcript_of
from pipeline.engines.embeddings import MiniLM
from pipeline.ports import Embedder
from pipeline.stages.segment.boundaries import Weighed, for_kind, pick, score, shipped_weights, weigh
from pipeline.stages.segment.config import TRAINED_PER_HOUR, SegmentConfig
from pipeline.stages.segment.episode_kinds import figures, kind_of
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.posterior import around

WORDS_PER_S = 2.5
SETS = {"tinyrec": "meetings, coarse topics", "tiage": "chit-chat", "qmsum": "meetings"}


def talk_of(units: list[str], embedder: Embedder) -> Talk:
    """Return units as sentences with times made up from their words."""
    lengths = np.array([max(1, len(unit.split())) / WORDS_PER_S for unit in units])
    end = np.cumsum(lengths)
    return Talk(tuple(units), end - lengths, end, embedder.embed(units), float(end[-1]), embedder.identity.digest)


def pk_windowdiff_units(reference: list[int], found: list[int], n: int) -> tuple[float, float]:
    """Return (Pk, WindowDiff) over `n` units; boundaries are the first units of segments."""
    marks = np.zeros((2, n + 1), int)
    marks[0, reference], marks[1, found] = 1, 1
    total = np.cumsum(marks, axis=1)
    k = max(2, round(n / (len(reference) + 1) / 2))
    a, b = total[:, k:n] - total[:, : n - k]
    return float(np.mean((a == 0) != (b == 0))), float(np.mean(a != b))


def k_places(talk: Talk, weighed: Weighed, k: int, least_s: float) -> list[int]:
    """Return the k sentences, `least_s` apart, near which most starts are expected: as the stage, told how many.

    Near is half of `least_s`, so that no start counts twice, and a chat of a minute is not one window.
    """
    near = around(weighed.times, weighed.probability, least_s / 2)
    n, worth = len(weighed.times), np.where(weighed.room, near, -1e9)
    free = np.searchsorted(weighed.times, weighed.times - least_s, side="right")
    best = np.full((k + 1, n + 1), -np.inf)
    best[0] = 0.0
    for q in range(1, k + 1):
        for i in range(n):
            best[q, i + 1] = max(best[q, i], best[q - 1, free[i]] + worth[i])
    chosen, i = [], n
    for q in range(k, 0, -1):
        while i > 1 and best[q, i] == best[q, i - 1]:
            i -= 1
        chosen.append(int(weighed.sentences[i - 1]))
        i = int(free[i - 1])
    return sorted(chosen)


def kind_of_set(document: dict[str, Any], talk: Talk) -> str:
    """Return the kind of show that the stage would take a document for, by its words and speakers."""
    speakers = document.get("speakers") or [None] * talk.n
    cues = zip(talk.start.tolist(), talk.end.tolist(), talk.texts, speakers, strict=True)
    said = [{"start": start, "end": end, "text": text, "speaker": who} for start, end, text, who in cues]
    transcript = transcript_of(said)
    return kind_of(figures(transcript, [(0, len(transcript.words))]), guest=False).kind


def guesses(talk: Talk, k: int, kind: str) -> dict[str, list[int]]:
    """Return each method's first units of segments; K* is told how many there are."""
    weights = shipped_weights()
    scores = score(talk, weights)
    length = weights.prior.log_length(talk.duration, TRAINED_PER_HOUR, TRAINED_PER_HOUR)
    weights, length = for_kind(kind, weights, length)
    usual = SegmentConfig().least_section_s
    whole, least = (0, talk.n), min(usual, talk.duration / (4 * (k + 1)))
    automatic, weighed = (
        weigh(talk, scores, weights, log_length=length, least_s=seconds, span=whole) for seconds in (usual, least)
    )
    times = talk.start.tolist()
    return {
        "none": [],
        "equal parts K*": [round(talk.n * (i + 1) / (k + 1)) for i in range(k)],
        "TreeSeg K*": [times.index(t) for t in treeseg(talk, k, least_sentences=1, least_s=0.0)],
        "ours": [i for i, _ in pick(automatic, weights, usual)],
        "ours K*": k_places(talk, weighed, k, least),
    }


def main() -> None:
    """Print one row per set and method."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("data", "model", "vectors"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--sets", nargs="*", choices=SETS, default=list(SETS))
    args = parser.parse_args()
    embedder = KeptEmbedder(MiniLM(args.model), args.vectors)
    for name in args.sets:
        what = SETS[name]
        lines = next((args.data / "seg").glob(f"{name}*.jsonl")).read_text("utf8").splitlines()
        documents = [d for d in map(json.loads, lines) if d["boundaries"]]
        rows: dict[str, list[tuple[float, float]]] = {}
        for d in documents:
            talk = talk_of(d["units"], embedder)
            for method, found in guesses(talk, len(d["boundaries"]), kind_of_set(d, talk)).items():
                rows.setdefault(method, []).append(pk_windowdiff_units(d["boundaries"], found, talk.n))
        print(f"\n{name} ({what}): {len(documents)} documents\nmethod            Pk                     WindowDiff")
        for method, values in rows.items():
            pk, wd = np.array(values).T
            low, high = interval(pk.tolist())
            print(f"{method:16} {pk.mean():.3f} [{low:.3f}, {high:.3f}]   {wd.mean():.3f}")


if __name__ == "__main__":
    main()
