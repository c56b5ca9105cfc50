"""From findings to one record: footnotes in reading order, clips in their sections, nothing from advertising."""

from pipeline.language.page_words import page_words
from pipeline.records import Audio
from pipeline.stages.publish.stage import OUR_TITLES, _named
from pipeline.stages.segment.stage import FRAME_TITLES, TEASER_TITLE, UNTITLED
from tests.published import RECORD, TALK, made


def test_times_after_damage_in_the_file_are_marked_and_those_before_are_not() -> None:
    record = made(audio=Audio(damaged_from=60.0))
    assert [("time-unreliable" in q.flags, q.end > 60) for q in record.quotes] == [(False, False), (True, True)]
    assert [n.approximate for n in record.footnotes] == [n.end > 60 for n in record.footnotes]
    assert not any(n.approximate for n in RECORD.footnotes)


def test_sponsor_and_intro_hold_nothing() -> None:
    for s in RECORD.sections:
        assert s.kind == "talk" or not (s.highlight or s.narrative or s.quote)


def test_footnotes_are_numbered_as_a_reader_meets_them() -> None:
    assert [f.n for f in RECORD.footnotes] == list(range(1, len(RECORD.footnotes) + 1))
    assert RECORD.summary.footnotes[0] == 1


def test_clips_hold_their_quote_and_stay_in_their_section() -> None:
    quotes = {q.id: q for q in RECORD.quotes}
    homes = {s.id: s for s in RECORD.sections}
    assert RECORD.clips
    for clip in RECORD.clips:
        assert clip.quote
        assert clip.start <= quotes[clip.quote].start < quotes[clip.quote].end <= clip.end
        assert homes[clip.section].start <= clip.start < clip.end <= homes[clip.section].end
        assert clip.end - clip.start >= 15


def test_language_that_was_told_by_words_or_sound_stands_in_the_record() -> None:
    assert made(language=None).episode.language == TALK.language
    assert made(language="en-GB").episode.language == "en-GB"


def test_words_of_ours_are_in_the_language_of_the_talk_and_so_is_a_title_of_ours() -> None:
    assert RECORD.page_language == "en"
    german = page_words("de")
    section = RECORD.sections[0].model_copy(update={"title": "Introduction", "title_source": "generated"})
    assert _named(section, "de").title == german.say("Introduction") == "Einleitung"
    own = section.model_copy(update={"title_source": "publisher"})
    assert _named(own, "de").title == "Introduction"
    assert set(OUR_TITLES) == {*FRAME_TITLES.values(), UNTITLED, TEASER_TITLE}
