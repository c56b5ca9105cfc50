"""Which passage answers a question."""

from pipeline.stages.questions.stage import QuestionsConfig
from tests.unit.stages.questions.test_stage import ANSWER, ASKED, LEAST, OTHER, ask


def test_acknowledgements_and_restatements_do_not_answer() -> None:
    script = (
        f"0:00 Ada: {ASKED} | 0:05 Bo: Yeah. So the question is why green tea tastes bitter after boiling. {ANSWER}"
    )
    (asked,) = ask(script).questions
    assert asked.answer is not None
    assert asked.answer.text == ANSWER


def test_what_still_asks_does_not_answer_though_its_question_mark_is_missing() -> None:
    asks_on = "Or do you think green tea tastes bitter because boiling water burns it."
    (asked,) = ask(f"0:00 Why do you think green tea tastes bitter after boiling? {asks_on} | 0:12 {ANSWER}").questions
    assert asked.answer is not None
    assert asked.answer.text == ANSWER


def test_an_answer_goes_on_while_it_is_short_and_ends_before_the_next_question() -> None:
    long = f"{OTHER} " * 9
    (asked,) = ask(f"0:00 Ada: {ASKED} | 0:05 Bo: {ANSWER} {long}").questions
    assert asked.answer is not None
    assert asked.answer.text == f"{ANSWER} {OTHER} {OTHER} {OTHER} {OTHER}"
    (asked, *_) = ask(f"0:00 Ada: {ASKED} | 0:05 Bo: {ANSWER} Is it so everywhere? {long}").questions
    assert asked.answer is not None
    assert asked.answer.text == ANSWER


def test_what_is_said_to_the_askers_next_question_does_not_answer_this_one() -> None:
    long = "Nobody in my family has ever been able to say much about leaves, kettles or the weather of the hills."
    script = f"0:00 Ada: {ASKED} | 0:05 Bo: {{}} | 0:20 Ada: Is it so with the other teas? | 0:25 Bo: {ANSWER}"
    (asked, *_) = ask(script.format(long)).questions
    assert asked.answer is None or asked.answer.end < 20
    (asked, *_) = ask(script.format("Sorry?")).questions
    assert asked.answer is not None
    assert asked.answer.text == ANSWER


def test_the_asker_does_not_answer() -> None:
    (asked,) = ask(f"0:00 Ada: {ASKED} {ANSWER} | 0:10 Bo: {OTHER}").questions
    assert asked.answer is None or asked.answer.speaker == "Bo"


def test_an_answer_that_is_taken_back_is_not_shown() -> None:
    config = QuestionsConfig(least_score=LEAST, least_likeness=0.5)
    (asked,) = ask(f"0:00 Ada: {ASKED} | 0:05 Bo: {ANSWER} I take that back.", config=config).questions
    assert asked.answer is None


def test_an_answer_is_shown_with_what_completes_it() -> None:
    long = "Green tea tastes bitter after boiling for a number of reasons."
    rest = "Leaves " + "and leaves " * 40 + "burn."
    (asked,) = ask(f"0:00 Ada: {ASKED} | 0:05 Bo: {long} {rest}").questions
    assert asked.answer is not None
    assert asked.answer.text == f"{long} {rest}"
