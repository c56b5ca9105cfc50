"""Thoughts are told as an editor would, and what cannot be told well is a list."""

from pipeline.spans import hull
from pipeline.stages.narrate.passages import ToldTalk
from pipeline.stages.narrate.points import Thought
from pipeline.stages.narrate.telling import Teller, as_list
from tests.unit.stages.narrate.test_passages import talk_from, whole

KETTLES = (
    "0:01 Ben Ito: Copper kettles carry the heat. | 0:20 Ben Ito: Steel pots keep the water. "
    "| 0:40 Ben Ito: Glass cups show the colour. | 1:00 Ana Reyes: Clay jars hold the leaves."
)


def thoughts(talk: ToldTalk) -> list[Thought]:
    return [Thought((p,)) for p in talk.passages.values()]


def test_no_frame_is_used_twice_while_there_are_others_and_nobody_adds_to_what_another_said() -> None:
    talk = talk_from(KETTLES)
    teller = Teller(talk, whole(talk.transcript))
    assert teller.tell(thoughts(talk), 4) == 4
    assert [s.text for s in teller.told] == [
        "Ben Ito says that copper kettles carry the heat.",
        "Ito adds that “steel pots keep the water”.",
        "Ito also says that glass cups show the colour.",
        "According to Ana Reyes, “clay jars hold the leaves”.",
    ]


def test_short_thoughts_of_one_speaker_share_a_sentence_where_there_are_too_many() -> None:
    talk = talk_from(KETTLES)
    teller = Teller(talk, whole(talk.transcript))
    teller.tell(thoughts(talk), 3)
    assert teller.told[0].text == "Ben Ito says that copper kettles carry the heat, and that steel pots keep the water."
    assert [hull(c.words) for c in teller.told[0].clauses] == [(0, 5), (5, 10)]


def test_an_answer_is_told_with_its_question_once() -> None:
    talk = talk_from(
        "0:01 Ana: Why buy copper kettles? | 0:05 Ben: Copper kettles carry the heat. Copper kettles cost more money."
    )
    question = talk.transcript.sentences[0].words
    teller = Teller(talk, whole(talk.transcript))
    told = [Thought((p,), question=question) for p in talk.passages.values()]
    teller.tell(told, 3)
    assert teller.told[0].text == "Asked “Why buy copper kettles?”, Ben says that copper kettles carry the heat."
    assert "Asked" not in teller.told[1].text


def test_one_pure_quotation_is_enough() -> None:
    talk = talk_from("0:01 Ben: My kettles warm me. My pots keep my water. My cups show me my tea.")
    teller = Teller(talk, whole(talk.transcript))
    assert teller.tell(thoughts(talk), 3) == 1
    assert teller.told[0].text.endswith("My kettles warm me.”") or "“My" in teller.told[0].text


def test_a_list_says_who_speaks_and_quotes_and_leaves_stray_lines_out() -> None:
    stray = talk_from(KETTLES)
    assert as_list(stray, thoughts(stray), whole(stray.transcript), 5) == []
    talk = talk_from(KETTLES.replace(".", " of the tea all winter long."))
    items = as_list(talk, thoughts(talk), whole(talk.transcript), 5)
    assert [i.text for i in items] == [
        "Ben Ito: “Copper kettles carry the heat of the tea all winter long.”",
        "“Steel pots keep the water of the tea all winter long.”",
        "“Glass cups show the colour of the tea all winter long.”",
        "Ana Reyes: “Clay jars hold the leaves of the tea all winter long.”",
    ]
    assert {i.method for i in items} == {"extract"}
