"""A note's name is a file name and a link; people, topics and quotes can be linked."""

import json
import re

import pytest

from pipeline.formats.obsidian import note, note_name
from tests.record_builder import highlights
from tests.unit.formats.test_html import HOSTILE


@pytest.mark.parametrize("name", [*HOSTILE, "../../x", "a/b:c*?", "", "CON.", "[[x]]|y#^z"])
def test_name_of_a_note_is_a_file_name_and_a_link(name: str) -> None:
    made = note_name(name)
    assert made
    assert not re.search(r'[\[\]|#^/\\:*"<>?\n]', made)


def test_note_links_people_and_topics_and_lets_quotes_be_embedded() -> None:
    text = note(highlights()[0])
    assert "[[Bo]]" in text
    assert "[[Hot water]]" in text
    assert re.search(r"^\^q01$", text, re.M)
    assert json.loads(re.search(r"^people: (.*)$", text, re.M)[1]) == ["[[Ada]]", "[[Bo]]"]  # type: ignore[index]
