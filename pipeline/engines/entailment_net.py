"""Our own entailment net from an int8 ONNX file: whether words bear a claim out, read with what stands beside them.

No file ships: the net that was trained helps on some sets and does harm on an editor's own sentences (decision 1203).
"""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.engines.word_piece_net import WordPieceNet
from pipeline.engines.word_pieces import CLOSE, CLS, OPEN, SEP
from pipeline.ports import Premise, Speech
from pipeline.records import Identity

MODEL_FILE = "entailment_int8.onnx"
MOST_CLAIM, MOST_EVIDENCE, MOST_BESIDE = 72, 288, 48  # word pieces; "beside": before and after, each
MODEL_SHA256 = ""  # of the shipped file; `training/export_entailment.py` prints it


def told(speech: Speech) -> str:
    """Return speech as one text, each turn behind its speaker's surname.

    >>> told(((None, "Yes."), ("Ana Ito", "It works."), ("Ana Ito", "It does.")))
    'Yes. Ito: It works. It does.'
    """
    parts: list[str] = []
    last: str | None = None
    for speaker, text in speech:
        known = speaker.split() if speaker else []
        if known and speaker != last:
            parts.append(f"{known[-1]}:")
        parts.append(text)
        last = speaker
    return " ".join(parts)


def laid_out(tokenizer: Any, claim: str, premise: Premise) -> tuple[list[int], list[int]]:
    """Return the word pieces of a claim and its premise as the net reads them, and the type of each: 1 for evidence.

    The evidence stands in brackets inside what was said beside it: `claim [SEP] before [ evidence ] after [SEP]`.
    """
    texts = [claim, *(told(part) for part in (premise.before, premise.evidence, premise.after))]
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)]
    head = [CLS, *ids[0][:MOST_CLAIM], SEP, *ids[1][-MOST_BESIDE:]]
    middle = [OPEN, *ids[2][:MOST_EVIDENCE], CLOSE]
    tail = [*ids[3][:MOST_BESIDE], SEP]
    return head + middle + tail, [0] * len(head) + [1] * len(middle) + [0] * len(tail)


def shipped() -> Path | None:
    """Return where the net lies in this installation; None where it carries none."""
    path = Path(__file__).with_name(MODEL_FILE)
    return path if path.is_file() else None


def identity() -> Identity:
    """Say which net this is, without loading it."""
    return Identity(
        name="onnxruntime", version=version("onnxruntime"), model="entailment MiniLM-L6 int8", digest=MODEL_SHA256
    )


class EntailmentNet:
    """Reads a claim with its premise and gives the log odds that the premise bears it out."""

    def __init__(self, model: Path, tokenizer: Path, *, threads: int = 1) -> None:
        """`model` is the ONNX file, `tokenizer` the folder with MiniLM's tokenizer.json."""
        self.identity = identity()
        self._net = WordPieceNet(model, tokenizer, name="entailment net", threads=threads)

    def supported(self, pairs: Sequence[tuple[str, Premise]]) -> list[float]:
        """Return the log odds that each claim is borne out, in order; like lengths are read together."""
        rows = [laid_out(self._net.tokenizer, claim, premise) for claim, premise in pairs]
        return [float(odds) for odds in self._net.odds(rows)]
