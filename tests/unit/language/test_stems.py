"""Forms of one word are one; words that only look alike are not."""

import pytest

from pipeline.language.stems import singular, stem


@pytest.mark.parametrize(
    "apart",
    [
        "state station statement", "part parties", "care career carries cars", "move movies", "plane plan",
        "let letter", "base basement bass", "lose loss", "late latter", "universe university", "police policy",
        "new news", "organ organization", "community communist", "strange stranger", "form former",
    ],
)  # fmt: skip
def test_words_that_look_alike_are_not_one_word(apart: str) -> None:
    words = apart.split()
    assert len({stem(word) for word in words}) == len(words)


@pytest.mark.parametrize(
    "forms",
    [
        "network networks network's networks’", "improve improves improved improving", "party parties party's",
        "station stations station’s", "plan plans planned planning", "plane planes", "career careers",
        "movie movies", "carry carries carried carrying", "loss losses", "lose loses losing lost", "letter letters",
        "make makes made making", "child children", "think thought thinking", "hard harder hardest",
        "easy easier easiest",
        "big bigger biggest", "late latest", "quick quickly", "lie lies lying",
        "statement statements",
    ],
)  # fmt: skip
def test_inflections_are_one_word(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1, {word: stem(word) for word in forms.split()}


@pytest.mark.parametrize("word", ["loss", "virus", "analysis", "gas", "Transformers"])
def test_only_a_plural_s_is_taken_away(word: str) -> None:
    assert singular(word) == {"Transformers": "Transformer"}.get(word, word)
