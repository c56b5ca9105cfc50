"""An address of a word finds its words where they stand now, after a run in which others were heard around them."""

import pytest

from pipeline.formats.word_addresses import addressed, word_address

TALK = [f"w{k}ord," if k % 7 else "the" for k in range(400)]


@pytest.mark.parametrize("word", [0, 7, 200, 399])
def test_words_that_moved_are_found_by_their_marks(word: int) -> None:
    address = word_address(TALK, word)
    assert addressed(TALK, address) == addressed(TALK, f"#{address}") == word
    assert addressed(["some", "new", "words", *TALK], address) == word + 3


def test_a_corrected_neighbour_on_one_side_does_not_matter() -> None:
    address = word_address(TALK, 200)
    for neighbour in (198, 203):
        heard = [*TALK[:neighbour], "corrected", *TALK[neighbour + 1 :]]
        assert addressed(heard[5:], address) == 195


def test_case_and_punctuation_do_not_count() -> None:
    assert word_address(["Tea", "is", "HOT!"], 1) == word_address(["tea,", "is", "hot"], 1)


@pytest.mark.parametrize("address", ["w200.zzzzzz", "w200", "q7k3d", "", "w1.abc"])
def test_what_is_gone_or_no_address_is_nowhere(address: str) -> None:
    assert addressed(TALK, address) is None


def test_a_part_of_a_talk_gives_the_address_in_the_whole() -> None:
    assert word_address(TALK[190:230], 10, number=200) == word_address(TALK, 200)
