"""What was said stands where it stood, whatever a second recogniser adds, drops or mishears around it."""

import pytest

from pipeline.language.alignment import aligned, laid
from tests.builders import speech

OLD = "well we call this deep double descent and it is strange"


@pytest.mark.parametrize(
    ("new", "there"),
    [
        (OLD, "deep double descent"),
        ("so well now we call this deep double descent and it is very strange", "deep double descent"),
        ("well we call this deep double decent and it is strange", "deep double decent"),
        ("well we call this the deep double the scent and it is strange", "deep double the scent"),
        ("well we call this and it is strange", ""),
    ],
)
def test_words_are_found_again(new: str, there: str) -> None:
    old, later = OLD.split(), new.split()
    first, last = laid(old, later).of((4, 7))
    assert " ".join(later[first:last]) == there


def test_edges_stay_in_order_and_inside() -> None:
    old, new = OLD.split(), "we call that a deep and double thing".split()
    found = laid(old, new)
    edges = [found.at(k) for k in range(len(old) + 1)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(new)
    assert found.of((0, len(old)))[1] == len(new)


def test_a_respelled_word_is_the_word_that_was_heard() -> None:
    said = speech("0:00 Ann: Deep Double Decent.").words
    mended = (*said[:2], said[2].model_copy(update={"text": "Descent.", "heard": "Decent."}))
    assert aligned(said, mended).runs == ((0, 3, 0, 3),)
