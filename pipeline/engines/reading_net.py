"""Our own reading net from an int8 ONNX file: would an editor print these words, read with what stands beside them.

A cross-encoder of MiniLM's size with one head per question (`ReadingOdds`), trained by `training/train_reading.py` on
readers' grades. It is slow beside sentence vectors, so it reads only what they already rank high.
"""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.engines.word_piece_net import WordPieceNet
from pipeline.engines.word_pieces import CLOSE, CLS, OPEN, SEP
from pipeline.reading import Extract, ReadingOdds
from pipeline.records import Identity

MODEL_FILE = "reading_int8.onnx"
MOST_TEXT, MOST_TITLE, MOST_BESIDE, MOST_SECTION = 96, 20, 30, 100  # word pieces; "beside": before and after, each
# Of the shipped file; `training/export_reading.py` prints it.
MODEL_SHA256 = "f7b894df12c5a0c156a7a7303d8311c188f327bf986deadc6f8108a240badbc2"


def laid_out(tokenizer: Any, extract: Extract) -> tuple[list[int], list[int]]:
    """Return the word pieces of an extract as the net reads them, and the type of each: 0 for what is judged.

    `text [SEP] episode [ what is said before ] what is said after [SEP]`; of a title, how its section begins stands in
    the brackets.
    """
    texts = [extract.text, extract.episode, extract.opening or extract.before, extract.after]
    text, episode, beside, after = (e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False))
    beside = beside[:MOST_SECTION] if extract.opening else beside[-MOST_BESIDE:]
    judged = [CLS, *text[:MOST_TEXT], SEP]
    around = [*episode[:MOST_TITLE], OPEN, *beside, CLOSE, *after[:MOST_BESIDE], SEP]
    return judged + around, [0] * len(judged) + [1] * len(around)


def shipped() -> Path | None:
    """Return where the net lies in this installation; None where it carries none."""
    path = Path(__file__).with_name(MODEL_FILE)
    return path if path.is_file() else None


def identity() -> Identity:
    """Say which net this is, without loading it."""
    return Identity(
        name="onnxruntime", version=version("onnxruntime"), model="reading MiniLM-L6 int8", digest=MODEL_SHA256
    )


class NoReadingNet:
    """Stands where an installation carries no net: it reads nothing, and the linear scores decide alone."""

    identity = Identity(name="no reading net", version="1")

    def read(self, extracts: Sequence[Extract]) -> None:
        """Return that nothing was read."""


class ReadingNet:
    """Reads words with what stands beside them and gives the log odds of each question about them."""

    def __init__(self, model: Path, tokenizer: Path, *, threads: int = 1) -> None:
        """`model` is the ONNX file, `tokenizer` the folder with MiniLM's tokenizer.json."""
        self.identity = identity()
        self._net = WordPieceNet(model, tokenizer, name="reading net", threads=threads)

    def read(self, extracts: Sequence[Extract]) -> list[ReadingOdds]:
        """Return the odds of each extract, in order; like lengths are read together."""
        rows = [laid_out(self._net.tokenizer, extract) for extract in extracts]
        return [ReadingOdds(*map(float, odds)) for odds in self._net.odds(rows)]
