"""The summary names people and what they talk about, each once."""

from pipeline.checks.proof import prove
from pipeline.records import (
    Outline,
    TopicMap,
)
from pipeline.stages.narrate.summary import summarise
from tests.builders import episode, speech
from tests.published import ANA, BEN, OUTLINE, RECORD, SCRIPT, TALK, frozen, made


def test_the_summary_names_people_and_what_they_said() -> None:
    assert RECORD.summary.text == "Ana Reyes and Ben Ito talk about AlexNet and Deep Double Descent."
    assert len(RECORD.summary.footnotes) == 2


def test_people_found_by_their_voices_alone_are_summed_up_too() -> None:
    heard_of = TALK.model_copy(update={"people": (ANA, BEN)})
    record = made(heard_of, people=())
    assert record.summary.text.startswith("Ana Reyes and Ben Ito talk about")
    assert prove(record, heard_of) == []


def test_the_summary_names_nothing_twice() -> None:
    alike = tuple(s.model_copy(update={"keyphrases": ("Ben Ito", "AlexNet")}) for s in OUTLINE.sections)
    talk_of_one = frozen(speech(SCRIPT.replace("What is deep double descent?", "What is AlexNet in one word?")))
    nothing_sought = TopicMap(topics=(), ranked=("t02", "t04"))
    summary = summarise(
        episode(120.0, people=(ANA, BEN)), talk_of_one, Outline(sections=alike), nothing_sought, 4
    )  # fmt: skip
    assert summary is not None
    assert summary.text == "Ana Reyes and Ben Ito talk about AlexNet."
