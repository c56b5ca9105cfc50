"""Rank stretches of 20 to 60 s for listening: an exchange or a told moment that an editor would play.

What editors play before an episode rarely reads well alone, so clips do not grow out of quotes: they are candidates of
their own. A stretch is worth what its best sentences are worth to an editor, refused as quotes or not, beside its
length and weights that `training/train_clips.py` fitted to what editors played (`moments.json`). Of the rules for
quotes only those of truth hold here: no advert, no quarantined or banned words, no cut that turns the meaning.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.checks.context import Standing, cut_fault
from pipeline.fitted import Shipped, flat
from pipeline.records import Listenable, Outline
from pipeline.spans import contains, overlaps
from pipeline.stages.quotes.passages import QuoteScene
from pipeline.stages.quotes.pins_and_bans import is_banned
from pipeline.stages.quotes.ranker import COLUMNS as SENTENCE
from pipeline.stages.quotes.ranker import Numbers, SentenceTable
from pipeline.stages.quotes.ranker import described as sentences_described

MOMENTS = Shipped("pipeline.stages.quotes", "moments.json")
MOST_STRETCHES = 30  # offered for clips
LEAST_S, MOST_S = 20.0, 60.0
LENGTHS_S = (30.0, 45.0, MOST_S)  # from each start, the longest stretch within each of them
BEST = 3  # sentences of a stretch that speak for it
LENGTH_WEIGHT, FITTED_WEIGHT = 1.0, 0.3  # beside the best sentences; tried in decision 1133
AROUND = 20  # sentences on each side that are a stretch's surroundings
_ASKS = re.compile(r"\?[\"”’]?$")
_JOINS = re.compile(
    r"^(?:and|but|because|or|then|also|plus|yeah|yes|no|right|okay|so|which|that|it|this|they|he|she)\b", re.I
)
EDGES = (
    "opens_with_host", "opens_asking", "after_question", "opens_turn", "ends_turn", "next_joins", "opens_joining",
    "turns", "exchange", "host", "seconds", "pace", "ends_asking", "guest_sentences", "very_early", "on_subject_here",
)  # fmt: skip
COLUMNS = (*(f"mean_{name}" for name in SENTENCE), *(f"most_{name}" for name in SENTENCE), *EDGES)
MEANING = "meaning"  # a column that is a vector


@dataclass(frozen=True)
class ClipSource:
    """An episode's sentences as stretches of them are judged."""

    spoken: SentenceTable
    ends: Numbers  # (n,), seconds
    host: Numbers  # (n,) how likely the host says each sentence
    parts: NDArray[np.int_]  # (n,), no stretch has sentences of two; -1 where one may not be heard in a clip


@dataclass(frozen=True)
class Stretches:
    """Runs of sentences [first, last), `(m,)` each, with their columns and their guests' mean vector."""

    first: NDArray[np.int_]
    last: NDArray[np.int_]
    columns: Numbers  # (m, len(COLUMNS)), standardised over the episode
    meaning: Numbers  # (m, dim), from the episode's middle


@dataclass(frozen=True)
class MomentWeights:
    """One number per column, and one per dimension of the meaning."""

    columns: Numbers
    meaning: Numbers
    embedder: str | None


@cache
def shipped() -> MomentWeights:
    """Return the weights of `moments.json`."""
    numbers = MOMENTS.of((*COLUMNS, MEANING))
    return MomentWeights(
        flat({name: numbers.columns[name] for name in COLUMNS}), np.array(numbers.columns[MEANING]), numbers.embedder
    )


def listenable(scene: QuoteScene, outline: Outline, spoken: SentenceTable, said: Numbers) -> tuple[Listenable, ...]:
    """Return the stretches that are best to hear, the best first; of the rules for quotes those of truth hold.

    `said` (n,) is what each sentence is worth to an editor.
    """
    transcript = scene.transcript
    ends = np.array([s.end for s in transcript.sentences], np.float64)
    heard = ClipSource(spoken, ends, scene.host, _parts(scene, outline))
    found = stretches(heard, scene.context)
    points = worth(found, said, spoken)
    offered = []
    for k in best(found, points, MOST_STRETCHES):
        first, last = int(found.first[k]), int(found.last[k])
        words = (transcript.sentences[first].words[0], transcript.sentences[last - 1].words[1])
        section = next(s for s in outline.sections if contains(s.words, words))
        start, end = transcript.words[words[0]].start, transcript.words[words[1] - 1].end
        offered.append(
            Listenable(start=start, end=end, words=words, section=section.id, score=round(float(points[k]), 4))
        )
    return tuple(offered)


def _parts(scene: QuoteScene, outline: Outline) -> NDArray[np.int_]:
    """Return (n,) a number per run of sentences of talk with nothing missing between; -1 where none may be played."""
    transcript = scene.transcript
    parts = np.full(len(transcript.sentences), -1)
    talk = {s.id: n for n, s in enumerate(outline.sections) if s.kind == "talk"}
    barred = (*scene.unsafe, *scene.doubtful)
    for k, sentence in enumerate(transcript.sentences):
        section = next((s for s in outline.sections if contains(s.words, sentence.words)), None)
        banned = is_banned(sentence.start, sentence.end, scene.wishes)
        if section and section.id in talk and not banned and not any(overlaps(sentence.words, b) for b in barred):
            holes = sum(hole <= sentence.words[0] for hole in transcript.holes)
            parts[k] = talk[section.id] * (len(transcript.holes) + 1) + holes
    return parts


def worth(found: Stretches, said: Numbers, spoken: SentenceTable, weights: MomentWeights | None = None) -> Numbers:
    """Return (m,) the worth of each stretch in standard deviations of the episode.

    It is what the best of its guests' sentences are worth (`said`, (n,)), how long it lasts, and what was fitted.
    """
    if not len(found.first):
        return np.zeros(0)
    weights = weights or shipped()
    fitted: Numbers = found.columns @ weights.columns
    if spoken.embedder == weights.embedder:
        fitted = fitted + found.meaning @ weights.meaning
    seconds = found.columns[:, COLUMNS.index("seconds")]
    top = _best_of(found, np.where(spoken.fits, said, -np.inf))
    return _standard(_standard(top) + LENGTH_WEIGHT * _standard(seconds) + FITTED_WEIGHT * _standard(fitted))


def _best_of(found: Stretches, said: Numbers) -> Numbers:
    """Return (m,) the mean of the best BEST sentences of each stretch; fewer where fewer are compared."""
    inside = [np.sort(said[a:b])[::-1][:BEST] for a, b in zip(found.first, found.last, strict=True)]
    return np.array([values[np.isfinite(values)].mean() for values in inside])


def _standard(values: Numbers) -> Numbers:
    standard: Numbers = (values - values.mean()) / (values.std() + 1e-9)
    return standard


def best(found: Stretches, points: Numbers, most: int) -> list[int]:
    """Return up to `most` stretches that share no sentence, the best first."""
    taken: list[int] = []
    for k in np.argsort(-points, kind="stable").tolist():
        if all(found.last[k] <= found.first[other] or found.first[k] >= found.last[other] for other in taken):
            taken.append(k)
        if len(taken) == most:
            break
    return taken


def stretches(heard: ClipSource, standing: Sequence[Standing] | None = None) -> Stretches:
    """Return the stretches that may be offered: from each sentence on, the longest within each of LENGTHS_S.

    With `standing`, none begins or ends between sentences that belong together.
    """
    starts, ends = heard.spoken.starts, heard.ends
    barred = np.concatenate(([0], np.cumsum(heard.parts < 0)))
    guests = np.concatenate(([0], np.cumsum(heard.spoken.fits)))
    runs: set[tuple[int, int]] = set()
    for first in range(len(starts)):
        for length in LENGTHS_S:
            last = int(np.searchsorted(ends, starts[first] + length, "right"))
            while last > first and ends[last - 1] - starts[first] >= LEAST_S:
                whole = barred[last] == barred[first] and heard.parts[first] == heard.parts[last - 1]
                speaks = guests[last] > guests[first]
                if whole and speaks and (standing is None or cut_fault(standing, first, last) is None):
                    runs.add((first, last))
                    break
                last -= 1
    order = np.array(sorted(runs), int).reshape(-1, 2)
    return _described(heard, order[:, 0], order[:, 1])


def _described(heard: ClipSource, first: NDArray[np.int_], last: NDArray[np.int_]) -> Stretches:
    """Return the stretches with their columns."""
    spoken = heard.spoken
    vectors = np.asarray(spoken.vectors, np.float64)
    if not len(first):
        return Stretches(first, last, np.zeros((0, len(COLUMNS))), np.zeros((0, vectors.shape[1])))
    rows, fits = sentences_described(spoken), spoken.fits.astype(np.float64)
    means = _sums(rows * fits[:, None], first, last) / np.maximum(_sums(fits[:, None], first, last), 1)
    most = np.array([rows[a:b][spoken.fits[a:b]].max(0) for a, b in zip(first, last, strict=True)])
    meaning = _sums(vectors * fits[:, None], first, last) / np.maximum(_sums(fits[:, None], first, last), 1)
    columns = np.column_stack((means, most, _edges(heard, first, last, meaning)))
    return Stretches(
        first, last, (columns - columns.mean(0)) / (columns.std(0) + 1e-9), meaning - vectors[spoken.compared].mean(0)
    )


def _edges(heard: ClipSource, first: NDArray[np.int_], last: NDArray[np.int_], meaning: Numbers) -> Numbers:
    """Return (m, len(EDGES)): how the stretches open and end, who speaks, how long and how fast."""
    spoken, n = heard.spoken, len(heard.ends)
    asks = np.array([bool(_ASKS.search(text)) for text in spoken.texts] + [False], float)
    joins = np.array([bool(_JOINS.match(text)) for text in spoken.texts] + [False], float)
    words = np.array([len(text.split()) for text in spoken.texts], np.float64)
    turned = np.concatenate(([1.0], (spoken.turns[1:] != spoken.turns[:-1]).astype(float), [1.0]))
    inner = np.concatenate(([0.0], np.cumsum(turned[:-1])))
    turns = inner[last] - inner[np.minimum(first + 1, n)] + 1
    said = _sums(words[:, None], first, last)[:, 0]
    seconds = heard.ends[last - 1] - spoken.starts[first]
    late = spoken.starts[first] / max(float(spoken.starts.max()), 1e-9)
    vectors = np.asarray(spoken.vectors, np.float64)
    low, high = np.maximum(first - AROUND, 0), np.minimum(last + AROUND, n)
    around = _sums(vectors, low, high)
    like = (meaning * around).sum(1) / (np.linalg.norm(meaning, axis=1) * np.linalg.norm(around, axis=1) + 1e-9)
    return np.column_stack((
        heard.host[first], asks[first], np.where(first > 0, asks[first - 1], 0.0), turned[first], turned[last],
        joins[last], joins[first], np.log(turns), turns >= 2,
        _sums((words * heard.host)[:, None], first, last)[:, 0] / np.maximum(said, 1), np.log(seconds), said / seconds,
        asks[last - 1], np.log1p(_sums(spoken.fits.astype(float)[:, None], first, last)[:, 0]), (1 - late) ** 4, like,
    ))  # fmt: skip


def _sums(rows: Numbers, first: NDArray[np.int_], last: NDArray[np.int_]) -> Numbers:
    """Return (m, k) the sums of the rows first..last."""
    sums = np.vstack((np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)))
    found: Numbers = sums[last] - sums[first]
    return found
