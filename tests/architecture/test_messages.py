"""Every text of ours has its words in every message file, with the same `{names}` and the same markup."""

import re

import pytest

from pipeline.language.page_words import LANGUAGES
from tests.architecture.messages import Text, catalog, names_in, texts

TEXTS = texts()
OTHERS = LANGUAGES[1:]
_TAGS = re.compile(r"</?\w+>")


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_in_the_message_file_and_nothing_else(language: str) -> None:
    held: set[Text] = {m.id if isinstance(m.id, str) else (m.id[0], m.id[1]) for m in catalog(language) if m.id}
    told = "run: python -m tests.architecture.messages, then write what is missing"
    assert held == set(TEXTS), f"{language}.po: {told}"


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_written_with_its_names_and_its_markup(language: str) -> None:
    for message in catalog(language):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [message.string] if isinstance(message.string, str) else list(message.string)
        if not ids[0]:
            continue
        assert all(said), f"{language}.po has no words for {ids[0]!r}"
        for text in said:
            assert names_in(text) <= names_in(ids[-1]), f"{language}.po: {text!r} names what {ids[-1]!r} does not"
            assert names_in(ids[0]) - {"n"} <= names_in(text), (
                f"{language}.po: {text!r} leaves out a part of {ids[0]!r}"
            )
            assert sorted(_TAGS.findall(text)) == sorted(_TAGS.findall(ids[0])), text
        assert not message.fuzzy, ids[0]


def test_texts_are_found_in_templates_in_code_in_scripts_and_in_lists() -> None:
    for text in ("Skip to the highlights", "No direct answer was found.", "Copied", "two speak at once", "verbatim"):
        assert text in TEXTS
    assert ("{n} more quote", "{n} more quotes") in TEXTS
