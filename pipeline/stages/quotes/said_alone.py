"""How likely a reader prints a passage alone, by what every language shows: length, words that recur, marks, places.

For languages whose words the fitted scores do not know. `said_alone.json` (`training/train_said_alone.py`) was fitted
to the grades of English passages through these columns alone, so it holds no word of English (decision 2021).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipeline.fitted import Shipped, flat
from pipeline.language.signs import is_asked
from pipeline.language.terms import reading_length, terms
from pipeline.records import Transcript

SAID_ALONE = Shipped("pipeline.stages.quotes", "said_alone.json")
AROUND_S = 240.0  # before and after a passage: what its neighbourhood is about
COLUMNS = (
    "length", "sentences", "terms", "share_of_terms", "rarity", "rarest", "central", "like_before", "like_after",
    "place_in_turn", "turn", "opens_turn", "closes_turn", "after_question", "commas", "exclaims", "figures", "marks",
    "repeats", "early", "longest_sentence",
)  # fmt: skip

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class SaidTalk:
    """A talk as passages are judged in it: its sentences' words of content, and their vectors."""

    transcript: Transcript
    texts: Sequence[str]
    lengths: Sequence[float]  # words as a reader counts them
    bags: Sequence[Counter[str]]
    vectors: Numbers  # (n sentences, terms), unit rows or zeros
    rarity: dict[str, float]  # of each word of content, 0 to 1


def said_talk(transcript: Transcript, texts: Sequence[str]) -> SaidTalk:
    """Return a talk ready for judging."""
    said = [[word.text for word in transcript.words[slice(*s.words)]] for s in transcript.sentences]
    bags = [Counter(terms(words, transcript.language)) for words in said]
    holding = Counter(word for bag in bags for word in bag)
    most = math.log(len(bags) + 1)
    rarity = {word: math.log((len(bags) + 1) / n) / most for word, n in holding.items()}
    known = {word: k for k, word in enumerate(sorted(word for word, n in holding.items() if n > 1))}
    rows = np.zeros((len(bags), max(1, len(known))))
    for row, bag in zip(rows, bags, strict=True):
        for word, count in bag.items():
            if word in known:
                row[known[word]] = (1 + math.log(count)) * rarity[word]
    norm = np.linalg.norm(rows, axis=1, keepdims=True)
    return SaidTalk(
        transcript, texts, [reading_length(words) for words in said], bags, rows / np.where(norm > 0, norm, 1), rarity
    )


def described(talk: SaidTalk, first: int, last: int) -> Numbers:
    """Return (len(COLUMNS),) of the sentences [first, last)."""
    sentences, text = talk.transcript.sentences, " ".join(talk.texts[first:last])
    bag: Counter[str] = sum((talk.bags[k] for k in range(first, last)), Counter())
    length = sum(talk.lengths[first:last])
    rare = [talk.rarity[word] for word in bag] or [0.0]
    turn = _turn(talk, first)
    before = turn[0] - 1
    own = talk.vectors[first:last].mean(0)
    return np.array(
        [
            math.log1p(length), last - first, len(bag), len(bag) / max(1.0, length), float(np.mean(rare)),
            max(rare), _central(talk, first, last, own), _like(talk, own, first - 1), _like(talk, own, last),
            math.log1p(first - turn[0]), math.log1p(len(turn)), float(first == turn[0]), float(last - 1 == turn[-1]),
            float(before >= 0 and is_asked(talk.texts[before], talk.transcript.language)),
            sum(text.count(c) for c in ",،、，;؛") / max(1.0, length), float("!" in text or "！" in text),
            float(any(c.isdigit() for c in text)), float(any(c in "\"“”«»「」…" for c in text)),
            sum(bag.values()) / max(1, len(bag)), sentences[first].start / max(sentences[-1].end, 1.0),
            math.log1p(max(talk.lengths[first:last])),
        ],
        np.float64,
    )  # fmt: skip


def _turn(talk: SaidTalk, k: int) -> range:
    """Return the sentences of the turn that holds one."""
    sentences, low, high = talk.transcript.sentences, k, k + 1
    while low > 0 and sentences[low - 1].turn == sentences[k].turn:
        low -= 1
    while high < len(sentences) and sentences[high].turn == sentences[k].turn:
        high += 1
    return range(low, high)


def _central(talk: SaidTalk, first: int, last: int, own: Numbers) -> float:
    """Return the cosine of a passage with the minutes around it, itself left out."""
    starts = np.array([s.start for s in talk.transcript.sentences[max(0, first - 80) : last + 80]])
    offset, at = max(0, first - 80), talk.transcript.sentences[first].start
    near = [offset + int(k) for k in np.flatnonzero(abs(starts - at) <= AROUND_S)]
    others = [k for k in near if not first <= k < last]
    return _cosine(own, talk.vectors[others].mean(0)) if others else 0.0


def _like(talk: SaidTalk, own: Numbers, other: int) -> float:
    return _cosine(own, talk.vectors[other]) if 0 <= other < len(talk.texts) else 0.0


def _cosine(a: Numbers, b: Numbers) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9))


@cache
def _weights() -> tuple[Numbers, float]:
    numbers = SAID_ALONE.of(COLUMNS)
    return flat(numbers.columns), numbers.bias


def odds(rows: Numbers) -> Numbers:
    """Return (n,) log-odds that a reader prints each passage, from (n, len(COLUMNS))."""
    weights, bias = _weights()
    found: Numbers = rows @ weights + bias
    return found
