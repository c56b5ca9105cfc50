"""The summary names people and what they talk about, each once; without two things to name, what they say."""

from typing import Any

from pipeline.checks.proof import prove
from pipeline.records import TopicMap
from pipeline.stages.narrate.summary import listed_things
from tests.builders import episode
from tests.published import ANA, BEN, OUTLINE, RECORD, TALK, findings, made


def things(topics: int = 2, **headings: tuple[str, ...]) -> str | None:
    found: dict[str, Any] = findings()
    outline = OUTLINE.model_copy(update={"headings": headings})
    topic_map = TopicMap(topics=found["topic_map"].topics[:topics], ranked=("t02", "t04"))
    summary = listed_things(episode(120.0, people=(ANA, BEN)), TALK, outline, topic_map)
    return summary and summary.text


def test_the_summary_names_the_people_and_the_watched_topics_in_the_order_of_the_talk() -> None:
    assert RECORD.summary.text == "Ana Reyes and Ben Ito talk about AlexNet and Deep Double Descent."
    assert len(RECORD.summary.footnotes) == 2
    assert prove(RECORD, TALK) == []


def test_headings_that_were_said_are_named_where_no_topic_was_watched_and_no_question_is() -> None:
    headings = {"t02": ("Why did AlexNet work?", "Two graphics cards"), "t04": ("A bigger model",)}
    assert things(0, **headings) == "Ana Reyes and Ben Ito talk about Two graphics cards and a bigger model."
    assert things(1, **headings) == "Ana Reyes and Ben Ito talk about AlexNet and a bigger model."
    assert things(0, t02=("Three graphics cards",), t04=("A bigger model",)) is None


def test_people_found_by_their_voices_alone_are_summed_up_too() -> None:
    heard_of = TALK.model_copy(update={"people": (ANA, BEN)})
    record = made(heard_of, people=())
    assert record.summary.text.startswith("Ana Reyes and Ben Ito talk about ")
    assert prove(record, heard_of) == []


def test_a_thing_that_its_words_do_not_say_is_not_proved() -> None:
    clauses = RECORD.summary.clauses
    other = clauses[0].model_copy(update={"words": clauses[1].words})
    summary = RECORD.summary.model_copy(update={"clauses": (other, clauses[1])})
    assert "summary" in {p.where for p in prove(RECORD.model_copy(update={"summary": summary}), TALK)}
