"""The wording of a passage can keep it from being quoted."""

import pytest

from pipeline.stages.quotes.filters import points_at, wording_fault
from tests.unit.stages.quotes.test_stage import GOOD


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("What these headlines never tell you is how the clay was dug.", True),
        ("This glaze took eleven winters to get right.", True),
        ("This country was built on river clay.", False),
        ("A potter who forgets is lost, and these shelves remember everything for her.", False),
    ],
)
def test_a_thing_that_was_shown_before_is_seen(text: str, points: bool) -> None:
    assert points_at(text) is points


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (GOOD, None),
        ("Is great software built by small teams?", "a question"),
        ("It changed the whole history of software engineering.", "leans on what stands before it"),
        ("I think it changed the whole history of software.", "leans on what stands before it"),
        ("I don't love this. Software was my whole life.", "leans on what stands before it"),
        ("If the whole team ever learns the truth.", "half a sentence"),
        ("A friend of mine said that software would eat the world.", "somebody else's words"),
        ("People always say that software is eating the world.", "somebody else's words"),
        ("My father told me to write less code.", "somebody else's words"),
        ("Imagine if every team wrote less code.", "a supposition"),
        ("If someone told you to write less code, you would laugh.", "a supposition"),
        ("Thank you so much for building this software.", "greeting or thanks"),
        ("Visit acme.com and build your software today.", "sponsor wording"),
        ("You can look, you can do things like, you can take the whole code apart.", "breaks off inside"),
        ("Great software is built by — well, by people who trust each other.", "breaks off inside"),
        ("Great software is built by small teams who trust each other, right.", "breaks off inside"),
        ("Every mug and every t-shirt is in our shop until Sunday.", "sponsor wording"),
        ("Call the editors on 555-0142 and tell them your story.", "sponsor wording"),
        ('Great software is built by small teams," she thought.', "a piece of a quotation"),
        ("For example, great software needs small teams.", "continues an argument"),
        ("Like I said, great software needs small teams.", "speaks of the conversation itself"),
        ("The bridges you've written about are the oldest in Europe.", "speaks of the conversation itself"),
    ],
)
def test_wording_that_must_not_be_quoted(text: str, fault: str | None) -> None:
    assert wording_fault(text) == fault


@pytest.mark.parametrize(
    "text",
    [
        "Bad news sits in a drawer for years. Now our rule is simple.",
        "The mountains taught me three things.",
        "Let me give you an example.",
        "Old bridges fail for a number of reasons.",
        "Now, let me bring in a letter from a listener.",
        "Rain brings us to the second bridge.",
    ],
)
def test_a_quote_does_not_end_on_what_announces_more(text: str) -> None:
    assert wording_fault(text) == "ends on what announces more"


@pytest.mark.parametrize(
    "text", ["Publish them if you can, and write down the rest.", "You have to earn it every day."]
)
def test_a_quote_does_not_speak_of_what_it_does_not_name(text: str) -> None:
    assert wording_fault(text) == "leans on what stands before it"


@pytest.mark.parametrize(
    "text",
    [
        "The best rule of all is to keep your promises.",
        "Farmers know it is late when the birds stop singing.",
        "A good map tells you where it is wrong.",
        "Simple rules outlive the villages that made them.",
    ],
)
def test_a_quote_that_says_what_it_means_stands_alone(text: str) -> None:
    assert wording_fault(text) is None
