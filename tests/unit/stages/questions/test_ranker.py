"""The score of a question."""

import pytest

from pipeline.stages.questions.ranker import QUESTION_WEIGHTS, REFUSED, standalone_score
from tests.unit.stages.questions.test_standalone import asked


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("What makes a good potter, in your view?", "What makes that so good, in your view?"),
        ("How do you teach children to throw clay?", "And how does it change the process?"),
        ("Why do young potters leave their villages?", "So is it the same with the second one?"),
    ],
)
def test_a_question_that_names_its_things_scores_above_one_that_points(better: str, worse: str) -> None:
    assert standalone_score(*asked(better)) > standalone_score(*asked(worse))


def test_a_guests_rhetoric_scores_below_the_hosts_question() -> None:
    question = "How do you teach children to throw clay?"
    assert standalone_score(*asked(question)) > standalone_score(*asked(question, who="Bo"))


def test_the_score_is_the_sum_of_its_cues_and_a_question_of_many_words_is_refused() -> None:
    scene, k = asked("Or would you rather fire clay in a pit?")
    assert (
        standalone_score(
            scene, k, QUESTION_WEIGHTS.numbers.model_copy(update={"bias": 0.5, "columns": {"goes_on": -2.0}})
        )
        == -1.5
    )
    speech_of_many = "What do you think of clay that " + "holds and " * 25 + "breaks?"
    assert standalone_score(*asked(speech_of_many)) == REFUSED
