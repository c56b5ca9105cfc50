"""A transcript as people read it: paragraphs, colours of voices, shares of talk."""

import pytest

from pipeline.formats.transcript_view import (
    VOICE_COLOURS,
    headline,
    paragraphs,
    respelled,
    said,
    slug,
    spaceless,
    talk_shares,
    voices_of,
)
from tests.builders import speech
from tests.record_builder import highlights


def test_paragraphs_hold_every_word_once_and_cross_no_turn_or_section() -> None:
    record, transcript = highlights()
    found = paragraphs(record, transcript, voices_of(transcript))
    assert " ".join(p.text for p in found).split() == " ".join(spaceless(w.text) for w in transcript.words).split()
    ends = [*(p.first for p in found[1:]), len(transcript.words)]
    for paragraph, end in zip(found, ends, strict=True):
        assert {word.speaker for word in transcript.words[paragraph.first : end]} == {paragraph.speaker}
    assert {section.words[0] for section in record.sections} <= {p.first for p in found}


def test_voices_are_numbered_as_they_are_heard_and_further_ones_share_the_last_colour() -> None:
    talk = speech(" | ".join(f"0:{k:02d} Voice{k}: Hello there." for k in range(9)))
    numbers = [voices_of(talk)[f"Voice{k}"] for k in range(9)]
    assert numbers == [1, 2, 3, 4, 5, 6, *[VOICE_COLOURS] * 3]
    assert voices_of(talk)[None] == 0


def test_shares_of_talk_are_of_the_time_in_which_words_are_spoken() -> None:
    assert talk_shares(speech("0:00 Ada: one two three. | 0:30 Bo: one.")) == {"Ada": "75\u00a0%", "Bo": "25\u00a0%"}


@pytest.mark.parametrize(
    ("title", "show", "shown"),
    [("Tea | The Show", "The Show", "Tea"), ("The Show", "The Show", "The Show"), ("Tea", None, "Tea")],
)
def test_a_title_is_shown_without_its_show(title: str, show: str | None, shown: str) -> None:
    assert headline(title, show) == shown


def test_words_that_a_glossary_respelled_are_counted_as_heard_and_written() -> None:
    talk = speech("0:00 Ada: Kettel and kettel, said he.")
    words = [w.model_copy(update={"text": "kettle,", "heard": "kettel,"}) if w.i in (0, 2) else w for w in talk.words]
    assert respelled(talk.model_copy(update={"words": tuple(words)})) == [("kettel", "kettle", 2)]


def test_a_slug_is_never_empty_and_differs_between_names_of_other_scripts() -> None:
    assert slug("Double Descent!") == "double-descent"
    assert slug("Чай") != slug("茶")
    assert all(slug(name) for name in ("", "?", "茶"))


def test_words_that_touch_are_parted_by_a_break_that_nobody_sees() -> None:
    talk = speech("0:00 Yumi: お茶 は 水 だ。 GPT", "ja")
    assert said(talk, (0, 4)) == "お茶\u200bは\u200b水\u200bだ。"
    assert said(speech("0:00 Ann: tea is water."), (0, 3)) == "tea is water."
