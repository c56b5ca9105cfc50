"""The program's own words in other languages: texts, numbers of things, dates, and what scripts get."""

import pytest

from pipeline.language.page_words import LANGUAGES, language_of_page, page_words


def test_page_speaks_the_language_of_the_talk_where_there_are_words_in_it_else_english() -> None:
    assert [language_of_page("auto", talk) for talk in ("de-CH", "fr", "es-MX", "ja", "und", "")] == [
        "de", "fr", "es", "en", "en", "en",
    ]  # fmt: skip
    assert language_of_page("en", "de") == "en"


def test_english_is_what_stands_in_the_code() -> None:
    words = page_words("en")
    assert words.say("Play from here") == "Play from here"
    assert words.many(1, "{n} quote", "{n} quotes") == "1 quote"
    assert words.date("2020-05-08T00:00:00Z") == "8 May 2020"
    assert words.of_script('say("Copied")') == {}


@pytest.mark.parametrize(
    ("language", "text", "two", "day"),
    [
        ("de", "Ab hier abspielen", "2 Zitate", "8. Mai 2020"),
        ("fr", "Lire à partir d’ici", "2 citations", "8 mai 2020"),
        ("es", "Reproducir desde aquí", "2 citas", "8 de mayo de 2020"),
    ],
)
def test_other_languages_have_their_texts_their_numbers_and_their_dates(
    language: str, text: str, two: str, day: str
) -> None:
    words = page_words(language)
    assert words.say("Play from here") == text
    assert words.many(2, "{n} quote", "{n} quotes") == two
    assert words.date("2020-05-08") == day
    assert words.decimal(1.25, 1) == "1,2"


def test_what_is_no_text_of_ours_and_what_is_no_date_stays_as_it_is() -> None:
    words = page_words("de")
    assert words.say("Double descent") == "Double descent"
    assert words.say("") == ""
    assert words.date("last spring") == "last spring"
    assert words.date(None) is None


def test_french_counts_nothing_in_the_singular() -> None:
    assert page_words("fr").many(0, "{n} quote", "{n} quotes") == "0 citation"
    assert page_words("de").many(0, "{n} quote", "{n} quotes") == "0 Zitate"


def test_script_gets_its_texts_and_both_forms_of_those_that_count() -> None:
    script = 'a = say("Copied"); b = many(left, "{n} episode", "{n} episodes");'
    assert page_words("de").of_script(script) == {
        "Copied": "Kopiert", "{n} episode": "{n} Folge", "{n} episodes": "{n} Folgen",
    }  # fmt: skip


def test_a_language_without_messages_has_english_ones() -> None:
    assert page_words("ja").language == "en"
    assert len(LANGUAGES) == 4
