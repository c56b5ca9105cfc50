"""How words are compared, and what kind of words a sentence is made of."""

import pytest

from pipeline.language.words import (
    announces_more,
    bare,
    content_words,
    fold,
    leans_on_before,
    plain,
    search_words,
    squash,
)
from tests.builders import speech


@pytest.mark.parametrize(
    ("word", "found"), [("“Well,”", "well"), ("don’t", "don't"), ("GPT-2.", "gpt-2"), ("—", ""), ("'tis", "tis")]
)
def test_a_bare_word_has_no_case_and_no_punctuation_around_it(word: str, found: str) -> None:
    assert bare(word) == found


def test_the_words_of_a_span_stand_as_they_were_said() -> None:
    assert plain(speech("0:00 Ada: Hot water, please.").words, (1, 3)) == "water, please."


def test_content_words_are_long_enough_and_no_stop_words() -> None:
    assert content_words("It is the Kettle's lid, and I hate it.") == ["kettle's", "lid", "hate"]


@pytest.mark.parametrize("text", ["That is why it broke.", "So, it broke again.", "Exactly."])
def test_a_sentence_that_opens_with_a_pointer_leans_on_what_came_before(text: str) -> None:
    assert leans_on_before(text)
    assert not leans_on_before("The kettle broke again.")


@pytest.mark.parametrize("text", ["Now our rule is simple.", "There are three reasons why.", "Here's the trick."])
def test_a_sentence_may_only_announce_what_comes_after(text: str) -> None:
    assert announces_more(text)
    assert announces_more(f"We had lunch. {text}")
    assert not announces_more(f"{text} We never boil milk.")


def test_words_are_folded_squashed_and_searched_alike() -> None:
    assert fold("Schrödinger’s Café") == "schrodinger's cafe"
    assert squash("GPT-2's") == squash("gpt 2") == "gpt2"
    assert search_words("The Transformer's layers") == search_words("the transformer layer")
