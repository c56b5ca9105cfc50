"""Find the sentences of a talk that a claim may rest on: by its words (BM25) and by its meaning (sentence vectors)."""

import math
from collections import Counter, defaultdict

import numpy as np
from numpy.typing import NDArray

from pipeline.language.stems import stem
from pipeline.language.words import content_words, plain
from pipeline.ports import Embedder
from pipeline.records import Transcript

K1, B = 1.2, 0.5  # BM25 (Robertson and Zaragoza 2009); sentences of speech differ in length, documents less so
BESIDE = 0.4  # what the words of a neighbour count: a claim often fuses sentences that follow each other
MEANING = 0.6  # weight of the cosine beside the share of the best score by words


class Retriever:
    """Ranks the sentences of one transcript."""

    def __init__(self, transcript: Transcript, embedder: Embedder) -> None:
        self._embedder = embedder
        self._said = [plain(transcript.words, s.words) for s in transcript.sentences]
        bags = [Counter(_terms(text)) for text in self._said]
        self._length = np.array([sum(bag.values()) for bag in bags], np.float64)
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for k, bag in enumerate(bags):
            for term, times in bag.items():
                self._postings[term].append((k, times))
        self._vectors = embedder.embed(self._said)

    def ranked(self, claim: str) -> NDArray[np.float64]:
        """Return `(n,)` how near each sentence is to a claim: about 1.6 for the best there can be."""
        words = self._by_words(claim)
        around = words.copy()
        around[:-1] += BESIDE * words[1:]
        around[1:] += BESIDE * words[:-1]
        top = around.max() if len(around) else 0.0
        cosine: NDArray[np.float64] = (self._vectors @ self._embedder.embed([claim])[0]).astype(np.float64)
        near: NDArray[np.float64] = MEANING * cosine + (around / top if top else around)
        return near

    def _by_words(self, claim: str) -> NDArray[np.float64]:
        scores = np.zeros(len(self._said))
        mean = self._length.mean() if len(self._length) else 1.0
        for term in dict.fromkeys(_terms(claim)):
            found = self._postings.get(term, [])
            rare = math.log(1 + (len(self._said) - len(found) + 0.5) / (len(found) + 0.5))
            for k, times in found:
                scores[k] += rare * times * (K1 + 1) / (times + K1 * (1 - B + B * self._length[k] / max(mean, 1.0)))
        return scores


def stretches(ranks: NDArray[np.float64], most: int) -> list[tuple[int, int]]:
    """Return the stretches of sentences to read, most promising first: each of the best with what stands beside it.

    >>> stretches(np.array([0.1, 0.9, 0.8, 0.0, 0.7]), 2)
    [(1, 3), (0, 3)]
    """
    found: list[tuple[int, int]] = []
    for seed in np.argsort(-ranks, kind="stable")[:most].tolist():
        left, right = max(0, seed - 1), min(len(ranks), seed + 2)
        pair = (left, seed + 1) if seed and (right == seed + 1 or ranks[left] > ranks[right - 1]) else (seed, right)
        found += [pair, (left, right)]
    return list(dict.fromkeys(found))[: 2 * most]


def _terms(text: str) -> list[str]:
    numbers = [token.strip(".,%$") for token in text.split() if any(c.isdigit() for c in token)]
    return [stem(word) for word in content_words(text)] + numbers
