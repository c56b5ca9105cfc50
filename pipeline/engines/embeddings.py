"""MiniLM sentence vectors from an int8 ONNX file: lean, offline, no torch."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pipeline.engines.word_piece_net import TOKENIZER_FILE, loaded
from pipeline.errors import MachineLacks
from pipeline.ports import Vectors
from pipeline.records import Identity, Record

DIM = 384  # width of all-MiniLM-L6-v2
MODEL_FILE = "model_int8.onnx"
KEPT_TEXTS = 50_000  # about ten long episodes, 77 MB
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"  # checked where it is fetched


class EmbeddingConfig(Record):
    """Sentence vectors."""

    threads: int = Field(
        default=1, ge=1, le=64, description="CPU threads; two were slower than one on a busy two-core machine"
    )
    batch_size: int = Field(
        default=32, ge=1, le=1024, description="Sentences per call; more gained nothing and costs memory"
    )
    max_tokens: int = Field(
        default=128, ge=8, le=512, description="Longest sentence in word pieces; the model was trained with 128"
    )


def identity() -> Identity:
    """Say which model this is, without loading it."""
    return Identity(
        name="onnxruntime", version=version("onnxruntime"), model="all-MiniLM-L6-v2 int8", digest=MODEL_SHA256
    )


class MiniLM:
    """Embeds by all-MiniLM-L6-v2: mean of the last layer over the real tokens, scaled to unit length.

    Several stages ask for the same sentences, so the vectors of the latest texts are kept.
    """

    def __init__(self, folder: Path, config: EmbeddingConfig | None = None) -> None:
        for name in (MODEL_FILE, TOKENIZER_FILE):
            if not (folder / name).is_file():
                raise MachineLacks(
                    f"expected the embedding file {name} in {folder}, found none: run `highlights doctor`"
                )
        self.config = config or EmbeddingConfig()
        self._kept: dict[str, NDArray[np.float32]] = {}
        self.identity = identity()
        self._session, self._tokenizer = loaded(
            folder / MODEL_FILE, folder, name="sentence model", threads=self.config.threads,
            then=f"delete {folder} and run `highlights doctor`",
        )  # fmt: skip
        self._tokenizer.enable_truncation(max_length=self.config.max_tokens)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, `(n, 384)`, equal to the vector of that text alone."""
        fresh = sorted(set(texts) - self._kept.keys())
        if len(self._kept) + len(fresh) > KEPT_TEXTS:
            self._kept.clear()
            fresh = sorted(set(texts))
        if fresh:
            self._kept.update(zip(fresh, self._embed_all(fresh), strict=True))
        return np.array([self._kept[text] for text in texts], np.float32).reshape(-1, DIM)

    def _embed_all(self, texts: list[str]) -> Vectors:
        """Embed texts of like length together, so that little is padded."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        order = sorted(range(len(tokens)), key=lambda k: len(tokens[k]))
        vectors = np.zeros((len(tokens), DIM), np.float32)
        for first in range(0, len(order), self.config.batch_size):
            batch = order[first : first + self.config.batch_size]
            vectors[batch] = self._embed_batch([tokens[k] for k in batch])
        return vectors

    def _embed_batch(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        width = max(len(row) for row in tokens)
        ids: NDArray[np.int64] = np.zeros((len(tokens), width), np.int64)
        mask: NDArray[np.int64] = np.zeros_like(ids)
        for k, row in enumerate(tokens):
            ids[k, : len(row)], mask[k, : len(row)] = row, 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, inputs)[0]
        weight = mask[:, :, None].astype(np.float32)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        unit: Vectors = (mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)).astype(np.float32)
        return unit
