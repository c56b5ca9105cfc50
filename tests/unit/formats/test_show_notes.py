"""Show notes hold the summary, chapters, quotes and links, and stay below what the platforms take."""

import pytest

from pipeline.formats.show_notes import MOST_CHARS, show_notes
from pipeline.records import Highlights
from tests.record_builder import highlights, poisoned


def lengthened(record: Highlights, times: int) -> Highlights:
    quotes = tuple(q.model_copy(update={"text": q.text * times}) for q in record.quotes)
    return record.model_copy(update={"quotes": quotes})


def test_notes_name_what_a_listener_wants() -> None:
    record, _ = highlights()
    text = show_notes(record)
    assert text.startswith(record.summary.text)
    best = next(s.quote for s in record.sections if s.rank == 1)
    assert f"“{next(q.text for q in record.quotes if q.id == best)}”" in text
    assert all(person.name in text for person in record.episode.people)


@pytest.mark.parametrize("times", [1, 30, 400])
def test_notes_are_never_too_long(times: int) -> None:
    text = show_notes(lengthened(highlights()[0], times))
    assert len(text) <= MOST_CHARS
    assert text.endswith("\n")


def test_one_line_of_text_stays_one_line() -> None:
    assert "evil\n" not in show_notes(poisoned("evil\nQuotes")[0])
