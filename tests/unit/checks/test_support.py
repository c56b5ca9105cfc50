"""A sentence of ours passes only when a frame and its speaker explain it."""

import pytest

from pipeline.checks.support import FRAMES, fill, said_in, section_problems, summary_problems, summary_text
from pipeline.checks.verbatim import render
from pipeline.records import NarrativeSentence, Section
from tests.builders import speech

TALK = speech(
    "0:02 Ana Reyes: Why did AlexNet work? | 0:10 Ben Ito: It was the data. The Alex Net paper had two graphics cards. "
    "| 1:50 Ben Ito: Early stopping makes the bump vanish."
)
SECTION = Section(
    id="t01", title="Why AlexNet worked", title_source="generated", kind="talk", start=0, end=120,
    words=(0, len(TALK.words)),
)  # fmt: skip


def told(frame: str, sentence: int, name: str | None = None) -> NarrativeSentence:
    span = TALK.sentences[sentence].words
    text = fill(FRAMES[frame], render(TALK.words, [span]), name)
    return NarrativeSentence(text=text, method="frame", words=(span,))


@pytest.mark.parametrize(
    ("frame", "sentence", "name"),
    [
        ("asks", 0, "Ana Reyes"),
        ("asks", 0, "Reyes"),
        ("opens with question", 0, None),
        ("says", 1, "Ben Ito"),
        ("adds", 2, "Ito"),
        ("ends", 3, "Ito"),
        ("ends on", 3, None),
        ("then", 2, None),
        ("inside", 3, None),
    ],
)
def test_a_frame_in_its_place_is_proved(frame: str, sentence: int, name: str | None) -> None:
    assert section_problems(TALK, told(frame, sentence, name), SECTION) == []


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        (told("says", 1, "Ana Reyes"), "no frame and speaker explain"),
        (told("says", 1, "Ito Ben"), "no frame and speaker explain"),
        (told("asks", 1, "Ben Ito"), "calls a question what is none"),
        (told("opens", 3), "says “opens” of words"),
        (told("inside", 1), "says “some way in”"),
        (told("ends on", 1), "says “ends” of words in the first half"),
        (told("then", 2).model_copy(update={"words": ((0, 99),)}), "do not lie in order"),
        (told("then", 2).model_copy(update={"method": "model"}), "no judge"),
        (
            told("then", 2).model_copy(update={"text": "Then: “The Alex Net paper had three graphics cards.”"}),
            "no frame",
        ),
        (told("then", 3).model_copy(update={"text": "Early stopping sets a new standard."}), "no frame"),
    ],
)
def test_a_sentence_that_claims_more_is_refused(sentence: NarrativeSentence, why: str) -> None:
    assert any(why in problem for problem in section_problems(TALK, sentence, SECTION))


def test_words_of_another_section_do_not_support() -> None:
    elsewhere = SECTION.model_copy(update={"words": (0, 3)})
    assert section_problems(TALK, told("then", 2), elsewhere) == ["cites words outside its section t01"]


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("AlexNet", True),
        ("alex net paper", True),
        ("graphics card", True),
        ("graph", False),
        ("three", False),
        ("", False),
    ],
)
def test_a_phrase_is_said_however_it_is_spaced(phrase: str, said: bool) -> None:
    assert said_in(TALK.words, TALK.sentences[2].words, phrase) is said


def test_a_summary_lists_only_what_its_footnotes_say() -> None:
    names, spans = ["Ana Reyes", "Ben Ito"], (TALK.sentences[0].words, TALK.sentences[3].words)
    good = NarrativeSentence(text=summary_text(names, ["AlexNet", "early stopping"]), method="frame", words=spans)
    assert good.text == "Ana Reyes and Ben Ito talk about AlexNet and early stopping."
    assert summary_problems(TALK, good, names) == []
    bad = good.model_copy(update={"text": good.text.replace("early stopping", "transformers")})
    assert summary_problems(TALK, bad, names)
    assert summary_problems(TALK, good, ["Somebody Else"])


def test_a_listed_thing_may_hold_an_and() -> None:
    talk = speech("0:01 We had trial and error. Then came the bump and the data.")
    spans = (talk.sentences[0].words, talk.sentences[1].words)
    text = summary_text([], ["trial and error", "the bump"])
    assert summary_problems(talk, NarrativeSentence(text=text, method="frame", words=spans), []) == []
