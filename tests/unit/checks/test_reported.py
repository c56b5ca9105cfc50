"""Only words that mean the same from another mouth are told as somebody's."""

from collections.abc import Sequence

import pytest

from pipeline.checks import reported
from pipeline.checks.frames import Form
from pipeline.records import Span, Word
from tests.builders import speech


def said_as(words: Sequence[Word], spans: Sequence[Span], form: Form, *, proper: bool = False) -> str | None:
    """Return the words as they stand after "says that", or after the speaker's name."""
    if form == "clause":
        return reported.reported(words, spans, proper=proper)
    mind = reported.attitude(words, spans)
    clause = reported.reported(words, mind[1], proper=proper) if mind else None
    return f"{mind[0]} {clause}" if mind and clause else None


@pytest.mark.parametrize(
    ("said", "form", "reads"),
    [
        ("The network was small.", "clause", "the network was small"),
        ("If you double the text, you need more.", "clause", "if you double the text, you need more"),
        ("We trained it for a week.", "clause", None),
        ("You told me it worked.", "clause", None),
        ("That happened here two years ago.", "clause", None),
        ("Was it small?", "clause", None),
        ("He said “it works” and left.", "clause", None),
        ("I don't think the network was small.", "mind", "doesn't think that the network was small"),
        ("I expect vision to become simpler.", "mind", "expects vision to become simpler"),
        ("I think I was wrong.", "mind", None),
        ("I think, the network was small.", "mind", None),
    ],
)
def test_only_words_that_mean_the_same_from_another_mouth_are_reported(
    said: str, form: Form, reads: str | None
) -> None:
    talk = speech(f"0:01 Ben Ito: {said}")
    assert said_as(talk.words, [(0, len(talk.words))], form) == reads


def test_a_name_keeps_its_capital() -> None:
    talk = speech("0:01 Ben: Hinton was right. | 0:05 Ben: Then Hinton left. | 0:09 Ben: Minsky and networks stay.")
    assert said_as(talk.words, [talk.sentences[0].words], "clause") == "Hinton was right"
    assert said_as(talk.words, [talk.sentences[2].words], "clause") == "minsky and networks stay"
    assert said_as(talk.words, [talk.sentences[2].words], "clause", proper=True) == "Minsky and networks stay"


@pytest.mark.parametrize("head", ["the fact is that", "the truth is", "the reality is that"])
def test_a_fact_is_announced_and_never_what_a_pronoun_means(head: str) -> None:
    assert reported.announcement([*head.split(), "they", "pay"]) == len(head.split())
