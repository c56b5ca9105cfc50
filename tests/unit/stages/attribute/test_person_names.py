"""Names are read out of words: people the publisher told of, also misspelt, else a full name in capitals."""

import pytest

from pipeline.records import Person
from pipeline.stages.attribute.person_names import NameBook, plain

PEOPLE = [
    Person(name="Laura Bennett", source="sidecar"),
    Person(name="Dr. Daniel Carter", source="sidecar"),
    Person(name="Ann Lee", source="sidecar"),
    Person(name="Ann Wu", source="sidecar"),
]
BOOK = NameBook(PEOPLE)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Laura", "Laura Bennett"), ("Lora Benett", "Laura Bennett"), ("Dan", "Dr. Daniel Carter"),
        ("carter", "Dr. Daniel Carter"), ("Ann", None), ("Ann Lee", "Ann Lee"), ("Happy", None), ("Louis Ray", None),
    ],
)  # fmt: skip
def test_a_spelling_means_one_told_person_or_nobody(said: str, meant: str | None) -> None:
    assert BOOK.known(said) == meant


@pytest.mark.parametrize(
    ("text", "strangers", "found"),
    [
        ("Laura Bennett, welcome", False, ("Laura Bennett", 2)),
        ("Dr. Daniel Carter is here", False, ("Dr. Daniel Carter", 3)),
        ("Miguel Santos, welcome", True, ("Miguel Santos", 2)),
        ("Miguel Santos, welcome", False, None),
        ("American Muslim, I think", True, None),
        ("I'm Laura", True, None),
        ("the kettle", True, None),
    ],
)
def test_a_name_is_read_with_the_word_after_it(text: str, strangers: bool, found: tuple[str, int] | None) -> None:
    assert BOOK.read(text.split(), 0, strangers=strangers) == found


def test_a_text_without_capitals_names_no_stranger_but_still_those_told_of() -> None:
    small = NameBook(PEOPLE, cased=False)
    assert small.read("laura bennett, again".split(), 0, strangers=True) == ("Laura Bennett", 2)
    assert small.read("miguel santos, again".split(), 0, strangers=True) is None


def test_a_name_is_compared_without_case_accents_and_stops() -> None:
    assert plain("Dr. José  García") == "dr jose garcia"
