"""A sentence that says the opposite of the words is noticed."""

from pipeline.checks.polarity import flips


def test_opposites_reach_over_words_that_are_like_them() -> None:
    assert flips("The market hall is tiny.", "The market hall is enormous.")


def test_irregular_forms_are_one_word() -> None:
    assert flips("He made a kettle and it did not break.", "He makes a kettle. It broke.")


def test_both_of_a_pair_of_opposites_in_a_claim_are_no_reversal() -> None:
    assert flips("A father sings of a wonderful mother.", "She is a wonderful mother, he sings.") == []
    assert flips("A wonderful father sings.", "She is a wonderful mother who sings.")


def test_a_size_compares_nothing_and_a_greater_one_does() -> None:
    assert flips("The small mill grinds oats.", "The mill grinds oats.") == []
    assert flips("The smaller mill grinds oats.", "The mill grinds oats.")


def test_what_is_weekly_happens_every_week() -> None:
    assert flips("The letter comes every week.", "It is a weekly letter.") == []
    assert flips("The letter comes every week.", "The letter comes in some weeks.")
