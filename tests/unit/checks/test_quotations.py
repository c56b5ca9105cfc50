import pytest

from pipeline.checks.quotations import QuotationFinder
from tests.builders import speech

TALK = speech(
    "0:00 Ana Ito: Well, um, if you can train a big network, a big network can represent very complicated functions. "
    "It was, it was pretty amazing to see. "
    "We have 10 layers and one and a half billion parameters in the dataset. "
    "When the data has many degrees of freedom, then there is a one to one correspondence between them. "
    "And so small changes lead to noticeable changes in the model. | "
    "2:00 Ben Bell: I never said that GPT2 was finished. Do not bet against deep learning. | "
    "3:00 Ana Ito: The brain is a good example of it."
)
FINDER = QuotationFinder(TALK)


@pytest.mark.parametrize(
    ("quoted", "verdict"),
    [
        ("a big network can represent very complicated functions", "verbatim"),
        ("A BIG NETWORK, can represent: very complicated functions!", "verbatim"),
        ("Do not bet against deep learning.", "verbatim"),
        ("brain", "verbatim"),
        ("ten layers and one and a half billion parameters in the data set", "verbatim"),
        ("1.5 billion parameters in the dataset", "verbatim"),
        ("It was pretty amazing to see.", "verbatim"),
        ("a one-to-one correspondence between them", "verbatim"),
        ("I never said that GPT-2 was finished.", "verbatim"),
        ("Well, if you can train a big network", "cleaned"),
        ("It was, it was, um, pretty amazing to see.", "altered"),
        ("When the data has many degrees of freedom … small changes lead to noticeable changes", "elided"),
        ("When the data has many degrees of freedom [...] small changes lead to noticeable changes", "elided"),
        ("If you can train a big network … The brain is a good example of it.", "elided"),
        ("When the data has many degrees of freedom, small changes lead to noticeable changes", "altered"),
        ("a big network can represent very simple functions", "altered"),
        ("a big network can never represent very complicated functions", "altered"),
        ("a big network can represent complicated functions", "altered"),
        ("I said that GPT2 was finished.", "altered"),
        ("was finished. Do bet against deep learning.", "altered"),
        ("deep learning. The brain is a good example", "altered"),
        ("The brain is a good example of it … if you can train a big network", "altered"),
        ("the network of complicated brain", "not said"),
        ("Success comes to those who never give up on their dreams", "not said"),
        ("brains", "not said"),
        ("…", "not said"),
    ],
)
def test_grades(quoted: str, verdict: str) -> None:
    assert FINDER.graded(quoted).verdict == verdict


def test_what_is_found_names_its_words_and_times() -> None:
    found = FINDER.graded("the data has many degrees of freedom … noticeable changes")
    assert found.words is not None
    assert [" ".join(w.text for w in TALK.words[i:j]) for i, j in found.words] == [
        "the data has many degrees of freedom,",
        "noticeable changes",
    ]
    assert found.start == TALK.words[found.words[0][0]].start
    assert found.end == TALK.words[found.words[-1][1] - 1].end


def test_an_altered_quotation_shows_what_was_said_in_its_place() -> None:
    assert FINDER.graded("a big network can represent very simple functions").said == (
        "a big network can represent very complicated functions."
    )


def test_what_was_never_said_has_no_place() -> None:
    found = FINDER.graded("Success comes to those who never give up on their dreams")
    assert (found.said, found.start, found.end, found.words) == (None, None, None, None)


def test_every_stretch_of_a_talk_is_verbatim() -> None:
    words = [w.text for w in TALK.words]
    for turn in TALK.turns:
        for first in range(turn.words[0], turn.words[1] - 6, 5):
            assert FINDER.graded(" ".join(words[first : first + 6])).verdict == "verbatim"
