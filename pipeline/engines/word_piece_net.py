"""A net over word pieces from an ONNX file, as our own cross-encoders are: read in batches of like length."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.engines.word_pieces import padded
from pipeline.errors import MachineLacks

TOKENIZER_FILE = "tokenizer.json"
BATCH = 8  # rows; more of them are padded more


def loaded(model: Path, tokenizer: Path, *, name: str, threads: int, then: str) -> tuple[Any, Any]:
    """Return onnxruntime's session of an ONNX file on the CPU, and the tokenizer of a folder, which pads nothing.

    `MachineLacks` where one of the files is damaged: `name` is what it calls the net, `then` what to do about it.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    try:
        pieces = Tokenizer.from_file(str(tokenizer / TOKENIZER_FILE))
        session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # both libraries raise bare Exception subclasses of their own
        raise MachineLacks(
            f"expected the {name} as onnxruntime can load it, found a damaged file {model} "
            f"({type(error).__name__}): {then}"
        ) from error
    pieces.no_padding()
    return session, pieces


class WordPieceNet:
    """A session of onnxruntime and the tokenizer of its word pieces."""

    def __init__(self, model: Path, tokenizer: Path, *, name: str, threads: int = 1) -> None:
        """`model` is the ONNX file, `tokenizer` the folder with MiniLM's tokenizer.json, `name` what messages call it.

        `MachineLacks` where a file is missing or damaged.
        """
        for path in (model, tokenizer / TOKENIZER_FILE):
            if not path.is_file():
                raise MachineLacks(f"expected the {name}'s file {path}, found none: install the program again")
        self._session, self.tokenizer = loaded(
            model, tokenizer, name=name, threads=threads, then="install the program again"
        )
        self.tokenizer.no_truncation()

    def odds(self, rows: Sequence[tuple[list[int], list[int]]]) -> list[NDArray[np.float32]]:
        """Return what the net gives for each row of word pieces and their types, in order."""
        order = sorted(range(len(rows)), key=lambda k: len(rows[k][0]))
        found: dict[int, NDArray[np.float32]] = {}
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            found |= zip(batch, self._session.run(None, padded([rows[k] for k in batch]))[0], strict=True)
        return [found[k] for k in range(len(rows))]
