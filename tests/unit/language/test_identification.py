"""The language of a text is told with its probability; sentences in another language are told apart."""

import pytest

from evaluation.spoken import LANGUAGES, written
from pipeline.language.identification import foreign, identified


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_talk_is_told_by_its_words(language: str) -> None:
    texts = [text for *_, text in written(language).sentences]
    found = identified("\n".join(texts))
    assert found is not None
    assert found.code == language
    assert found.p > 0.95
    assert not any(foreign(texts, language))
    assert sum(code is not None for code in foreign(texts, "en")) > 0.6 * len(texts)


def test_a_text_of_two_languages_has_no_sure_one() -> None:
    german, spanish = (" ".join(text for *_, text in written(code).sentences) for code in ("de", "es"))
    found = identified(f"{german[:3000]} {spanish[:2000]}")
    assert found is not None
    assert found.code == "de"
    assert 0.4 < found.p < 0.8


def test_nobody_can_tell_the_language_of_signs_and_of_short_sentences() -> None:
    assert identified("… 12:30 –") is None
    assert foreign(["Oui.", "So it is, for the whole of this long evening."], "en") == [None, None]
    assert foreign(["Das ist ein langer deutscher Satz über das Wetter."], "en") == ["de"]
    assert foreign(["Whatever language that may be, it is none of the known."], "und") == [None]
