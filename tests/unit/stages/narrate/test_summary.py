"""The summary names people and what they say, each once."""

from pipeline.checks.proof import prove
from tests.published import ANA, BEN, RECORD, TALK, made


def test_the_summary_names_who_else_talks() -> None:
    assert RECORD.summary.text.startswith("In a conversation with Ana Reyes, Ben Ito ")
    assert RECORD.summary.footnotes


def test_people_found_by_their_voices_alone_are_summed_up_too() -> None:
    heard_of = TALK.model_copy(update={"people": (ANA, BEN)})
    record = made(heard_of, people=())
    assert record.summary.text.startswith("In a conversation with Ana Reyes, Ben Ito ")
    assert prove(record, heard_of) == []
