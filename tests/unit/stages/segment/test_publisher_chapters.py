"""A publisher's chapters are used as they are, advertising inside them set apart."""

import pytest

from pipeline.records import Chapter
from tests.builders import speech
from tests.unit.stages.segment.test_stage import _script, holds_every_word_once, outline, talk_about


def test_publisher_chapters_are_used_and_moved_to_sentence_starts() -> None:
    marks = (
        Chapter(start=0, title="Introduction"),
        Chapter(start=184.0, title="On planets"),
        Chapter(start=362, title="Wood"),
    )
    transcript = talk_about("Bread", "Planets", "Violins")
    found = outline(transcript, 540.0, chapters=marks)
    assert [(s.title, s.start, s.kind) for s in found.sections] == [
        ("Introduction", 0.0, "intro"),
        ("On planets", 180.0, "talk"),
        ("Wood", 360.0, "talk"),
    ]
    assert {s.title_source for s in found.sections} == {"publisher"}
    assert holds_every_word_once(found, transcript, 540.0)


def test_read_inside_a_publisher_chapter_is_set_apart() -> None:
    ad = "This episode is brought to you by Tea Harbor. Their tea is lovely. Get 20 percent off at tea.com slash x."
    script = _script(talk_about("Bread", seconds=300)) + f"\n5:00 Ann: {ad}\n"
    transcript = speech(script + _script(talk_about("Planets", seconds=300), later_s=330))
    marks = (Chapter(start=0, title="Kitchen talk"), Chapter(start=500.0, title="The end"))
    found = outline(transcript, 630.0, chapters=marks)
    assert [(s.title, s.kind, s.title_source) for s in found.sections[:3]] == [
        ("Kitchen talk", "talk", "publisher"),
        ("Sponsor", "sponsor", "generated"),
        ("Kitchen talk (continued)", "talk", "publisher"),
    ]
    assert holds_every_word_once(found, transcript, 630.0)


@pytest.mark.parametrize(
    "starts", [(300.0,), (0.0, 0.0, 1.0), (9000.0,), (500.0, 100.0), (0.0, 180.0, 181.0, 182.0), (535.0, 539.0)]
)
def test_odd_publisher_chapters_lose_no_word(starts: tuple[float, ...]) -> None:
    transcript = talk_about("Bread", "Planets", "Violins")
    marks = tuple(Chapter(start=s, title=f"Chapter {k}") for k, s in enumerate(starts))
    assert holds_every_word_once(outline(transcript, 540.0, chapters=marks), transcript, 540.0)
