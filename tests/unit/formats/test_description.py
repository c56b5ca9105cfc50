"""Chapter lines of a description keep the rules of YouTube and Apple."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.errors import BadInput
from pipeline.formats.description import description, description_chapters
from tests.record_builder import highlights


def test_description_keeps_the_rules_of_youtube_and_apple(tmp_path: Path) -> None:
    record, _ = highlights()
    sections = tuple(s.model_copy(update={"title": "A long title " * 9}) for s in record.sections)
    lines = (description_chapters(record.model_copy(update={"sections": sections})) or "").splitlines()
    assert lines == []  # the introduction lasts eight seconds: two chapters are left, and three are needed
    later = sections[2].model_copy(update={"id": "t04", "start": 52.0})
    lines = (description_chapters(record.model_copy(update={"sections": (*sections[1:], later)})) or "").splitlines()
    stamps = [re.fullmatch(r"(\d+):(\d\d) (.{1,70})", line) for line in lines]
    assert all(stamps)
    seconds = [int(m[1]) * 60 + int(m[2]) for m in stamps if m]
    assert seconds[0] == 0
    assert len(seconds) >= 3
    assert all(b - a >= 10 for a, b in pairwise(seconds))


def test_chapters_that_players_ignore_are_refused_and_others_given() -> None:
    record, _ = highlights()
    with pytest.raises(BadInput, match=r"at least 3 sections of 10 s"):
        description(record)
    _, *rest = record.sections
    last = rest[-1].model_copy(update={"id": "t04", "start": rest[-1].start + 15})
    enough = record.model_copy(update={"sections": (*rest, last)})
    assert description(enough) == description_chapters(enough)
    ends = enough.episode.model_copy(update={"duration": last.start + 9})
    assert description_chapters(enough.model_copy(update={"episode": ends})) is None  # the last is too short
