"""Topics that nobody asked for."""

from pipeline.records import Outline, WatchTopic
from pipeline.stages.topics.stage import TopicsConfig, topics
from tests.fakes import BagEmbedder
from tests.unit.stages.topics.test_stage import talk


def test_discovered_topics_are_key_phrases_of_few_sections_and_never_watched_ones() -> None:
    transcript, outline = talk()
    phrases = {"t03": ("transformers",), "t04": ("transformer",), "t06": ("soup", "onions")}
    sections = tuple(s.model_copy(update={"keyphrases": phrases.get(s.id, ())}) for s in outline.sections)
    outline = Outline(sections=sections)
    found = topics(transcript, outline, TopicsConfig(), embedder=BagEmbedder()).discovered
    assert [(t.name, t.sections) for t in found] == [("Transformers", ("t03", "t04"))]
    for name in ("Transformer", "Large Transformers"):  # what a watched name ends with is that topic
        watch = (WatchTopic(id="x", name=name),)
        assert not topics(transcript, outline, TopicsConfig(watch=watch), embedder=BagEmbedder()).discovered
