"""Quotation marks of a draft are filled from the transcript, or the clause is none."""

import pytest

from pipeline.checks.written import misquoted
from pipeline.stages.narrate.draft_clauses import NotSaid, clause_of, located
from tests.builders import speech

TALK = speech("""
0:00 Ben Ito: AlexNet worked because, uh, the data was finally large enough to train on.
0:10 Ana Reyes: So nobody expected it to work at all.
0:20 Ben Ito: Nobody. I kept the cards under my desk.
""")
KNOWN = {s.id: s for s in TALK.sentences}


@pytest.mark.parametrize(
    ("text", "ids", "quotes", "printed"),
    [
        ("calls the data {1}.", ["s0001"], ["Large enough to TRAIN on"], "calls the data “large enough to train on”."),
        ("calls the data “large enough”.", ["s0001"], [], "calls the data “large enough”."),
        ('calls the data "large enough" now', ["s0001"], [], "calls the data “large enough” now"),
        ("says “{1}”.", ["s0001"], ["because the data was finally"], "says “because, the data was finally”."),
        ("says that {1}", ["s0002"], ["So nobody expected it"], "says that “so nobody expected it”"),
        ("keeps {1} and {2}.", ["s0001", "s0004"], ["the data", "the cards"], "keeps “the data” and “the cards”."),
        ("says {1}", ["s0004"], ["I kept the cards under my desk."], "says “I kept the cards under my desk”"),
    ],
)
def test_what_was_said_is_rendered(text: str, ids: list[str], quotes: list[str], printed: str) -> None:
    clause = clause_of(TALK, text, ids, quotes, KNOWN)
    assert clause.text == printed
    assert misquoted(TALK, clause) == []


@pytest.mark.parametrize(
    ("text", "ids", "quotes"),
    [
        ("says {1}.", ["s0001"], ["the data was never large enough"]),
        ("says {1}.", ["s0001"], ["the cards"]),  # said, and not in what is cited
        ("says {2}.", ["s0001"], ["the data"]),
        ("says {0}.", ["s0001"], ["the data"]),
        ("says {1}.", ["s0001", "s0002"], ["large enough to train on. So nobody"]),  # of two people
        ("says {1}.", ["s0001"], [""]),
        ("says so.", [], []),
        ("says so.", ["s0001", "s9999"], []),
        (" ", ["s0001"], []),
    ],
)
def test_what_was_not_said_there_in_a_row_is_no_clause(text: str, ids: list[str], quotes: list[str]) -> None:
    with pytest.raises(NotSaid):
        clause_of(TALK, text, ids, quotes, KNOWN)


def test_only_fillers_and_repeats_may_be_left_out() -> None:
    whole = (TALK.sentences[0].words,)
    assert located(TALK, whole, "worked because the data") is not None
    assert located(TALK, whole, "worked the data") is None


def test_a_quotation_changed_afterwards_is_found() -> None:
    clause = clause_of(TALK, "says {1}.", ["s0001"], ["the data was finally large"], KNOWN)
    changed = clause.model_copy(update={"text": "says “the data was never large”."})
    assert [r.rule for r in misquoted(TALK, changed)] == ["quotation"]
    assert misquoted(TALK, clause.model_copy(update={"quoted": ()})) != []
    assert misquoted(TALK, clause.model_copy(update={"quoted": (((0, 99),),)})) != []
