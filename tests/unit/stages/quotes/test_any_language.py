"""Quotes in any language are whole sentences of the guest, as they were said."""

import pytest

from evaluation.spoken import LANGUAGES
from pipeline.language.signs import is_asked, is_closed
from pipeline.records import Coverage, Outline, Section, Transcript
from pipeline.stages.quotes.any_language import candidates_of, hosts_of
from pipeline.stages.quotes.config import QuotesConfig
from tests.builders import episode, speech
from tests.talks import talk

NOTHING = Coverage(speech_s=None, worded_s=1.0, interpolated_share=0.0)


def whole(transcript: Transcript) -> Outline:
    section = Section(
        id="t01", title="Alles", title_source="generated", kind="talk", start=0.0, end=transcript.words[-1].end,
        words=(0, len(transcript.words)),
    )  # fmt: skip
    return Outline(sections=(section,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_be_quoted_is_whole_of_the_guest_and_no_question(language: str) -> None:
    about, transcript, told = talk(language)
    found, vectors = candidates_of(about, NOTHING, transcript, whole(transcript), wishes=(), config=QuotesConfig())
    open_ = [c for c in found if c.rejected is None]
    assert len(open_) > 10
    assert vectors.shape[0] == len(found)
    for one in open_:
        assert one.speaker == told.guest
        assert is_closed(one.text, language)
        assert not is_asked(one.text, language)


def test_a_sentence_in_another_language_is_not_quoted_as_the_talks() -> None:
    _, german, _ = talk("de")
    mixed = tuple(s.model_copy(update={"language": "en"}) if s.speaker == "Jonas Feld" else s for s in german.sentences)
    transcript = german.model_copy(update={"sentences": mixed})
    found, _ = candidates_of(
        episode(), NOTHING, transcript, whole(transcript), wishes=(), config=QuotesConfig(min_words=3)
    )
    assert not [c for c in found if c.rejected is None and c.speaker == "Jonas Feld"]
    assert "in another language than the talk" in {c.rejected for c in found}


def test_who_asks_most_and_says_less_is_the_host() -> None:
    answer = "Brot braucht Zeit und Geduld und Mehl und Wasser und Salz."
    script = f"0:00 A: Warum ist das so? | 0:03 B: {answer} | 0:09 A: Wie lange?"
    transcript = speech(script, "de")
    texts = [" ".join(w.text for w in transcript.words[slice(*s.words)]) for s in transcript.sentences]
    assert hosts_of(episode(), transcript, texts) == {"A"}
