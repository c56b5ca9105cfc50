"""A section is told by the thoughts most worth printing, of one speaker, or not at all."""

from dataclasses import replace

from pipeline.stages.narrate.passages import ToldTalk
from pipeline.stages.narrate.points import Thought
from pipeline.stages.narrate.telling import (
    FURTHER_ODDS,
    NOTE_ODDS,
    Teller,
    foremost,
    note_of,
    worth_telling,
)
from tests.unit.stages.narrate.test_passages import talk_from, whole

KETTLES = (
    "0:01 Ben Ito: Copper kettles carry the heat of the fire all winter long. | 0:20 Ben Ito: Steel pots keep my water "
    "warm for many hours. | 1:00 Ana Reyes: Clay jars hold the leaves of the tea for years."
)


def thoughts(talk: ToldTalk, *odds: float) -> list[Thought]:
    given = odds or (0.0,) * len(talk.passages)
    return [Thought((p,), odds=o) for p, o in zip(talk.passages.values(), given, strict=True)]


def told(talk: ToldTalk, *some: Thought) -> list[str]:
    teller = Teller(talk, whole(talk.transcript))
    assert all(teller.say(thought) for thought in some)
    return [sentence.text for sentence in teller.told]


def test_a_statement_stands_before_its_speaker_and_what_cannot_be_reported_is_quoted() -> None:
    talk = talk_from(KETTLES)
    assert told(talk, *thoughts(talk)) == [
        "Copper kettles carry the heat of the fire all winter long, Ben Ito says.",
        "“Steel pots keep my water warm for many hours,” Ito says.",
        "Clay jars hold the leaves of the tea for years, Ana Reyes says.",
    ]


def test_who_goes_on_in_the_same_form_adds() -> None:
    talk = talk_from("0:01 Ben: My copper kettles carry heat well. | 0:20 Ben: My steel pots keep water warm.")
    assert told(talk, *thoughts(talk))[1].endswith("Ben adds.")


def test_the_speaker_stands_after_the_first_sentence_of_a_longer_quotation() -> None:
    talk = talk_from("0:01 Ben: My copper kettles carry the heat. My steel pots keep the water.")
    both = Thought(tuple(talk.passages.values()))
    assert told(talk, both) == ["“My copper kettles carry the heat,” Ben says. “My steel pots keep the water.”"]


def test_nobody_is_named_where_nobody_knows_who_speaks() -> None:
    talk = talk_from("0:01 Copper kettles carry the heat of the fire.")
    assert told(talk, *thoughts(talk)) == ["“Copper kettles carry the heat of the fire.”"]


def test_an_answer_that_leans_on_its_question_is_told_with_it() -> None:
    talk = talk_from("0:01 Ana: Why buy copper kettles? | 0:05 Ben: Copper kettles carry the heat of the fire.")
    passage = next(p for p in talk.passages.values() if p.speaker == "Ben")
    leaning = replace(passage, reading=replace(passage.reading, points_back=True))
    answer = Thought((leaning,), question=talk.transcript.sentences[0].words)
    assert told(talk, answer) == [
        "Asked “Why buy copper kettles?”, Ben says: “Copper kettles carry the heat of the fire.”"
    ]


def test_the_best_thoughts_are_told_and_none_below_the_odds() -> None:
    talk = talk_from(KETTLES)
    some = thoughts(talk, 1.0, FURTHER_ODDS - 0.5, 0.5)
    assert worth_telling(talk, some, 3) == [some[0], some[2]]
    assert worth_telling(talk, some, 1) == [some[0]]


def test_a_longer_thought_ranks_before_a_shorter_one_of_equal_odds() -> None:
    talk = talk_from("0:01 Ben: My old copper kettles carry the heat of fire. My steel pots keep the water.")
    one, two = talk.passages.values()
    short, long_ = Thought((one,)), Thought((one, two))
    assert foremost(talk, [short, long_], 2) == [long_, short]


def test_no_more_than_two_variants_of_one_beginning_are_read() -> None:
    said = "My old copper kettles carry the heat of fire. Steel pots keep the water. Clay jars hold the tea."
    talk = talk_from(f"0:01 Ben: {said}")
    parts = tuple(talk.passages.values())
    some = [Thought(parts[:n]) for n in (1, 2, 3)]
    assert foremost(talk, some, 5) == [some[2], some[1]]
    assert foremost(talk, some, 1) == [some[2]]


def test_after_its_first_thought_a_note_keeps_within_its_words() -> None:
    talk = talk_from(KETTLES)
    some = thoughts(talk, 0.5, 0.4, 0.3)
    assert worth_telling(talk, some, 3, budget=1) == [some[0]]
    assert len(worth_telling(talk, some, 3, budget=sum(t.length for t in some))) == 3


TWO_VOICES = (
    "0:01 Ben: Copper kettles carry the heat of the fire. | 0:09 Ana: Clay jars hold the leaves of the tea. | "
    "0:20 Ben: Steel pots keep my water warm for hours. | 0:30 Ana: Green leaves grow on the hill by the river. | "
    "0:40 Ben: Iron pans last longer than the house itself."
)


def test_a_note_tells_the_thoughts_of_one_speaker() -> None:
    talk = talk_from(TWO_VOICES)
    some = thoughts(talk, 0.6, 1.2, 0.6, 0.7, 0.6)
    assert {t.speaker for t in note_of(talk, some, 3)} == {"Ben"}
    assert len(note_of(talk, some, 3)) == 3
    assert {t.speaker for t in note_of(talk, some, 2)} == {"Ana"}


def test_a_note_that_a_reader_would_hardly_print_is_not_told() -> None:
    talk = talk_from(TWO_VOICES)
    assert note_of(talk, thoughts(talk, *[NOTE_ODDS - 0.1] * 5), 3) == []
    alone = thoughts(talk, 1.5, -2, -2, -2, -2)
    assert note_of(talk, alone, 3) == []
    assert note_of(talk, alone, 3, watched=True) == alone[:1]


def test_no_thought_no_note() -> None:
    assert note_of(talk_from(TWO_VOICES), [], 3) == []
