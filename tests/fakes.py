"""Engines that work without a model: small, deterministic, honest about what they are."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipeline.language.words import content_words
from pipeline.ports import Progress, SentenceParse, Vectors, Voiceprints
from pipeline.reading import Extract, ReadingOdds
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


class CapitalParser:
    """Takes capitalised words inside a sentence as names and runs of content words as noun phrases."""

    identity = Identity(name="capitals", version="1")

    def parse(self, texts: Sequence[str]) -> list[SentenceParse]:
        return [
            SentenceParse(
                noun_phrases=tuple(content_words(text)[:6]),
                names=tuple(re.findall(r"(?<!^)(?<![.!?] )\b[A-Z][A-Za-z]+", text)),
            )
            for text in texts
        ]


class FondNet:
    """Would print what holds one word, as a quote and as a title, and keeps what it was shown."""

    identity = Identity(name="fond", version="1")

    def __init__(self, word: str) -> None:
        self.word, self.shown = word, list[Extract]()

    def read(self, extracts: Sequence[Extract]) -> list[ReadingOdds]:
        self.shown += extracts
        odds = [9.0 if self.word in extract.text.lower() else -9.0 for extract in extracts]
        return [ReadingOdds(printable=x, alone=x, turned=-x, title=x, told=x) for x in odds]


class ScriptedVoices:
    """Hears the voices of a script, `[(start, end, voice)]`: a fixed direction per voice, and noise as ECAPA has it."""

    identity = Identity(name="scripted", version="1")
    window_s, hop_s, dim = 1.5, 0.25, 192

    def __init__(self, script: Sequence[tuple[float, float, int]], *, alike: float = 0.0, noise: float = 1.0) -> None:
        """`alike` is the cosine between any two voices, `noise` the length of what is added to a voice of length 1."""
        self.script, self.alike, self.noise = sorted(script), alike, noise

    def voiceprints(self, path: Path, *, progress: Progress = lambda *_: None) -> Voiceprints:
        chance = np.random.default_rng(7)
        count = max((voice for *_, voice in self.script), default=-1) + 1
        raw = np.linalg.qr(chance.standard_normal((self.dim, count + 1)))[0].T if count else np.zeros((1, self.dim))
        voices = np.sqrt(1 - self.alike) * raw[1:] + np.sqrt(self.alike) * raw[0]
        times, rows = [], []
        for start, end in self._stretches():
            for at in np.arange(start, max(end - self.window_s, start) + 1e-6, self.hop_s):
                times.append((at, min(at + self.window_s, end)))
                mixed = sum(
                    max(0.0, min(b, times[-1][1]) - max(a, at)) * voices[voice] for a, b, voice in self.script
                ) / (times[-1][1] - at)
                row = mixed + chance.standard_normal(self.dim) * self.noise / np.sqrt(self.dim)
                rows.append(row / np.linalg.norm(row))
        spans = np.array(times, np.float32).reshape(-1, 2)
        vectors = np.array(rows, np.float32).reshape(-1, self.dim)
        return Voiceprints(spans[:, 0], spans[:, 1], vectors, engine=self.identity)

    def _stretches(self) -> list[tuple[float, float]]:
        """Join what touches: speech knows nothing of speakers."""
        joined: list[tuple[float, float]] = []
        for a, b, _ in self.script:
            if joined and a - joined[-1][1] < 0.2:
                joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
            else:
                joined.append((a, b))
        return joined
