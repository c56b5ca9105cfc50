"""Where notes are left out, the page and the Markdown say so in one sentence."""

from pipeline.formats.html import page
from pipeline.formats.kinds import without_notes
from pipeline.formats.markdown import markdown
from pipeline.language.page_words import page_words
from pipeline.records import EpisodeKind
from tests.published import RECORD, TALK, made

ENGLISH = page_words("en")


def test_page_and_markdown_say_why_there_are_no_notes() -> None:
    record = made(kind=EpisodeKind(kind="story"))
    said = without_notes(record, ENGLISH)
    assert said
    assert "narrated story" in said
    assert said in page(record, TALK)
    assert said in markdown(record, TALK)
    several = without_notes(made(kind=EpisodeKind(kind="conversation", voices=4)), ENGLISH)
    assert several
    assert "several people" in several


def test_nothing_is_said_where_notes_stand() -> None:
    assert without_notes(RECORD, ENGLISH) is None
    assert "do not read well" not in page(RECORD, TALK)
