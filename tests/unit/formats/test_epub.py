"""The book is a whole EPUB, the same for the same record."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from pipeline.formats.epub import epub
from pipeline.records import Highlights, Transcript
from tests.record_builder import highlights, poisoned
from tests.unit.formats.test_html import HOSTILE


@pytest.mark.parametrize("made", [highlights(), *map(poisoned, HOSTILE)])
def test_book_is_whole_and_every_page_is_xml_with_the_same_elements(made: tuple[Highlights, Transcript]) -> None:
    book = zipfile.ZipFile(io.BytesIO(epub(made[0])))
    first = book.infolist()[0]
    assert (first.filename, first.compress_type, book.read(first)) == ("mimetype", 0, b"application/epub+zip")
    pages = {name: ElementTree.fromstring(book.read(name)) for name in book.namelist() if name.endswith("html")}
    plain = zipfile.ZipFile(io.BytesIO(epub(poisoned("harmless")[0])))
    for name, tree in pages.items():
        if made[0] != highlights()[0]:
            assert [e.tag for e in tree.iter()] == [e.tag for e in ElementTree.fromstring(plain.read(name)).iter()]
    for href in re.findall(r'href="([^"#]+)', book.read("OEBPS/content.opf").decode()):
        assert f"OEBPS/{href}" in book.namelist()


def test_same_record_gives_the_same_book() -> None:
    assert epub(highlights()[0]) == epub(highlights()[0])
