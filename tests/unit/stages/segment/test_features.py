"""Features of a section start: one row a sentence, finite, and high where the talk turns."""

import numpy as np
import pytest

from pipeline.stages.segment.features import (
    Talk,
    depth,
    features,
    probe_input,
    running_sum,
    shifted,
    smooth,
    window_cosine,
    word_weight,
)
from tests.fakes import BagEmbedder

BREAD = "Flour and yeast make the bread dough rise."
STARS = "Planets circle their star and telescopes watch."


def talk(*texts: str, each_s: float = 10.0) -> Talk:
    start = np.arange(len(texts)) * each_s
    return Talk(texts, start, start + each_s - 1, BagEmbedder().embed(texts), float(len(texts) * each_s), None)


@pytest.mark.parametrize("n", [1, 2, 3, 40])
def test_every_sentence_has_a_finite_row_whatever_the_length(n: int) -> None:
    rows, names = features(talk(*[BREAD] * n))
    assert rows.shape == (n, len(names))
    assert len(set(names)) == len(names)
    assert np.isfinite(rows).all()


def test_the_cosine_is_lowest_where_the_subject_changes() -> None:
    cosine = window_cosine(talk(*[BREAD] * 6, *[STARS] * 6), 40.0)
    assert int(cosine.argmin()) == 6
    assert depth(smooth(cosine, 1)).argmax() == 6


def test_words_that_will_come_back_are_counted_where_they_are_first_said() -> None:
    rows, names = features(talk(*[BREAD] * 6, *[STARS] * 6))
    new = rows[:, names.index("new_words_next")]
    assert new[6] > new[1]


def test_a_window_is_a_difference_of_running_sums() -> None:
    rows = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    total = running_sum(rows, np.array([1.0, 2.0, 1.0]))
    assert (total[3] - total[1]).tolist() == [11.0, 14.0]
    assert word_weight(talk("One two three.", "")).tolist() == [3.0, 1.0]


def test_curves_are_smoothed_and_shifted_with_their_edges_kept() -> None:
    assert smooth(np.array([0.0, 3.0, 0.0]), 3).tolist() == [1.0, 1.0, 1.0]
    assert shifted(np.array([1.0, 2.0, 3.0]), 1).tolist() == [2.0, 3.0, 3.0]
    assert shifted(np.array([1.0, 2.0, 3.0]), -1).tolist() == [1.0, 1.0, 2.0]


def test_a_sentence_is_probed_beside_the_one_before_it() -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    assert probe_input(vectors).tolist() == [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0]]
