import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.ports import SentenceParse
from pipeline.stages.quotes.features import features
from pipeline.stages.quotes.readability import COLUMNS, columns, readable, shipped
from pipeline.stages.quotes.surroundings import NAMES

FLUENT = "Every garden that survives the first winter was planted by somebody who expected to lose it."
WHOLE = SentenceParse(("garden", "winter"), ())


def row_of(text: str, reading: SentenceParse = WHOLE) -> NDArray[np.float64]:
    return columns(text, [text], [reading], found=features(text), around=np.zeros(len(NAMES)))


def odds(text: str, reading: SentenceParse = WHOLE) -> float:
    row = row_of(text, reading)
    assert row.shape == (len(COLUMNS),)
    return float(readable(row[None], np.zeros((1, 3), np.float32), None)[0])


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Every garden, every garden that, you know, survives, it survives the, I mean, the winter.", WHOLE),
        (FLUENT, SentenceParse(("garden", "winter"), (), whole=False)),
        (FLUENT, SentenceParse(("garden", "winter"), (), points_back=True)),
        ("(03:14): " + FLUENT, WHOLE),
    ],
)
def test_what_stumbles_or_leans_reads_worse(text: str, reading: SentenceParse) -> None:
    assert odds(text, reading) < odds(FLUENT) - 0.05


def test_meaning_counts_only_with_the_vectors_it_was_fitted_to() -> None:
    row = row_of(FLUENT)[None]
    own = shipped().own
    towards = (own / np.linalg.norm(own)).astype(np.float32)[None]
    fitted = shipped().embedder
    assert readable(row, towards, fitted)[0] > readable(row, -towards, fitted)[0]
    assert readable(row, towards, None)[0] == readable(row, -towards, None)[0]
