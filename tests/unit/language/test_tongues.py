"""What is known of each language: grammar, words of grammar, marks, direction, capitals."""

import json
from importlib.resources import files

import pytest

from pipeline.language.tongues import (
    Tongue,
    has_frames,
    has_grammar,
    in_marks,
    marks,
    primary,
    raised,
    right_to_left,
    stop_words,
    tongue,
)


def test_english_alone_has_a_grammar_and_french_has_frames() -> None:
    assert [code for code in ("en-GB", "fr", "de", "ja", "und") if has_grammar(code)] == ["en-GB"]
    assert [code for code in ("en", "fr-CA", "de", "ja") if has_frames(code)] == ["en", "fr-CA"]


@pytest.mark.parametrize(
    ("tag", "rtl"), [("ar", True), ("he-IL", True), ("ks-Arab", True), ("az-Latn", False), ("ur-Latn", False)]
)
def test_the_direction_comes_from_language_and_script(tag: str, rtl: bool) -> None:
    assert right_to_left(tag) is rtl


def test_words_of_grammar_are_known_of_many_languages_and_of_others_none() -> None:
    assert "und" in stop_words("de-AT")
    assert "the" in stop_words("en")
    assert stop_words("xx") == frozenset()
    assert tongue("xx") == Tongue()
    assert primary("nn-NO") == "no"


@pytest.mark.parametrize("code", ["ar", "de", "es", "fr", "ja"])
def test_openings_are_written_as_they_are_compared(code: str) -> None:
    told = json.loads((files("pipeline.language") / "tongues" / f"{code}.json").read_text("utf8"))
    every = [word for words in told.values() for word in words]
    assert every == [word.lower().replace("’", "'").strip() for word in every]
    assert all(len(set(words)) == len(words) for words in told.values())


def test_quotations_have_the_marks_of_their_language_and_inner_ones_inside() -> None:
    assert in_marks("Il dit « non ».", "fr") == "«\u202fIl dit “non”.\u202f»"
    assert in_marks("「はい」と言う", "ja") == "「『はい』と言う」"
    assert marks("xx") == ("“", "”")
    assert in_marks("He said “no”.", "en") == "“He said ‘no’.”"


def test_a_first_letter_is_raised_as_the_language_does() -> None:
    assert [raised("ilk", "tr"), raised("ijs", "nl"), raised("été", "fr"), raised("お茶", "ja")] == [
        "İlk",
        "IJs",
        "Été",
        "お茶",
    ]
