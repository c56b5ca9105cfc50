"""Episodes with their adverts, marked by hand or by the lexicon, and the regression fitted on some of them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.episodes import Sample, transcript_of
from evaluation.segmenter import fit
from pipeline.language.words import plain
from pipeline.ports import Embedder
from pipeline.stages.segment import ad_classifier
from pipeline.stages.segment.ads import marked
from pipeline.stages.segment.features import Floats, Talk
from pipeline.stages.segment.regression import Regression
from pipeline.stages.segment.section_kinds import parts

FAMILIES = ("lexw", "axrp", "lenny")
STRENGTH = 0.001  # C of the regression; .0003 to .01 typed within 5 % of each other
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


def fitted(lessons: list[AdLesson]) -> Regression:
    """Fit on all lessons, those checked by hand counting more."""
    repeated = [e for e in lessons for _ in range(CHECKED_WEIGHT if e.show not in FAMILIES else 1)]
    rows, advert = np.vstack([e.rows for e in repeated]), np.concatenate([e.advert for e in repeated])
    return fit(rows, advert * 1.0, STRENGTH, embedder=lessons[0].talk.embedder)
