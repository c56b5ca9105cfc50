"""Episodes with their adverts, marked by hand or by the lexicon, and the regression fitted on some of them."""

import csv
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.episodes import Sample, family, transcript_of
from evaluation.segmenter import fit
from evaluation.written_adverts import BREATH_S, HALVES, embedded, spliced
from pipeline.language.words import plain
from pipeline.ports import Embedder
from pipeline.records import Transcript
from pipeline.spans import shared
from pipeline.stages.segment import ad_classifier
from pipeline.stages.segment.ads import find_ads, marked
from pipeline.stages.segment.features import Floats, Talk
from pipeline.stages.segment.regression import Regression
from pipeline.stages.segment.section_kinds import parts

Seconds = tuple[float, float]
FAMILIES = {"lexw": 2, "axrp": 1, "lenny": 1}  # of a family's episodes every so manieth joins
UNCHECKED = (*FAMILIES, *HALVES)  # not checked by hand
LABELS = Path(__file__).parent / "adverts" / "labels.csv"  # by one person; no text
REV16 = ("3", "9", "17", "21", "26")
REV16_WORDS_PER_S = 2.9  # its transcripts have no times
STRENGTH = 0.01  # C of the regression
DIRECTIONS = 32  # principal ones of the vectors: 384 dimensions learn a few shows by heart
MEANING_SPREAD = 0.3  # of these columns, which the ridge holds back more than counts of words
CHECKED_WEIGHT = 3.0  # of an episode checked by hand, beside one marked by the lexicon
WRITTEN_WEIGHT = 0.5
MOST_ADVERT, MOST_TALK = 400.0, 3000.0  # rows that a show counts for at most
CHECKED_ROWS, TALK_ROWS = 1500, 400  # sentences of plain talk from an episode
SPLICES = 2  # episodes made of the written items of each half
NEAR_S = 5.0  # adverts with less than this between them are one


@dataclass(frozen=True)
class AdLesson:
    """An episode: what it is made of, which sentences teach, and which of those advertise."""

    show: str
    talk: Talk
    rows: Floats
    advert: NDArray[np.bool_]
    adverts: tuple[Seconds, ...] = ()  # hand-checked
    doubtful: tuple[Seconds, ...] = ()  # neither: promotion of the show itself, and adverts that nobody labelled

    @property
    def checked(self) -> bool:
        """Whether a person marked its adverts."""
        return self.show not in UNCHECKED


def tokens(folder: Path) -> list[dict[str, Any]]:
    """Return words as cues of their own; a token without a leading space goes on with the one before."""
    words: list[dict[str, Any]] = []
    for start, end, text in (w for cue in json.loads((folder / "words.json").read_text("utf8")) for w in cue):
        if words and text and not text.startswith(" "):
            words[-1] |= {"end": end, "text": words[-1]["text"] + text}
        else:
            words.append({"start": start, "end": max(end, start + 0.01), "text": text.strip(), "speaker": None})
    return words


def lessons(data: Path, embedder: Embedder) -> list[AdLesson]:
    """Read every episode that teaches or tests: checked by hand, marked by the lexicon, made of written items."""
    folders = [folder for folder in sorted((data / "ads").iterdir()) if folder.is_dir()]
    known = [checked(folder, embedder) for folder in folders]
    known += [from_rev16(data, number, embedder) for number in REV16]
    others = [
        marked_by_words(name, s, embedder) for name, every in FAMILIES.items() for s in family(data, name)[::every]
    ]
    around = [other.talk for other in others if other.show != "lenny"]
    return [*known, *others, *(e for half in range(len(HALVES)) for e in written(around, embedder, half))]


def checked(folder: Path, embedder: Embedder) -> AdLesson:
    """Read an episode whose adverts were marked by hand."""
    about = json.loads((folder / "meta.json").read_text("utf8"))
    transcript = transcript_of(tokens(folder))
    talk = talk_of(transcript, about["duration_s"], embedder)
    adverts = tuple((a["start"], a["end"]) for a in about["ads"])
    return _taught(about["show"], talk, adverts, _labelled(folder.name, "in doubt"))


def talk_of(transcript: Transcript, duration: float, embedder: Embedder) -> Talk:
    """Return a transcript's sentences as the stage sees them."""
    texts = tuple(plain(transcript.words, s.words) for s in transcript.sentences)
    start, end = (np.array([getattr(s, edge) for s in transcript.sentences]) for edge in ("start", "end"))
    return Talk(texts, start, end, embedder.embed(texts), duration, embedder.identity.digest)


def from_rev16(data: Path, number: str, embedder: Embedder) -> AdLesson:
    """Read a transcript without times, at an even pace; its adverts are in `labels.csv`, counted in sentences."""
    turns = json.loads((data / "rev16" / f"rev16-{number}.json").read_text("utf8"))["nonverbatim"]
    texts = tuple(s for turn in turns for s in re.split(r'(?<=[.!?])\s+(?=[A-Z"“])', turn["text"].strip()) if s)
    length = np.array([max(1, len(text.split())) / REV16_WORDS_PER_S + BREATH_S for text in texts])
    start = np.concatenate([[0.0], np.cumsum(length)[:-1]])
    end, made_by = start + length - BREATH_S, embedder.identity.digest
    talk = Talk(texts, start, end, embedder.embed(texts), float(length.sum()) + 1, made_by)
    edges = [*start.tolist(), talk.duration]
    found = {
        what: tuple((edges[int(a)], edges[int(b)]) for a, b in _labelled(f"rev16-{number}", what))
        for what in ("advert", "in doubt")
    }
    return _taught(f"rev16-{number}", talk, found["advert"], found["in doubt"])


def marked_by_words(name: str, sample: Sample, embedder: Embedder) -> AdLesson:
    """Read an episode of another family: its adverts are what the lexicon marks, its talk a sample."""
    talk = talk_of(sample.transcript, sample.episode.duration, embedder)
    texts, start = talk.texts, talk.start
    spans = marked(texts, [*start.tolist(), talk.duration])
    kinds = np.array(
        [p.kind for p in parts(texts, start.tolist(), talk.duration, spans) for _ in range(p.first, p.last)]
    )
    use = _drawn(kinds == "sponsor", kinds == "talk", TALK_ROWS)
    return AdLesson(name, talk, ad_classifier.ad_features(talk)[use], (kinds == "sponsor")[use])


def written(around: list[Talk], embedder: Embedder, half: int) -> list[AdLesson]:
    """Return episodes of the items of one half (0 or 1) that were written for this, set into the talks `around`."""
    found = embedded(embedder, half)
    made = []
    for seed in range(SPLICES):
        talk, adverts = spliced(found, around[seed::SPLICES], SPLICES * half + seed)
        made.append(_taught(HALVES[half], talk, adverts, ()))
    return made


def _taught(show: str, talk: Talk, adverts: tuple[Seconds, ...], doubtful: tuple[Seconds, ...]) -> AdLesson:
    advert, unsure = (_inside(talk, spans) for spans in (adverts, doubtful))
    use = _drawn(advert & ~unsure, ~advert & ~unsure, CHECKED_ROWS)
    return AdLesson(show, talk, ad_classifier.ad_features(talk)[use], advert[use], adverts, doubtful)


def _labelled(episode: str, what: str) -> tuple[Seconds, ...]:
    with LABELS.open(encoding="utf8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["episode"], row["what"]) == (episode, what)]
    return tuple((float(row["first"]), float(row["last"])) for row in rows)


def _inside(talk: Talk, spans: Sequence[Seconds]) -> NDArray[np.bool_]:
    middles = (talk.start + talk.end) / 2
    return np.array([any(a <= middle < b for a, b in spans) for middle in middles])


def _drawn(advert: NDArray[np.bool_], plainly: NDArray[np.bool_], most: int) -> NDArray[np.intp]:
    """Return all sentences of adverts and at most so many of the others."""
    others = np.flatnonzero(plainly)
    drawn = np.random.default_rng(0).choice(others, min(most, len(others)), replace=False)
    return np.sort(np.concatenate([np.flatnonzero(advert), drawn]))


def fitted(taught: Sequence[AdLesson]) -> Regression:
    """Fit on all lessons, each show counting alike, those checked by hand more than the others.

    The vectors are seen along their main directions only; the weights are then spread over all dimensions again.
    """
    rows, advert = np.vstack([e.rows for e in taught]), np.concatenate([e.advert for e in taught])
    dim = taught[0].talk.vectors.shape[1]
    main = _main_directions(np.vstack([e.talk.vectors for e in taught]))
    blocks = [rows[:, k * dim : (k + 1) * dim] @ main for k in range(len(ad_classifier.MEANINGS))]
    seen = np.hstack([*blocks, rows[:, len(ad_classifier.MEANINGS) * dim :]])
    few = len(blocks) * DIRECTIONS
    spread = np.where(np.arange(seen.shape[1]) < few, MEANING_SPREAD, 1.0)
    small = fit(seen, advert * 1.0, STRENGTH, _mass(taught), embedder=taught[0].talk.embedder, spread=spread)
    scaled = np.array(small.weights) / np.array(small.scale)
    wide = np.concatenate([main @ scaled[k * DIRECTIONS : (k + 1) * DIRECTIONS] for k in range(len(blocks))])
    bias = small.bias - float(scaled[:few] @ np.array(small.mean[:few]))
    return Regression(
        mean=(0.0,) * len(wide) + small.mean[few:], scale=(1.0,) * len(wide) + small.scale[few:],
        weights=tuple(np.round(wide, 5).tolist()) + small.weights[few:], bias=round(bias, 5), embedder=small.embedder,
    )  # fmt: skip


def _main_directions(vectors: NDArray[np.floating]) -> Floats:
    """Return `(dim, DIRECTIONS)`: the directions in which sentences differ most, each of spread one."""
    centred = vectors[::5].astype(np.float64) - vectors.mean(0)
    _, values, directions = np.linalg.svd(centred, full_matrices=False)
    main: Floats = directions[:DIRECTIONS].T / (values[:DIRECTIONS] / np.sqrt(len(centred)))
    return main


def _mass(taught: Sequence[AdLesson]) -> Floats:
    """Return the weight of each row."""
    counted: Counter[tuple[str, bool]] = Counter()
    for e in taught:
        counted[e.show, True] += int(e.advert.sum())
        counted[e.show, False] += int((~e.advert).sum())
    mass = []
    for e in taught:
        least = {True: MOST_ADVERT, False: MOST_TALK}
        share = {kind: min(1.0, most / max(counted[e.show, kind], 1)) for kind, most in least.items()}
        times = CHECKED_WEIGHT * WRITTEN_WEIGHT if e.show in HALVES else CHECKED_WEIGHT if e.checked else 1.0
        mass.append(times * np.where(e.advert, share[True], share[False]))
    return np.concatenate(mass)


@dataclass(frozen=True)
class AdsCompared:
    """How the adverts that were found in an episode compare with those that are there."""

    true: int
    found: int
    right: int  # of those found: share at least half of what either of the two covers with a true one
    advert_s: float
    typed_s: float
    lost_s: float  # of talk
    talk_s: float
    starts: tuple[float, ...]  # seconds by which a right one starts too late; negative: too early
    ends: tuple[float, ...]  # and ends too late


def compared(e: AdLesson, regression: Regression) -> AdsCompared:
    """Compare the sponsor sections of an episode with its adverts, span by span and second by second."""
    times = [*e.talk.start.tolist(), e.talk.duration]
    spans = [(times[a] if a else 0.0, times[b]) for a, b in sections_typed(e.talk, regression)]
    spans = [s for s in spans if sum(shared(s, d) for d in e.doubtful) < (s[1] - s[0]) / 2]
    true, left, edges = _one_each(e.adverts), list(spans), []
    for advert in true:
        best = max(left, key=lambda span: _overlap(advert, span), default=None)
        if best is not None and _overlap(advert, best) >= 1 / 2:
            left.remove(best)
            edges.append((best[0] - advert[0], best[1] - advert[1]))
    advert_s = sum(b - a for a, b in true)
    typed = sum(shared(a, b) for a in true for b in spans)
    doubtful = sum(shared(a, b) for a in e.doubtful for b in spans)
    lost = sum(b - a for a, b in spans) - typed - doubtful
    return AdsCompared(
        true=len(true), found=len(spans), right=len(spans) - len(left), advert_s=advert_s, typed_s=typed, lost_s=lost,
        talk_s=e.talk.duration - advert_s, starts=tuple(a for a, _ in edges), ends=tuple(b for _, b in edges),
    )  # fmt: skip


def sections_typed(talk: Talk, regression: Regression) -> list[tuple[int, int]]:
    """Return the sentence spans that become sponsor sections."""
    found = parts(talk.texts, talk.start.tolist(), talk.duration, find_ads(talk, regression).sure)
    return [(part.first, part.last) for part in found if part.kind == "sponsor"]


def _one_each(adverts: Sequence[Seconds]) -> list[Seconds]:
    """Return the adverts in order, those that follow one another at once as one."""
    joined: list[Seconds] = []
    for start, end in sorted(adverts):
        if joined and start - joined[-1][1] < NEAR_S:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _overlap(a: Seconds, b: Seconds) -> float:
    """Return what two spans share, of all that either covers."""
    both = shared(a, b)
    return both / max(b[1] - b[0] + a[1] - a[0] - both, 1e-9)
