"""Episodes with their adverts, marked by hand or by the lexicon, and the regression fitted on some of them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.episodes import Sample, transcript_of
from evaluation.segmenter import fit
from evaluation.written_adverts import embedded, spliced
from pipeline.language.words import plain
from pipeline.ports import Embedder
from pipeline.spans import shared
from pipeline.stages.segment import ad_classifier
from pipeline.stages.segment.ads import find_ads, marked
from pipeline.stages.segment.features import Floats, Talk
from pipeline.stages.segment.regression import Regression
from pipeline.stages.segment.section_kinds import parts

FAMILIES = ("lexw", "axrp", "lenny")
EVERY = {"lexw": 2, "axrp": 1, "lenny": 1}  # of a family's episodes: every second of the large one
WRITTEN = ("written 0", "written 1")
OTHERS = (*FAMILIES, *WRITTEN)  # not checked by hand
STRENGTH = 0.002  # C of the regression
MEANING_SPREAD = 0.3  # of the columns that are vectors: 1152 of them learn six shows by heart
SPLICES = 2  # episodes made of the written items of each half
CHECKED_WEIGHT = 3  # rows of hand-checked episodes are repeated so often
TALK_ROWS = 400  # sentences of plain talk per other episode


@dataclass(frozen=True)
class AdLesson:
    """An episode: what it is made of, which sentences teach, and which of those advertise."""

    show: str
    talk: Talk
    rows: Floats
    advert: NDArray[np.bool_]
    adverts: tuple[tuple[float, float], ...] = ()  # seconds, hand-checked


def tokens(folder: Path) -> list[dict[str, Any]]:
    """Return words as cues of their own; a token without a leading space goes on with the one before."""
    words: list[dict[str, Any]] = []
    for start, end, text in (w for cue in json.loads((folder / "words.json").read_text("utf8")) for w in cue):
        if words and text and not text.startswith(" "):
            words[-1] |= {"end": end, "text": words[-1]["text"] + text}
        else:
            words.append({"start": start, "end": max(end, start + 0.01), "text": text.strip(), "speaker": None})
    return words


def checked(folder: Path, embedder: Embedder) -> AdLesson:
    """Read an episode whose adverts were marked by hand."""
    about = json.loads((folder / "meta.json").read_text("utf8"))
    transcript = transcript_of(tokens(folder))
    texts = tuple(plain(transcript.words, s.words) for s in transcript.sentences)
    start, end = (np.array([getattr(s, edge) for s in transcript.sentences]) for edge in ("start", "end"))
    talk = Talk(texts, start, end, embedder.embed(texts), about["duration_s"], embedder.identity.digest)
    adverts = tuple((a["start"], a["end"]) for a in about["ads"])
    advert = np.array([any(a <= (s + e) / 2 < b for a, b in adverts) for s, e in zip(start, end, strict=True)])
    return AdLesson(about["show"], talk, ad_classifier.ad_features(talk), advert, adverts)


def marked_by_words(name: str, sample: Sample, embedder: Embedder) -> AdLesson:
    """Read an episode of another family: its adverts are what the lexicon marks, its talk a sample."""
    texts = tuple(plain(sample.transcript.words, s.words) for s in sample.transcript.sentences)
    start, end = (np.array([getattr(s, edge) for s in sample.transcript.sentences]) for edge in ("start", "end"))
    talk = Talk(texts, start, end, embedder.embed(texts), sample.episode.duration, embedder.identity.digest)
    spans = marked(texts, [*start.tolist(), talk.duration])
    kinds = np.array(
        [p.kind for p in parts(texts, start.tolist(), talk.duration, spans) for _ in range(p.first, p.last)]
    )
    plainly = np.flatnonzero(kinds == "talk")
    rng = np.random.default_rng(0)
    drawn = rng.choice(plainly, min(TALK_ROWS, len(plainly)), replace=False)
    use = np.sort(np.concatenate([np.flatnonzero(kinds == "sponsor"), drawn]))
    return AdLesson(name, talk, ad_classifier.ad_features(talk)[use], (kinds == "sponsor")[use])


def written(around: list[Talk], embedder: Embedder, half: int) -> list[AdLesson]:
    """Return episodes of the items of one half (0 or 1) that were written for this, set into the talks `around`."""
    found = embedded(embedder, half)
    lessons = []
    for seed in range(SPLICES):
        talk, adverts = spliced(found, around[seed::SPLICES], SPLICES * half + seed)
        lessons.append(
            AdLesson(f"written {half}", talk, ad_classifier.ad_features(talk), _inside(talk, adverts), adverts)
        )
    return lessons


def _inside(talk: Talk, adverts: tuple[tuple[float, float], ...]) -> NDArray[np.bool_]:
    middles = (talk.start + talk.end) / 2
    return np.array([any(a <= middle < b for a, b in adverts) for middle in middles])


def fitted(lessons: list[AdLesson]) -> Regression:
    """Fit on all lessons, those checked by hand counting more."""
    repeated = [e for e in lessons for _ in range(1 if e.show in OTHERS else CHECKED_WEIGHT)]
    rows, advert = np.vstack([e.rows for e in repeated]), np.concatenate([e.advert for e in repeated])
    vectors = rows.shape[1] - len(ad_classifier.COUNTED)
    spread = np.where(np.arange(rows.shape[1]) < vectors, MEANING_SPREAD, 1.0)
    return fit(rows, advert * 1.0, STRENGTH, embedder=lessons[0].talk.embedder, spread=spread)


@dataclass(frozen=True)
class Found:
    """How the adverts that were found in an episode compare with those that are there."""

    true: int
    found: int
    right: int  # of those found: share at least half of what either of the two covers with a true one
    advert_s: float
    typed_s: float
    lost_s: float  # of talk
    talk_s: float
    edges: tuple[float, ...]  # seconds between an edge of a right one and the true edge


def compared(e: AdLesson, regression: Regression) -> Found:
    """Find the adverts of an episode and compare them with its own, span by span and second by second."""
    times = [*e.talk.start.tolist(), e.talk.duration]
    spans = [(times[a] if a else 0.0, times[b]) for a, b in find_ads(e.talk, regression).sure]
    left, edges = list(spans), []
    for advert in e.adverts:
        best = max(left, key=lambda span: _overlap(advert, span), default=None)
        if best is not None and _overlap(advert, best) >= 1 / 2:
            left.remove(best)
            edges += [abs(x - y) for x, y in zip(advert, best, strict=True)]
    advert_s = sum(b - a for a, b in e.adverts)
    typed = sum(shared(a, b) for a in e.adverts for b in spans)
    lost = sum(b - a for a, b in spans) - typed
    return Found(
        true=len(e.adverts), found=len(spans), right=len(spans) - len(left), advert_s=advert_s, typed_s=typed,
        lost_s=lost, talk_s=e.talk.duration - advert_s, edges=tuple(edges),
    )  # fmt: skip


def _overlap(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return intersection over union."""
    return shared(a, b) / (max(a[1], b[1]) - min(a[0], b[0]))
