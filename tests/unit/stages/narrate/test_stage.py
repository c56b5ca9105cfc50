"""What is told of a section reads as a note: whole sentences, questions that are put to somebody, varied frames."""

import pytest

from pipeline.records import Question, Questions, Section, Transcript
from pipeline.stages.narrate.passages import Passage, marked, roughness
from pipeline.stages.narrate.selection import opening_question
from pipeline.stages.narrate.templates import Teller
from tests.builders import speech
from tests.fakes import CapitalReader


def whole(talk: Transcript) -> Section:
    return Section(
        id="t01", title="The kettle", title_source="generated", kind="talk", start=0, end=300,
        words=(0, len(talk.words)),
    )  # fmt: skip


def opening(script: str) -> str | None:
    talk = speech(script)
    found = opening_question(talk, whole(talk), Questions(questions=()), CapitalReader())
    return found and " ".join(w.text for i, j in found for w in talk.words[i:j])


def test_a_question_put_to_the_other_opens_and_one_that_its_speaker_answers_does_not() -> None:
    asked = "0:01 Ana: Why does a copper kettle whistle louder? | 0:09 Ben: Because copper is thin."
    assert opening(asked) == "Why does a copper kettle whistle louder?"
    answered = (
        "0:01 Ben: Why does a copper kettle whistle louder? | 0:05 Ben: Copper is thin and carries every sound that "
        "the steam makes on its way out of the spout, and so the whole kitchen hears it before the tea is ready. "
        "| 0:30 Ana: I see."
    )
    assert opening(answered) is None


def test_where_nobody_is_known_any_question_may_open() -> None:
    assert opening("0:01 Why does a copper kettle whistle louder? Because copper is thin.") is not None


def test_a_listed_question_counts_even_if_it_is_short() -> None:
    talk = speech("0:01 Ana: And the kettle? | 0:05 Ben: It whistles.")
    span = talk.sentences[0].words
    listed = Question(id="a1", text="And the kettle?", speaker="Ana", section="t01", start=1, end=2, words=(span,))
    assert opening_question(talk, whole(talk), Questions(questions=(listed,)), CapitalReader()) == (span,)


@pytest.mark.parametrize(
    ("text", "rough"),
    [
        ("Copper kettles whistle louder.", False),
        ("However, copper kettles whistle louder.", True),
        ("So in the end copper kettles whistle louder.", True),
        ("Copper is thin. Kettles whistle.", True),
    ],
)
def test_wording_that_joins_on_to_something_else_costs(text: str, rough: bool) -> None:
    assert (roughness(text) > 0) is rough


@pytest.mark.parametrize(
    "text", ["(07:20): But copper is thin.", "That is ta[king] copper.", "12:05 But copper is thin."]
)
def test_a_transcripts_own_marks_are_not_told(text: str) -> None:
    assert marked(text)
    assert not marked("At 12:05 the kettle whistled.")


def test_no_frame_is_used_twice_while_there_are_others_and_nobody_adds_to_what_another_said() -> None:
    talk = speech(
        "0:01 Ben Ito: Copper is thin. | 0:20 Ben Ito: Steel is thick. | 0:40 Ben Ito: Glass is clear. "
        "| 1:00 Ana Reyes: Clay is warm."
    )
    teller = Teller(talk, whole(talk), turn=1)
    for k, sentence in enumerate(talk.sentences):
        said = " ".join(w.text for w in talk.words[slice(*sentence.words)]).lower().rstrip(".")
        teller.tell(Passage("clause", (sentence.words,), (), said, sentence.speaker, 0.0, whole=True), last=k == 3)
    assert [s.text for s in teller.told] == [
        "According to Ben Ito, copper is thin.",
        "Ito adds that steel is thick.",
        "Ito goes on to say that glass is clear.",
        "Ana Reyes says that clay is warm.",
    ]
