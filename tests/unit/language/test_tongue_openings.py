"""A sentence leans on the one before it, or takes it back, by how it opens."""

import pytest

from pipeline.language.tongue_openings import leans_on_before_in, takes_back


@pytest.mark.parametrize(
    ("text", "language", "leans"),
    [
        ("Deshalb wartet man.", "de", True), ("Derselbe Teig wartet.", "de", False), ("Mais il pleut.", "fr", True),
        ("C’est vrai.", "fr", True), ("Por eso llueve.", "es", True), ("¿Y ahora?", "es", True),
        ("でも雨だ。", "ja", True),
        ("雨が降る。", "ja", False), ("لكن المطر كثير.", "ar", True), ("But it rains.", "xx", False),
    ],
)  # fmt: skip
def test_openings_that_lean_are_known(text: str, language: str, leans: bool) -> None:
    assert leans_on_before_in(text, language) is leans


def test_a_speaker_takes_back_what_was_said() -> None:
    assert takes_back("Nein, das stimmt nicht, es waren drei.", "de")
    assert takes_back("Perdón, fueron tres.", "es")
    assert not takes_back("Es waren drei.", "de")
