import pytest

from flows.commands import explain
from pipeline.errors import BadInput
from pipeline.records import Candidate, SectionReason, TopicReason
from tests.record_builder import highlights

RECORD, TRANSCRIPT = highlights()
ONE = SectionReason(section="t02", chosen=True, score=2.5, mentions=3, words=4.0, nearness=0.6, opening=0.5)
OTHER = ONE.model_copy(update={"section": "t01", "chosen": False, "score": -1.0, "mentions": 0})
FOUND = TopicReason(id="bread", name="Sour [bread]", spoken=True, presence=0.7, needed=0.45, sections=(OTHER, ONE))
MISSING = TopicReason(id="mars", name="Mars", spoken=False, presence=0.2, needed=0.55, sections=(OTHER,))


def test_a_topic_is_asked_for_by_name_or_id_in_any_case() -> None:
    assert explain.of_topics(RECORD, (FOUND, MISSING), "MARS") == [MISSING]
    assert explain.of_topics(RECORD, (FOUND, MISSING), None) == [FOUND, MISSING]


def test_a_topic_nobody_asked_for_is_told_how_to_ask() -> None:
    with pytest.raises(BadInput, match=r"found 'tea'; ask for it: .*topics\.watch"):
        explain.of_topics(RECORD, (FOUND,), "tea")
    with pytest.raises(BadInput, match=r"topics\.watch"):
        explain.of_topics(RECORD, (), None)


def test_the_decision_and_the_best_section_come_first() -> None:
    said = explain.told_topics(RECORD, [FOUND, MISSING]).splitlines()
    assert "0.700 ≥ 0.45" in said[2]
    assert "●" in said[4]
    assert "2.50" in said[4]
    assert any("not found in this episode" in x for x in said)
    assert any("0.200 < 0.55" in x for x in said)


def test_a_name_is_never_read_as_markup() -> None:
    assert "Sour \\[bread]" in explain.told_topics(RECORD, [FOUND])


def test_a_section_shows_the_features_whose_sum_ranks_it() -> None:
    section = RECORD.sections[1].model_copy(update={"features": {"substance": 0.5, "centrality": -0.25}})
    said = explain.told_section(section)
    assert "+0.500  substance" in said
    assert "+0.250  sum" in said


def test_passages_have_the_times_of_the_published_transcript() -> None:
    quote = RECORD.quotes[0]
    earlier = Candidate(start=0.0, end=1.0, words=quote.words, text=quote.text, section=quote.section)
    found = explain.as_heard(earlier, TRANSCRIPT)
    first, last = quote.words[0][0], quote.words[-1][1] - 1
    assert (found.start, found.end) == (TRANSCRIPT.words[first].start, TRANSCRIPT.words[last].end)
