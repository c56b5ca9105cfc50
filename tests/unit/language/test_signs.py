"""Sentences end with the signs of their script."""

import pytest

from pipeline.language.signs import core_of, is_asked, is_closed


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("お茶ですか？", "ja", True), ("هل هذا صحيح؟", "ar", True), ("Τι κάνεις;", "el", True), ("Tea;", "en", False),
        ("« Vraiment ? »", "fr", True), ("¿De verdad?", "es", True), ("お茶です。", "ja", False),
    ],
)  # fmt: skip
def test_a_question_is_known_by_its_mark(text: str, language: str, asked: bool) -> None:
    assert is_asked(text, language) is asked
    assert is_closed(text, language) is (text != "Tea;")


def test_marks_and_brackets_after_the_end_do_not_count() -> None:
    assert core_of("「はい。」") == "「はい。"
    assert is_closed("यह चाय है।")
    assert not is_closed("Der Zug und")
