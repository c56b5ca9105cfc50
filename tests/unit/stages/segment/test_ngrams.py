import pytest

from pipeline.stages.segment.ngrams import GramWeights, gram_odds, grams, tokens


def test_tokens_are_words_numbers_and_question_marks() -> None:
    assert tokens("So — what’s 2 plus two, Ann?") == ["so", "what's", "2", "plus", "two", "ann", "?"]


def test_grams_say_where_they_stand() -> None:
    found = list(grams(["Yeah.", "So what is bread?", "It rises."]))
    assert {"<1=yeah", "^so_what", "w_bread", "b_is_bread", "t_what_is_bread", "$bread_?", ">1^it_rises"} <= found[1]
    assert not any(gram.startswith("<") for gram in found[0])
    assert not any(gram.startswith(">") for gram in found[2])
    assert ">2^it" in found[0]


def test_odds_are_the_sum_of_known_grams() -> None:
    table = GramWeights(bias=-2.0, weights={"^so_what": 1.5, "<1=yeah": 1.0, "never": 9.0})
    assert gram_odds(["Yeah.", "So what is bread?"], table).tolist() == pytest.approx([-2.0, 0.5])


@pytest.mark.parametrize("texts", [[], [""], ["?"], ["", "", ""]])
def test_empty_sentences_are_read(texts: list[str]) -> None:
    assert len(gram_odds(texts, GramWeights(bias=0.0, weights={}))) == len(texts)
