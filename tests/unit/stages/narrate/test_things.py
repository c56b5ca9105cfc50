"""An episode is about things that were said there, each with the words that say it."""

from pipeline.stages.narrate.things import things_of_episode
from tests.builders import episode
from tests.published import ANA, BEN, OUTLINE, TALK, findings


def test_an_episode_is_about_its_watched_topics_first() -> None:
    map_ = findings()["topic_map"]
    found = things_of_episode(episode(120.0, people=(ANA, BEN)), TALK, OUTLINE, map_)
    assert [c.text for c in found][:2] == ["AlexNet", "Deep Double Descent"]
    without = things_of_episode(episode(120.0), TALK, OUTLINE, map_, without="who wrote the AlexNet paper")
    assert "AlexNet" not in [c.text for c in without]
