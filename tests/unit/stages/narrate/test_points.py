"""Points cover a section, are unlike each other, and keep the question that they answer."""

from pipeline.stages.narrate.points import points_of, record_of
from tests.unit.stages.narrate.test_passages import talk_from, whole


def test_the_points_of_a_section_are_unlike_each_other_and_keep_what_they_answer() -> None:
    talk = talk_from(
        "0:01 Ana: Why do copper kettles sing? | 0:05 Ben: Copper kettles sing from the heat of the fire below. "
        "| 0:20 Ben: Clay jars hold the leaves of the tea all winter. | 0:40 Ben: Copper kettles sing from the heat "
        "of the fire again.",
        asked=[(0, 5)], hosts=frozenset({"Ana"}),
    )  # fmt: skip
    found = points_of(talk, whole(talk.transcript), [])
    point = record_of(talk, found[0])
    assert point.answers == "Why do copper kettles sing?"
    assert point.sentences[0] == "s0002"
    assert len({id_ for t in found for id_ in record_of(talk, t).sentences}) == 3


def test_what_is_taken_back_is_no_point_and_what_needs_the_next_sentence_takes_it_along() -> None:
    taken_back = talk_from("0:01 Ben: Copper kettles carry the heat of the fire. No, sorry, scratch that.")
    assert points_of(taken_back, whole(taken_back.transcript), []) == []
    talk = talk_from(
        "0:01 Ben: The copper kettles carry the heat of the fire. Or rather, the copper kettles carry some of the heat."
    )
    (point,) = points_of(talk, whole(talk.transcript), [])
    assert [p.sentence for p in point.passages] == [0, 1]
