"""The words that carry content, in any language, in the form in which they are compared."""

import pytest

from pipeline.language.terms import core, reading_length, term, terms, words_of


@pytest.mark.parametrize(
    ("a", "b", "language"),
    [
        ("Züge", "Zug", "de"),
        ("horloges", "l’horloge", "fr"),
        ("faros", "Faro,", "es"),
        ("النخيل", "نخيل", "ar"),
        ("温度", "温度。", "ja"),
    ],
)
def test_forms_of_one_word_are_one(a: str, b: str, language: str) -> None:
    assert term(a, language) == term(b, language) is not None


def test_words_of_grammar_numbers_and_endings_carry_nothing() -> None:
    assert terms(["Die", "Bahn", "von", "1998", "–"], "de") == ["bahn"]
    assert terms(["お茶", "は", "とても", "水"], "ja") == ["お茶", "水"]


def test_what_is_typed_is_parted_as_what_was_said() -> None:
    assert words_of("お茶の温度、GPT") == ["お茶", "の", "温度", "GPT"]
    assert core("(Ｔea,") == "tea"
    assert reading_length(words_of("夜行列車")) == 2.0
