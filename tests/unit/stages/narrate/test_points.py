"""Points cover a section, are unlike each other, and keep the question that they answer."""

from pipeline.stages.narrate.points import continuation, points_of, record_of
from tests.unit.stages.narrate.test_passages import talk_from, whole


def test_the_points_of_a_section_are_unlike_each_other_and_keep_what_they_answer() -> None:
    talk = talk_from(
        "0:01 Ana: Why do copper kettles sing? | 0:05 Ben: Copper kettles sing from the heat of the fire below. "
        "| 0:20 Ben: Clay jars hold the leaves of the tea all winter. | 0:40 Ben: Copper kettles sing from the heat "
        "of the fire again.",
        asked=[(0, 5)], hosts=frozenset({"Ana"}),
    )  # fmt: skip
    _, found = points_of(talk, whole(talk.transcript), [])
    point = record_of(talk, found[0])
    assert point.answers == "Why do copper kettles sing?"
    assert point.sentences[0] == "s0002"
    assert len({id_ for t in found for id_ in record_of(talk, t).sentences}) == 3


def test_what_is_taken_back_is_no_point_and_what_needs_the_next_sentence_takes_it_along() -> None:
    taken_back = talk_from("0:01 Ben: Copper kettles carry the heat of the fire. No, sorry, scratch that.")
    assert points_of(taken_back, whole(taken_back.transcript), []) == ([], [])
    talk = talk_from(
        "0:01 Ben: The copper kettles carry the heat of the fire. Or rather, the copper kettles carry some of the heat."
    )
    _, (point,) = points_of(talk, whole(talk.transcript), [])
    assert [p.sentence for p in point.passages] == [0, 1]


def test_why_and_what_a_watched_topic_is_comes_first() -> None:
    talk = talk_from(
        "0:01 Ben: Copper kettles sing because the fire is hot. | 0:10 Ana: Clay jars hold the leaves of the tea. "
        "| 0:20 Ben: Copper kettles came from Ghent in winter."
    )
    found, _ = points_of(talk, whole(talk.transcript), [], ["Copper kettles"])
    assert [t.explains for t in found] == [True, False, False]
    assert found[0].of_topic > found[2].of_topic > 0


def test_the_next_step_of_something_begins_no_passage() -> None:
    talk = talk_from(
        "0:01 Ben: The second thing is that copper kettles sing. Copper kettles carry the heat of the fire."
    )
    found, _ = points_of(talk, whole(talk.transcript), [])
    assert [t.passages[0].sentence for t in found] == [1]


def test_what_a_speaker_goes_on_with_is_told_after_what_it_leans_on() -> None:
    talk = talk_from(
        "0:01 Ben: If the kettle is small, the water boils soon. And at some point the water gets cold. And then the "
        "water boils again in the kettle. | 0:30 Ana: Clay jars hold the leaves of the tea."
    )
    found, _ = points_of(talk, whole(talk.transcript), [])
    first = next(t for t in found if len(t.passages) == 1 and t.passages[0].sentence == 0)
    rest = continuation(talk, first)
    assert rest is not None
    assert [p.sentence for p in rest.passages] == [1, 2]
    assert continuation(talk, rest) is None
