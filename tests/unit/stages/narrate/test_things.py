"""A section and an episode are about things that were said there, each with the words that say it."""

from pipeline.checks.support import said_in
from pipeline.records import Clause, Transcript
from pipeline.stages.narrate.things import things_of_episode, things_of_section
from tests.builders import episode, speech
from tests.published import ANA, BEN, OUTLINE, TALK, findings

SCRIPT = (
    "0:01 Ben: The copper kettle sings. The copper kettle is old. My steel pot is new. A steel pot lasts. "
    "One copper pot. Steel rusts."
)
HEADINGS = ("Kettles", "copper kettle", "Ben Ito", "steel pot")


def things(talk: Transcript, *headings: str, title: str = "Tea") -> tuple[Clause, ...]:
    section = OUTLINE.sections[0].model_copy(
        update={"title": title, "words": (0, len(talk.words)), "keyphrases": (), "id": "s1"}
    )
    outline = OUTLINE.model_copy(update={"sections": (section,), "headings": {"s1": headings}})
    return things_of_section(talk, outline, section, "Ben", ["Ben Ito"])


def test_a_section_is_about_what_returns_in_it_and_nobody_of_the_talk_is_a_thing() -> None:
    talk = speech(SCRIPT)
    found = things(talk, *HEADINGS)
    assert [c.text for c in found] == ["the copper kettle", "a steel pot"]
    assert all(said_in(talk.words, c.words[0], c.text) for c in found)


def test_a_thing_that_is_only_somebody_s_is_not_named_without_him() -> None:
    whose = SCRIPT.replace("A steel pot lasts.", "Your steel pot lasts.")
    assert things(speech(whose), *HEADINGS) == ()


def test_what_the_title_says_is_not_said_again_and_one_thing_is_no_list() -> None:
    assert things(speech(SCRIPT), *HEADINGS, title="The copper kettle") == ()


def test_an_episode_is_about_its_watched_topics_first() -> None:
    map_ = findings()["topic_map"]
    found = things_of_episode(episode(120.0, people=(ANA, BEN)), TALK, OUTLINE, map_)
    assert [c.text for c in found][:2] == ["AlexNet", "Deep Double Descent"]
    without = things_of_episode(episode(120.0), TALK, OUTLINE, map_, without="who wrote the AlexNet paper")
    assert "AlexNet" not in [c.text for c in without]
