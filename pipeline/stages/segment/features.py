"""Describe each sentence start: how the meaning changes there, and what the words announce.

Windows are in seconds, so the numbers mean the same for any transcript. The cues follow the dialogue-act literature
and Hearst's TextTiling (1997); window sizes were chosen on human-transcribed episodes.
"""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.language.words import content_words
from pipeline.ports import Vectors

Floats = NDArray[np.float64]

COSINE_WINDOWS_S = (30, 60, 120, 240)
LOCAL_S = 600  # a cosine is compared with the mean of the ten minutes around it
RECURRING = 3  # a new word announces a topic only if it is used at least this often
SHIFTED = ("cos60", "depth120", "question", "opener", "transition", "acknowledge")

QUESTION = re.compile(r"\?")
OPENER = re.compile(
    r"^(?:so|and|but|well|okay|ok|all right|alright|now|yeah|you know)?[, ]*(?:let me (?:ask|just ask|go|zoom|take|"
    r"return|talk)|let's (?:talk|go|jump|step|start|zoom|take|return|move)|can (?:you|we|i)|could (?:you|we)|what|how|"
    r"why|who|where|when|do you|did you|are you|is there|is it|have you|would you|tell me|speaking of|"
    r"you(?:'ve| have)|you (?:mentioned|said|wrote|talked|tweeted|also|were)|i (?:have to|gotta|got to|wanted to|"
    r"want to|'d love to|would love to) (?:ask|talk)|i'd (?:love|like) to|if you|looking|going back|to go back|"
    r"in terms of|maybe|by the way|on (?:the|that) (?:topic|subject|note)|there's|one of the|given|since|as you|i was|"
    r"i read|first)",
    re.I,
)
TRANSITION = re.compile(
    r"\b(?:let me ask|let's talk|speaking of|zoom (?:out|in)|go back|going back|step back|switch|big picture|broadly|"
    r"in general|another (?:topic|question|thing)|i have to ask|gotta ask|you mentioned|last question|advice|"
    r"meaning of|before we|take (?:me|us) (?:back|to|through)|tell me about|talk about|ask you about|ask about|"
    r"tell the story|what do you think about|how did you|what is|who is|what's|what are|brings us to|moving on|"
    r"(?:shift|switch|change) (?:gears|topics?|subjects?)|turn to|get back to|"
    r"(?:next|last|final|different|first|second|third) (?:topic|question|subject))\b",
    re.I,
)
ACKNOWLEDGE = re.compile(
    r"^(?:yeah|yes|right|exactly|wow|that's|interesting|beautiful|fascinating|i see|absolutely|sure|okay|mm|hmm|it's|"
    r"well|no)\b",
    re.I,
)
WH_START = re.compile(
    r"^(?:so |and |but |well |okay |now )?,? ?(?:what|how|why|who|where|when|do|did|does|are|is|have|has|would|could|"
    r"can|should|will|was|were)\b",
    re.I,
)
YOU = re.compile(r"\b(?:you|your|you've|you're)\b", re.I)
FIRST_PERSON = re.compile(r"\b(?:i|my|me|i'm|i've)\b", re.I)
INTRODUCED = re.compile(
    r"here(?:'s|’s| is) my conversation|dear friends|and now,? here|please welcome|welcome to|"
    r"this is the .{3,40} podcast",
    re.I,
)


@dataclass(frozen=True)
class Talk:
    """An episode as the segmenter sees it: sentences with their times and unit vectors."""

    texts: tuple[str, ...]
    start: Floats  # (n,) seconds, never falling
    end: Floats  # (n,) seconds
    vectors: Vectors  # (n, dim)
    duration: float  # seconds
    embedder: str | None  # SHA-256 of the sentence model that made the vectors; None: one without weights

    @property
    def n(self) -> int:
        """Number of sentences."""
        return len(self.texts)


def running_sum(rows: NDArray[np.floating], weight: Floats | None = None) -> Floats:
    """Return `(n + 1, dim)` sums of the first k rows: a window's sum is a difference of two."""
    weighted = np.asarray(rows, np.float64) if weight is None else rows * weight[:, None]
    return np.vstack([np.zeros(rows.shape[1]), np.cumsum(weighted, 0)])


def word_weight(talk: Talk) -> Floats:
    """Return `(n,)` words per sentence, at least one."""
    return np.array([max(1, len(text.split())) for text in talk.texts], np.float64)


def window_cosine(talk: Talk, seconds: float) -> Floats:
    """Return `(n,)` cosines between the mean vectors of the `seconds` before and after each sentence start."""
    total, n = running_sum(talk.vectors, word_weight(talk)), talk.n
    at = np.arange(n)
    left = np.minimum(np.searchsorted(talk.start, talk.start - seconds), np.maximum(at - 1, 0))
    right = np.maximum(np.searchsorted(talk.start, talk.start + seconds), at + 1)
    before, after = total[at] - total[left], total[right] - total[at]
    norms = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    cosine: Floats = np.einsum("ij,ij->i", before, after) / (norms + 1e-9)
    cosine[0] = cosine[1] if n > 1 else 1.0
    return cosine


def smooth(x: Floats, width: int) -> Floats:
    """Return `(n,)` running means of `(n,)` values over `width` neighbours, edges repeated."""
    padded = np.pad(x, (width // 2, width - 1 - width // 2), mode="edge")
    mean: Floats = np.convolve(padded, np.ones(width) / width, "valid")
    return mean


def depth(x: Floats) -> Floats:
    """Return how far the curve climbs on both sides of each point (Hearst 1997).

    >>> depth(np.array([3.0, 1.0, 2.0])).tolist()
    [0.0, 3.0, 0.0]
    """
    out = np.zeros(len(x))
    for series, place in ((x, slice(None)), (x[::-1], slice(None, None, -1))):
        climbed = np.zeros(len(x))
        for i in range(1, len(series)):  # the top reached by walking back as long as the curve does not fall
            top = climbed[i - 1] + series[i - 1] if series[i - 1] >= series[i] else series[i]
            climbed[i] = top - series[i]
        out += climbed[place]
    return out


def shifted(x: Floats, by: int) -> Floats:
    """Return `(n,)` values `by` sentences later (negative: earlier); beyond an edge, the edge's own."""
    at = np.clip(np.arange(len(x)) + by, 0, len(x) - 1)
    moved: Floats = x[at]
    return moved


class Windows:
    """Sums over the sentences that start within a time window of each sentence start."""

    def __init__(self, start: Floats) -> None:
        self.start = start

    def __call__(self, values: Floats, from_s: float, to_s: float) -> Floats:
        """Return `(n,)` sums of `(n,)` values over the sentences that start from `from_s` to `to_s` after each."""
        total = np.concatenate([[0.0], np.cumsum(values)])
        ends = np.searchsorted(self.start, self.start + to_s)
        summed: Floats = total[ends] - total[np.searchsorted(self.start, self.start + from_s)]
        return summed


def meaning(talk: Talk) -> dict[str, Floats]:
    """Return how the meaning changes at each sentence start, `(n,)` by name."""
    columns: dict[str, Floats] = {}
    near = max(5, int(talk.n * LOCAL_S / max(talk.duration, 1.0)))
    near = min(near, max(5, talk.n))
    for seconds in COSINE_WINDOWS_S:
        x = window_cosine(talk, seconds)
        mean = smooth(x, near)
        spread = np.sqrt(np.maximum(1e-4, smooth(x * x, near) - mean * mean))
        columns[f"cos{seconds}"], columns[f"depth{seconds}"] = x, depth(smooth(x, 5))
        columns[f"z{seconds}"] = (x - mean) / spread
    return columns


def _new_words(texts: tuple[str, ...]) -> Floats:
    """Count, per sentence, the first uses of words that will come back."""
    bags = [set(content_words(text)) for text in texts]
    frequency = Counter(word for bag in bags for word in bag)
    seen: set[str] = set()
    new = np.zeros(len(texts))
    for i, bag in enumerate(bags):
        new[i] = sum(frequency[word] >= RECURRING for word in bag - seen)
        seen |= bag
    return new


def _signals(texts: tuple[str, ...]) -> dict[str, Floats]:
    patterns = {
        "question": QUESTION,
        "opener": OPENER,
        "transition": TRANSITION,
        "wh": WH_START,
        "acknowledge": ACKNOWLEDGE,
    }
    signals = {name: np.array([float(bool(p.search(text))) for text in texts]) for name, p in patterns.items()}
    signals["you"] = np.array([float(len(YOU.findall(text))) for text in texts])
    signals["i"] = np.array([float(len(FIRST_PERSON.findall(text))) for text in texts])
    return signals


def features(talk: Talk) -> tuple[Floats, tuple[str, ...]]:
    """Return ((n, 83), names): what speaks for a section starting at each sentence."""
    texts = tuple(text.replace("’", "'") for text in talk.texts)
    columns, within = meaning(talk), Windows(talk.start)
    new, ones = _new_words(texts), np.ones(talk.n)
    columns["new_words_next"], columns["new_words_previous"] = within(new, 0, 40), within(new, -40, 0)
    signals = _signals(texts)
    for name, values in signals.items():
        columns[name] = values
        for label, from_s, to_s in (("n30", 0, 30), ("p30", -30, 0), ("n12", 0, 12), ("p12", -12, 0)):
            columns[f"{name}_{label}"] = within(values, from_s, to_s)
    words = word_weight(talk)
    columns["length"], columns["length_before"] = np.log1p(words), shifted(np.log1p(words), -1)
    for name in ("acknowledge", "question"):
        columns[f"{name}_before"] = shifted(signals[name], -1)
    columns["you_rate"] = columns["you_n30"] / (within(words, 0, 30) + 5)
    columns["sentences_n30"], columns["sentences_p30"] = within(ones, 0, 30), within(ones, -30, 0)
    introduced = np.array([float(bool(INTRODUCED.search(text))) for text in texts])
    columns["introduced"] = introduced
    for back in (1, 2):
        columns[f"introduced_{back}_before"] = shifted(introduced, -back)
    for name in SHIFTED:
        for by in (-2, -1, 1, 2):
            columns[f"{name}@{by:+d}"] = shifted(columns[name], by)
    return np.column_stack(list(columns.values())), tuple(columns)


def probe_input(vectors: Vectors) -> Floats:
    """Return `(n, 2 * dim)`: each sentence's vector beside the one before it."""
    before = np.vstack([np.zeros((1, vectors.shape[1])), vectors[:-1]])
    return np.hstack([vectors.astype(np.float64), before])
