from pipeline.records import Outline, Section, Topic, Transcript, WatchTopic
from pipeline.stages.topics.stage import TopicsConfig, topics
from tests.builders import speech
from tests.fakes import BagEmbedder

SCRIPT = """
0:00 Ann: Welcome to the show about tea and bread.
0:30 Ann: Why did Alex Net work? | 0:40 Bob: The alex net paper used graphics cards. Labeled pictures mattered too.
1:30 Ann: What is attention? | 1:40 Bob: Transformers look at every word. A transformer trains quickly on hardware.
2:30 Ann: How do transformers scale? | 2:40 Bob: The transformer keeps improving. Bigger transformers read more text.
3:30 Ann: This show is sponsored by Bitcoin Bank. Buy bitcoin today with our bitcoin code.
4:00 Ann: What do you cook? | 4:10 Bob: Soup with onions. I cook soup every winter evening at home.
"""
EDGES = ((0, "intro"), (30, "talk"), (90, "talk"), (150, "talk"), (210, "sponsor"), (240, "talk"))
END_S = 300.0


def talk() -> tuple[Transcript, Outline]:
    transcript = speech(SCRIPT)
    firsts = [next(w.i for w in transcript.words if w.start >= start) for start, _ in EDGES]
    sections = [
        Section(
            id=f"t{k + 1:02d}", title=f"Section {k + 1}", title_source="generated", kind=kind, start=start,
            end=[*(s for s, _ in EDGES[1:]), END_S][k], words=(firsts[k], [*firsts[1:], len(transcript.words)][k]),
        )
        for k, (start, kind) in enumerate(EDGES)
    ]  # fmt: skip
    return transcript, Outline(sections=tuple(sections))


def answer(name: str, *aliases: str, **knobs: float) -> Topic:
    transcript, outline = talk()
    config = TopicsConfig.model_validate({"watch": (WatchTopic(id="w", name=name, aliases=aliases),), **knobs})
    return topics(transcript, outline, config, embedder=BagEmbedder()).topics[0]


def test_topic_of_a_sponsor_is_not_found() -> None:
    assert not answer("bitcoin").found


def test_section_of_a_watch_topic_is_ranked_first_and_frames_not_at_all() -> None:
    transcript, outline = talk()
    watch = (WatchTopic(id="soup", name="Soup"),)
    found = topics(transcript, outline, TopicsConfig(watch=watch, spoken_presence=0.2), embedder=BagEmbedder())
    assert found.ranked[0] == "t06"
    assert set(found.ranked) == {"t02", "t03", "t04", "t06"}


def test_no_more_sections_are_highlighted_than_asked_for() -> None:
    transcript, outline = talk()
    assert len(topics(transcript, outline, TopicsConfig(highlights=2), embedder=BagEmbedder()).ranked) == 2


def test_an_empty_episode_answers_every_topic() -> None:
    silent = talk()[0].model_copy(update={"words": (), "cues": (), "turns": (), "sentences": ()})
    watch = (WatchTopic(id="x", name="X"),)
    found = topics(silent, Outline(sections=()), TopicsConfig(watch=watch), embedder=BagEmbedder())
    assert [t.found for t in found.topics] == [False]
    assert found.ranked == ()


def test_topics_are_the_same_when_asked_twice() -> None:
    transcript, outline = talk()
    config = TopicsConfig(watch=(WatchTopic(id="a", name="AlexNet"), WatchTopic(id="b", name="Soup")))
    first, second = (topics(transcript, outline, config, embedder=BagEmbedder()) for _ in range(2))
    assert first == second


def test_features_sum_to_the_rank() -> None:
    transcript, outline = talk()
    config = TopicsConfig(watch=(WatchTopic(id="soup", name="Soup"),), spoken_presence=0.2)
    found = topics(transcript, outline, config, embedder=BagEmbedder())
    assert "topic:soup" in found.features["t06"]
    value = {name: sum(terms.values()) for name, terms in found.features.items()}
    assert list(found.ranked) == sorted(value, key=lambda name: -value[name])


def test_an_episode_of_short_sections_only_has_its_best_one_highlighted() -> None:
    transcript, outline = talk()
    long = topics(transcript, outline, TopicsConfig(), embedder=BagEmbedder()).ranked
    short = topics(transcript, outline, TopicsConfig(least_highlight_s=600), embedder=BagEmbedder()).ranked
    assert len(long) > 1
    assert short == long[:1]
