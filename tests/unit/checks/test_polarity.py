"""A sentence that says the opposite of the words is noticed."""

from pipeline.checks.polarity import flips


def test_opposites_reach_over_words_that_are_like_them() -> None:
    assert flips("The market hall is tiny.", "The market hall is enormous.")


def test_irregular_forms_are_one_word() -> None:
    assert flips("He made a kettle and it did not break.", "He makes a kettle. It broke.")
