"""Only fillers, repeats and a leading “so” are left out."""

import pytest

from pipeline.checks import verbatim
from pipeline.stages.quotes.cleaning import printed_spans
from tests.builders import speech


@pytest.mark.parametrize(
    ("said", "printed", "grade"),
    [
        ("So the future belongs to builders.", "The future belongs to builders.", "verbatim"),
        ("And, uh, because if you train, you learn.", "If you train, you learn.", "verbatim"),
        ("It was, it was pretty good.", "It was pretty good.", "verbatim"),
        ("But I think, uh, I think, it was good.", "But I think, it was good.", "cleaned"),
        ("We need, um, the the best people.", "We need, the best people.", "cleaned"),
        ("It is very, very good.", "It is very, very good.", "verbatim"),
        ("So far we have won.", "So far we have won.", "verbatim"),
        ("Because of you, we won.", "Because of you, we won.", "verbatim"),
        ("Because the world is big, we walk.", "Because the world is big, we walk.", "verbatim"),
        ("If you train a net, a net can learn.", "If you train a net, a net can learn.", "verbatim"),
        ("What I did, I did well.", "What I did, I did well.", "verbatim"),
        ("I know that that is true.", "I know that that is true.", "verbatim"),
    ],
)
def test_only_fillers_repeats_and_a_leading_so_are_left_out(said: str, printed: str, grade: str) -> None:
    words = speech(f"0:00 Bo: {said}").words
    spans = printed_spans(words, (0, len(words)))
    assert verbatim.render(words, spans) == printed
    assert verbatim.grade_of(words, spans) == grade
