"""Sections get titles that stand alone."""

import pytest

from pipeline.stages.segment.phrases import Phrases
from pipeline.stages.segment.titles import advice_title, phrase_title, question_title

NETS = Phrases(
    best=("AlexNet", "graphics cards"), salient=frozenset({"alexnet", "graphics", "cards"}), names=frozenset()
)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("So, why did AlexNet work, when networks had disappointed people?", "Why did AlexNet work?"),
        ("Let me ask, what do you think is the secret of AlexNet?", "What is the secret of AlexNet?"),
        ("Can you step back and say, what is AlexNet?", "What is AlexNet?"),
        ("Why is that?", None),
        ("Why did it work on graphics cards?", None),
        ("What did you eat for breakfast?", None),
        (
            "What's the difference between AlexNet and older networks?",
            "What's the difference between AlexNet and older networks?",
        ),
        ("What's the difference between AlexNet and the networks that people had built for thirty years?", None),
        ("What topic of graphics cards?", None),
        ("What are the graphics cards?", None),
        ("What's the name of the AlexNet paper?", None),
        ("AlexNet worked.", None),
        ("", None),
    ],
)
def test_question_is_shortened_to_a_title_that_stands_alone(said: str, title: str | None) -> None:
    assert question_title(said, NETS) == title


def test_title_is_the_best_phrase_that_no_other_section_has() -> None:
    best = Phrases(("physics", "double descent"), frozenset(), frozenset())
    assert phrase_title(best, set()) == "Physics"
    assert phrase_title(best, {"physics"}) == "Double descent"
    assert phrase_title(best, {"physics", "double descent"}) is None


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("What advice would you give to a young person who wants to bake?", "Advice for a young person"),
        ("So do you have any, what advice do you have for young people today?", "Advice for young people"),
        ("What advice would you give me?", None),
        ("The advice was good.", None),
    ],
)
def test_question_for_advice_becomes_a_title(said: str, title: str | None) -> None:
    assert advice_title(said) == title
