"""Both judgements count in the odds of a passage."""

import numpy as np

from pipeline.reading import BOTH, Extract, ReadingOdds, extract_of, weighed
from pipeline.stages.narrate.told_reading import TOLD
from pipeline.stages.quotes.second_reading import SECOND

PRINTS, REFUSES = ReadingOdds(3, 3, -3, 0, 3), ReadingOdds(-3, -3, 3, 0, -3)
TEXTS = ["One.", "Two.", "Three.", "Four.", "Five.", "Six."]


def test_what_the_net_would_print_reads_better() -> None:
    for file in (SECOND, TOLD):
        printed, refused = weighed(file.of(BOTH), np.zeros(2), [PRINTS, REFUSES])
        assert printed > 0.2 > -0.2 > refused


def test_what_the_linear_judgement_finds_better_reads_better() -> None:
    for file in (SECOND, TOLD):
        better, worse = weighed(file.of(BOTH), np.array([1.0, -1.0]), [PRINTS, PRINTS])
        assert better > worse


def test_nothing_to_read_has_no_odds() -> None:
    assert weighed(SECOND.of(BOTH), np.zeros(0), []).shape == (0,)


def test_a_passage_is_shown_with_two_sentences_on_each_side() -> None:
    assert extract_of(TEXTS, 3, 4, text="Four", episode="Talk") == Extract("Four", "Talk", "Two. Three.", "Five. Six.")
    assert extract_of(TEXTS, 0, 5, text="All", episode="Talk") == Extract("All", "Talk", "", "Six.")
