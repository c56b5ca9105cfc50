"""Headings are runs of words of a sentence that state nothing."""

import pytest

from pipeline.engines.headings import _gerund
from pipeline.engines.spacy_text import SpacyParser

pytestmark = pytest.mark.model  # loads spaCy's English model


@pytest.fixture(scope="module")
def reader() -> SpacyParser:
    return SpacyParser()


@pytest.mark.parametrize(
    ("verb", "gerund"),
    [
        ("scale", "scaling"), ("run", "running"), ("control", "controlling"), ("visit", "visiting"), ("die", "dying"),
        ("see", "seeing"), ("fix", "fixing"), ("building", "building"),
    ],
)  # fmt: skip
def test_gerund_is_spelled_as_in_english(verb: str, gerund: str) -> None:
    assert _gerund(verb) == gerund


@pytest.mark.parametrize(
    ("text", "kind", "heading"),
    [
        ("I think the problem of value alignment is one of the hardest problems.", "of", "problem of value alignment"),
        ("They were scaling data and compute.", "act", "scaling data and compute"),
        ("You can train a large language model.", "act", "training a large language model"),
        ("The reason why transformers succeed is that they run fast.", "how", "why transformers succeed"),
        ("What about genes and behavior?", "joint", "genes and behavior"),
    ],
)
def test_headings_are_words_in_a_row(reader: SpacyParser, text: str, kind: str, heading: str) -> None:
    (reading,) = reader.parse([text])
    assert (kind, heading) in reading.headings


@pytest.mark.parametrize(
    "text",
    ["We did not scale data and compute.", "He works on it.", "They ageist missile systems.", "Big networks learn."],
)
def test_nothing_denied_and_no_statement_is_a_heading(reader: SpacyParser, text: str) -> None:
    (reading,) = reader.parse([text])
    assert not {"act", "how"} & {heading.kind for heading in reading.headings}
    assert not any("learn" in heading.text for heading in reading.headings)
