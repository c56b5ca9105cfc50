"""Engines that work without a model: small, deterministic, honest about what they are."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from pipeline.checks.wording import content_words
from pipeline.ports import Reading, Vectors
from pipeline.records import Identity


class BagEmbedder:
    """Embeds a text as the sum of one fixed random vector per content word: shared words make texts alike."""

    identity = Identity(name="bag", version="1")

    def __init__(self, dim: int = 64) -> None:
        self.dim = dim

    def _word(self, word: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
        return np.random.default_rng(seed).standard_normal(self.dim).astype(np.float32)

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in content_words(text) or ["nothing"]:
                row += self._word(word.rstrip("s"))
            row /= np.linalg.norm(row) + 1e-9
        return rows


class CapitalReader:
    """Reads capitalised words inside a sentence as names and runs of content words as noun phrases."""

    identity = Identity(name="capitals", version="1")

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [
            Reading(
                noun_phrases=tuple(content_words(text)[:6]),
                names=tuple(re.findall(r"(?<!^)(?<![.!?] )\b[A-Z][A-Za-z]+", text)),
            )
            for text in texts
        ]
