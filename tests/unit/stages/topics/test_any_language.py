"""Topics are found by their words where vectors mean nothing."""

from pipeline.records import WatchTopic
from pipeline.stages.topics.any_language import discovered, key_of, rank_features, said_sections, search
from pipeline.stages.topics.config import TopicsConfig
from tests.talks import talk
from tests.unit.stages.segment.test_cohesion import outline


def test_a_topic_is_found_in_the_section_that_names_it_in_any_form() -> None:
    for language, name, other in (
        ("de", "Sauerteig", "Dampflok"),
        ("ja", "人工知能", "宇宙船"),
        ("ar", "النخيل", "الدبابة"),
    ):
        _, transcript, _ = talk(language)
        parts = said_sections(transcript, outline(language))
        found, reason = search(WatchTopic(id="t", name=name), parts, transcript)
        assert found.found, name
        assert reason.spoken
        assert found.sections[0] in {part.section.id for part in parts if part.mentions(key_of(name, language))}
        assert not search(WatchTopic(id="t", name=other), parts, transcript)[0].found


def test_sections_are_ranked_and_topics_nobody_asked_for_have_ids_of_their_own() -> None:
    _, transcript, _ = talk("ja")
    parts = said_sections(transcript, outline("ja"))
    features = rank_features(transcript, parts, (), watched=2.0, central=0.25)
    assert set(features) == {part.section.id for part in parts}
    found = discovered(parts, TopicsConfig(), "ja")
    assert len({topic.id for topic in found}) == len(found) > 2
