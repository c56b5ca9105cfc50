"""Mentions are counted across spellings."""

import pytest

from pipeline.stages.topics.section_index import mentions


@pytest.mark.parametrize(
    ("words", "name", "count"),
    [
        (("gpt", "2", "and", "gpt2"), "GPT-2", 2),
        (("transformers", "are", "a", "transformer"), "Transformers", 2),
        (("alex", "network"), "AlexNet", 0),
        (("the", "net"), "AlexNet", 0),
        ((), "AlexNet", 0),
        (("anything",), "!", 0),
    ],
)
def test_mentions_are_counted_across_spellings(words: tuple[str, ...], name: str, count: int) -> None:
    assert mentions(words, name) == count
