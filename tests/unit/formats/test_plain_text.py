"""Every word stands in the text at its offset, whatever characters it has; turns and sections begin a line."""

from itertools import pairwise

from pipeline.formats.plain_text import offsets, plain_text
from tests.record_builder import highlights, poisoned


def test_every_word_stands_at_its_offset() -> None:
    for record, transcript in (highlights(), poisoned("a\nb\tc \U0001f600 “x”")):
        text, places = plain_text(record, transcript), offsets(transcript)
        assert [text[i : j - 1] for i, j in pairwise(places)] == [w.text for w in transcript.words]
        assert places[-1] == len(text) + 1


def test_turns_and_sections_begin_a_line() -> None:
    record, transcript = highlights()
    lines = plain_text(record, transcript).split("\n")
    starts = {t.words[0] for t in transcript.turns} | {s.words[0] for s in record.sections}
    assert len(lines) == len(starts)
    assert lines[0].startswith("Welcome to the kettle show.")
