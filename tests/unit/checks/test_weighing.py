"""Beside a entailment score only what lies in the words refuses alone; the rest is weighed."""

import pytest

from pipeline.checks.statement import CitedWords, SpeechContext, problems
from pipeline.checks.weighing import HARD, LEAST, borne_out, log_odds
from tests.builders import speech

TRANSCRIPT = speech("""
0:01 Ana Reyes: How did the bakery survive the flood of 1953?
0:10 Ben Ito: My grandmother carried forty sacks of flour up the stairs, and most of them stayed dry.
0:30 Ben Ito: I never understood how she found the strength, since hardly anybody helped her.
""")
TALK = SpeechContext(TRANSCRIPT, (("Ana Reyes", "host"), ("Ben Ito", "guest")))


def found(claim: str, stated: float | None, likeness: float = 0.6, sentence: int = 1) -> list[str]:
    return [
        r.rule for r in problems(claim, CitedWords(TALK, (TRANSCRIPT.sentences[sentence].words,)), likeness, stated)
    ]


PARAPHRASE = "Most of the forty sacks of flour stayed dry, for his grandmother hauled them upstairs in time."


def test_a_sure_opinion_stands_in_for_likeness_and_for_words_of_its_own() -> None:
    assert "likeness" in found(PARAPHRASE, None)
    assert found(PARAPHRASE, 0.95) == []


def test_an_unsure_opinion_refuses_and_says_how_sure_it_was() -> None:
    claim = "His grandmother carried forty sacks of flour up the stairs."
    assert found(claim, None, 0.9) == []
    assert found(claim, 0.5, 0.9) == ["opinion"]


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("His grandmother carried fifty sacks of flour up the stairs.", "number"),
        ("Ana Reyes says that most of the sacks stayed dry.", "attribution"),
        ("The forty sacks of flour came from Rotterdam and stayed dry.", "name"),
        ("The forty sacks stayed dry, a testament to her strength.", "tail"),
        ("Nobody could ever bake again.", "unsaid"),
        ("The forty sacks of flour stayed “dry”.", "form"),
    ],
)
def test_no_score_outweighs_what_lies_in_the_words(claim: str, rule: str) -> None:
    assert rule in HARD
    assert rule in found(claim, 1.0, 0.9)


def test_a_turned_claim_needs_a_surer_opinion_than_a_plain_one() -> None:
    flipped = "Most of the sacks of flour did not stay dry."
    assert {"polarity", "opinion"} <= set(found(flipped, 0.8, 0.9))
    assert log_odds(["polarity"], 0.8) < LEAST < log_odds([], 0.8)
    assert log_odds(["mood"], 0.8) < log_odds([], 0.8)


def test_no_score_helps_a_sentence_that_is_not_about_the_words() -> None:
    assert not borne_out([], 0.4, 1.0)
    assert borne_out([], 0.6, 1.0)


def test_a_sentence_proves_again_from_its_stored_opinion_alone() -> None:
    assert found(PARAPHRASE, 0.95) == found(PARAPHRASE, 0.95) == []
    assert "opinion" in found(PARAPHRASE, 0.3)
