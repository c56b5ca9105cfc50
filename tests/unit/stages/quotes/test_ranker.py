"""Appeal compares an episode's sentences with each other, and its parts add up to it."""

import numpy as np
import pytest

from pipeline.ports import Vectors
from pipeline.stages.quotes.ranker import COLUMNS, RankerWeights, SentenceTable, appeal, described, meanings, shipped

TEXTS = [
    "We moved the desk to the window in March.", "You should never confuse a busy week with a good week.",
    "The lamp was green.", "If you wait for permission, you will wait for your whole life.",
    "He had a brother in Leeds.", "Nothing in nature asks to be understood.",
]  # fmt: skip


def spoken(vectors: Vectors | None = None, fits: list[bool] | None = None, shift: float = 0.0) -> SentenceTable:
    n = len(TEXTS)
    if vectors is None:
        vectors = np.random.default_rng(3).normal(size=(n, 8)).astype(np.float32)
    return SentenceTable(
        TEXTS, vectors, np.array([0, 0, 0, 1, 1, 1]), np.arange(n) * 5.0 + shift, np.array(fits or [True] * n)
    )


def weights(own: float = 0.0, near: float = 0.0) -> RankerWeights:
    return RankerWeights(np.zeros(len(COLUMNS)), np.full(8, own), np.full(8, near))


def test_the_shipped_weights_fit_the_columns_and_the_embedder() -> None:
    assert shipped().columns.shape == (len(COLUMNS),)
    assert shipped().own.shape == shipped().near.shape == (384,)


def test_the_parts_differ_between_sentences_as_the_appeal_does() -> None:
    found = appeal(spoken(), RankerWeights(np.ones(len(COLUMNS)), np.ones(8), np.ones(8)))
    total = found.pop("appeal")
    parts = np.sum(list(found.values()), axis=0)
    assert np.allclose(parts - parts[0], total - total[0])


def test_a_habit_that_all_sentences_share_decides_nothing() -> None:
    rows = described(spoken())
    assert np.allclose(rows.mean(0), 0)
    assert np.allclose(described(spoken(shift=0.0)), rows)


def test_vectors_of_another_embedder_have_no_part() -> None:
    assert set(appeal(spoken())) == {*COLUMNS, "appeal"}


def test_a_passage_is_the_neighbours_in_the_same_turn() -> None:
    vectors = np.zeros((6, 8), np.float32)
    vectors[2] = 1
    _, near = meanings(spoken(vectors))
    assert near[0] @ np.ones(8) == pytest.approx(near[2] @ np.ones(8))
    assert near[3] @ np.ones(8) < near[2] @ np.ones(8)


def test_few_sentences_are_hardly_compared() -> None:
    assert np.abs(appeal(spoken(), weights(own=1))["appeal"]).max() < 0.2


def test_nothing_fits_and_nothing_breaks() -> None:
    assert np.isfinite(appeal(spoken(fits=[False] * 6), weights(1, 1))["appeal"]).all()
