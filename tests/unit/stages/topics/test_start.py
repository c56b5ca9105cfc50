"""A watched topic begins where talk of it begins, not always where its section does."""

import pytest

from pipeline.records import Opening, Outline, Section, TopicMap, Transcript, WatchTopic
from pipeline.stages.topics.stage import TopicsConfig, topics
from tests.builders import speech
from tests.fakes import BagEmbedder

BREAD = "Bread dough rests overnight. Flour and yeast make bread rise. A baker kneads bread dough slowly."
PLANETS = "Planets circle a bright star. Telescopes show planets and moons. Astronomers measure orbits of planets."
TURN_S = 150


def talk() -> Transcript:
    """Bread, then planets, in one section."""
    lines = [f"{at // 60}:{at % 60:02d} Bob: {BREAD if at < TURN_S else PLANETS}" for at in range(0, 300, 15)]
    return speech("\n".join(lines))


def found(name: str, *openings_s: float) -> TopicMap:
    transcript = talk()
    whole = Section(
        id="t01", title="All", title_source="generated", kind="talk", start=0.0, end=300.0,
        words=(0, len(transcript.words)),
    )  # fmt: skip
    first = {s.start: s.words[0] for s in transcript.sentences}
    openings = tuple(Opening(word=first[at], expected=0.4) for at in openings_s)
    watch = (WatchTopic(id="w", name=name),)
    config = TopicsConfig(watch=watch, spoken_presence=0.2, unspoken_presence=0.2)
    return topics(transcript, Outline(sections=(whole,), openings=openings), config, embedder=BagEmbedder())


def test_a_topic_begins_at_the_place_where_it_comes_up() -> None:
    assert found("orbits of planets", 60.0, 150.0, 225.0).topics[0].start == 150.0


@pytest.mark.parametrize("openings", [(), (60.0,), (285.0,)])
def test_a_place_where_nothing_changes_is_not_taken(openings: tuple[float, ...]) -> None:
    start = found("star of planets", *openings).topics[0].start
    assert start in (0.0, 150.0)  # with its section, or where it is first named


def test_a_topic_of_the_sections_beginning_begins_with_it() -> None:
    assert found("bread dough", 60.0, 150.0).topics[0].start == 0.0
