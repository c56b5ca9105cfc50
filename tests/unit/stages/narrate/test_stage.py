"""The narrative credits each statement to its speaker and repeats no quote."""

import pytest

from pipeline.records import EpisodeKind, ShowKind
from pipeline.stages.narrate.config import NarrateConfig
from pipeline.stages.narrate.stage import not_served
from tests.published import RECORD, made


def test_the_narrative_credits_each_to_its_speaker() -> None:
    told = [s.text for s in RECORD.sections[1].narrative]
    assert any("Ito" in t and "AlexNet worked because" in t for t in told)
    assert not any("Two graphics cards" in t for t in told), "the block quote is not told twice"
    assert RECORD.sections[1].points


def test_nothing_is_told_of_a_kind_that_is_not_served_and_the_record_says_so() -> None:
    record = made(kind=EpisodeKind(kind="news", reasons=("20 words of news reports in a thousand",)))
    assert not any(s.narrative or s.points for s in record.sections)
    assert not record.in_short
    assert not record.summary.footnotes
    assert record.quotes
    assert record.episode.kind
    assert record.episode.kind.kind == "news"
    assert "no-notes-for-this-kind" in record.flags
    assert "no-notes-for-this-kind" not in RECORD.flags


@pytest.mark.parametrize(
    ("kind", "voices", "without"),
    [
        ("story", None, True),
        ("conversation", 5, True),
        ("conversation", 2, False),
        ("conversation", None, False),
        ("interview", 3, False),
    ],
)
def test_a_conversation_of_several_has_no_notes(kind: ShowKind, voices: int | None, without: bool) -> None:
    assert not_served(EpisodeKind(kind=kind, voices=voices), NarrateConfig()) is without
