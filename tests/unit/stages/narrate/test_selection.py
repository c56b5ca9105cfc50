"""Which question opens a section."""

from pipeline.records import Question, Questions
from pipeline.stages.narrate.selection import opening_question
from tests.builders import speech
from tests.fakes import CapitalParser
from tests.unit.stages.narrate.test_templates import whole


def opening(script: str) -> str | None:
    talk = speech(script)
    found = opening_question(talk, whole(talk), Questions(questions=()), CapitalParser())
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
    assert opening_question(talk, whole(talk), Questions(questions=(listed,)), CapitalParser()) == (span,)
