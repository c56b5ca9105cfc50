"""The list of formats: names and files are unique, and every format gives bytes."""

import pytest

from pipeline.formats.registry import FORMATS, PUBLISHED, Format, named
from tests.record_builder import highlights


def test_names_and_files_are_unique_and_a_name_finds_its_format() -> None:
    assert len({one.name for one in FORMATS}) == len({one.file for one in FORMATS}) == len(FORMATS)
    assert all(named(one.name) is one for one in FORMATS)
    assert named("scroll") is None


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: one.name)
def test_a_published_format_is_text_in_utf_8(one: Format) -> None:
    assert one.is_text
    assert one.data(*highlights()).decode()


def test_a_book_is_no_text() -> None:
    epub = named("epub")
    assert epub
    assert (epub.is_text, epub.published, epub.data(*highlights())[:2]) == (False, False, b"PK")
