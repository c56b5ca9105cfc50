import pytest

from pipeline.checks.texts import TextChecker, unquoted
from tests.builders import speech
from tests.fakes import BagEmbedder

TALK = speech(
    "0:00 Ana Ito: A big network can represent very complicated functions. "
    "Sour bread needs three days of patience and a warm kitchen. | "
    "1:00 Ben Bell: The city never built the tunnel under the river. "
    "It would have cost forty million dollars. | "
    "2:00 Ana Ito: My grandmother taught me to bake when I was nine years old."
)
PEOPLE = (("Ana Ito", "guest"), ("Ben Bell", "host"))


def checker() -> TextChecker:
    return TextChecker(TALK, PEOPLE, BagEmbedder(), None)


def verdict(text: str) -> str:
    (sentence,) = checker().checked(text).sentences
    return sentence.verdict


def test_what_was_said_is_supported_by_its_own_words() -> None:
    (found,) = checker().checked("Sour bread needs three days of patience and a warm kitchen.").sentences
    assert found.verdict == "supported"
    assert found.words is not None
    assert " ".join(w.text for i, j in found.words for w in TALK.words[i:j]).count("Sour bread needs three days") == 1
    assert found.start is not None
    assert found.start >= 0


@pytest.mark.parametrize(
    "text",
    ["The city built the tunnel under the river.", "The tunnel would have cost ninety million dollars."],
)
def test_the_opposite_and_another_number_are_contradicted(text: str) -> None:
    assert verdict(text) == "contradicted"


def test_what_nobody_spoke_of_is_not_supported() -> None:
    assert verdict("Parliament rejected a proposal on fishing quotas.") == "not supported"


def test_a_sentence_with_an_invented_quotation_is_not_supported() -> None:
    found = checker().checked("Ito says that sour bread needs three days: “Never hurry a hungry baker, my friends”.")
    assert [q.verdict for q in found.quotes] == ["not said"]
    assert [s.verdict for s in found.sentences] != ["supported"]


def test_a_text_without_statements_gives_nothing() -> None:
    found = checker().checked("# Sour bread\n\nDoes it need patience?\n")
    assert (found.quotes, found.sentences) == ((), ())


def test_two_checks_of_one_text_are_equal() -> None:
    text = "Ito bakes “sour bread”. Bell never built a tunnel."
    assert checker().checked(text) == checker().checked(text)


def test_quotation_marks_are_taken_out_and_apostrophes_stay() -> None:
    assert unquoted("“It’s ‘done’,” he says of Ito's bread.") == "It’s done, he says of Ito's bread."
