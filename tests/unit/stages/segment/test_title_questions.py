"""Questions become titles that stand alone."""

import pytest

from pipeline.stages.segment.title_questions import advice_title, asked


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("So, why did AlexNet work, when networks had disappointed people?", "Why did AlexNet work?"),
        ("Let me ask, what do you think is the secret of AlexNet?", "What is the secret of AlexNet?"),
        ("Can you step back and say, what is AlexNet?", "What is AlexNet?"),
        (
            "What's the difference between AlexNet and older networks?",
            "What's the difference between AlexNet and older networks?",
        ),
        ("What did you eat for breakfast?", "What did you eat for breakfast?"),
    ],
)
def test_question_is_whole_or_shortened_where_a_clause_ends(said: str, title: str) -> None:
    assert title in asked(said)


@pytest.mark.parametrize(
    "said",
    [
        "Why is that?",
        "Why did it work on graphics cards?",
        "What's the difference between AlexNet and the networks that people had built for thirty years?",
        "What topic of graphics cards?",
        "What are the graphics cards?",
        "What's the name of the AlexNet paper?",
        "AlexNet worked.",
        "",
    ],
)
def test_question_that_does_not_stand_alone_is_no_title(said: str) -> None:
    assert asked(said) == []


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
