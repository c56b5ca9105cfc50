"""Rows of word pieces of several lengths make one batch."""

from pipeline.engines.word_pieces import padded


def test_a_batch_is_as_wide_as_its_longest_row() -> None:
    inputs = padded([([1, 2, 3], [0, 1, 0]), ([4], [0])])
    assert inputs["input_ids"].tolist() == [[1, 2, 3], [4, 0, 0]]
    assert inputs["attention_mask"].tolist() == [[1, 1, 1], [1, 0, 0]]
    assert inputs["token_type_ids"].tolist() == [[0, 1, 0], [0, 0, 0]]
