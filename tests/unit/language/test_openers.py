"""Every rule that asks how a sentence begins looks past the same openers."""

import json
from importlib import resources

import pytest

from pipeline.language.openers import neutral_length, without_openers
from pipeline.stages.quotes.filters import wording_fault

OPENERS = json.loads(resources.files("pipeline.language").joinpath("openers.json").read_text("utf-8"))["openers"]
CASES = {
    "in other words, networks forget what they learned first.": "continues an argument",
    "suppose you train a network on ten pictures of boats.": "a supposition",
    "you say the network forgets what it learned first.": "speaks of the conversation itself",
    "that's not quite right about networks and memory.": "leans on what stands before it",
}


@pytest.mark.parametrize("said", CASES)
@pytest.mark.parametrize("opener", [o for o in OPENERS if o not in ("because", "no", "yes", "right")])
def test_no_opener_hides_how_a_sentence_begins(opener: str, said: str) -> None:
    fault = wording_fault(f"{opener.capitalize()}, {said}")
    assert fault is not None
    if not fault.startswith("leans"):  # some openers lean themselves: said first, and right as well
        assert fault in {CASES[said], "continues an argument"}


@pytest.mark.parametrize(
    "text", ["So far it works.", "Because of rain it failed.", "Now that it rains, we wait.", "Like a river it flows."]
)
def test_a_word_of_the_sense_is_no_opener(text: str) -> None:
    assert without_openers(text) == text


@pytest.mark.parametrize(
    ("said", "length"),
    [("well you know it works", 3), ("or it fails", 0), ("no it works", 0), ("um so in fact it works", 4), ("", 0)],
)
def test_a_reported_clause_does_without_openers_that_bear_on_no_claim(said: str, length: int) -> None:
    assert neutral_length(said.split()) == length
