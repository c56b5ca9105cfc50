"""Rows of word pieces as nets of BERT's kind take them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CLS, SEP, OPEN, CLOSE = 101, 102, 2, 3  # of BERT's vocabulary; [unused1] and [unused2] are brackets


def padded(rows: Sequence[tuple[list[int], list[int]]]) -> dict[str, NDArray[np.int64]]:
    """Return rows of word pieces as one batch, `(n, longest)` each."""
    width = max(len(ids) for ids, _ in rows)
    inputs = {
        name: np.zeros((len(rows), width), np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")
    }
    for k, (ids, types) in enumerate(rows):
        inputs["input_ids"][k, : len(ids)], inputs["token_type_ids"][k, : len(ids)] = ids, types
        inputs["attention_mask"][k, : len(ids)] = 1
    return inputs
