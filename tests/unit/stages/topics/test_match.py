"""A watched topic is found where it is spoken of, and nowhere else."""

import pytest

from pipeline.records import WatchTopic
from pipeline.stages.topics.stage import TopicsConfig, topics
from tests.fakes import BagEmbedder
from tests.unit.stages.topics.test_stage import answer, talk


@pytest.mark.parametrize("name", ["AlexNet", "Alex-Net", "alex net", "Alex Nets"])
def test_topic_is_found_however_the_engine_spells_it(name: str) -> None:
    found = answer(name, spoken_presence=0.15)
    assert found.found
    assert found.sections == ("t02",)


def test_topic_spans_the_neighbouring_sections_that_speak_of_it() -> None:
    found = answer("Transformers", spoken_presence=0.2, union_share=0.2)
    assert found.sections == ("t03", "t04")
    assert (found.start, found.end) == (90, 210)


def test_topic_that_nobody_speaks_of_is_answered_as_not_found() -> None:
    missing = answer("Mars colonization")
    assert not missing.found
    assert (missing.sections, missing.start, missing.end) == ((), None, None)


def test_alias_never_outranks_the_name() -> None:
    found = answer("AlexNet", "transformers", spoken_presence=0.0, union_share=1.0)
    assert found.sections == ("t02",)


def test_reasons_hold_every_section_and_mark_the_chosen() -> None:
    transcript, outline = talk()
    config = TopicsConfig(watch=(WatchTopic(id="soup", name="Soup"),), spoken_presence=0.2)
    reason = topics(transcript, outline, config, embedder=BagEmbedder()).reasons[0]
    assert [s.section for s in reason.sections] == ["t02", "t03", "t04", "t06"]
    assert [s.section for s in reason.sections if s.chosen] == ["t06"]
    assert reason.spoken
    assert reason.presence >= reason.needed == 0.2
