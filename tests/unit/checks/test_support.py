"""A sentence of ours passes only when a frame and its speaker explain it."""

import pytest

from pipeline.checks.frames import FRAMES, fill, summary_text
from pipeline.checks.support import (
    answers_a_question,
    in_short_problems,
    said_as,
    said_in,
    section_problems,
    summary_problems,
)
from pipeline.records import Deletion, NarrativeSentence, Section
from tests.builders import speech

TALK = speech(
    "0:02 Ana Reyes: Why did AlexNet work? | 0:10 Ben Ito: It was the data. The Alex Net paper had two graphics cards. "
    "| 1:50 Ben Ito: Early stopping makes the bump vanish. | 1:55 Ben Ito: I think the data came first."
)
SECTION = Section(
    id="t01", title="Why AlexNet worked", title_source="generated", kind="talk", start=0, end=120,
    words=(0, len(TALK.words)),
)  # fmt: skip


def told(frame: str, sentence: int, name: str | None = None) -> NarrativeSentence:
    span = TALK.sentences[sentence].words
    said = said_as(TALK.words, [span], FRAMES[frame].form)
    assert said is not None
    return NarrativeSentence(text=fill(FRAMES[frame], said, name), method="frame", words=(span,))


@pytest.mark.parametrize(
    ("frame", "sentence", "name"),
    [
        ("asks", 0, "Ana Reyes"),
        ("opens by asking", 0, "Reyes"),
        ("opens with question", 0, None),
        ("answers", 1, "Ben Ito"),
        ("answers that", 2, "Ben Ito"),
        ("says that", 2, "Ito"),
        ("ends that", 3, "Ito"),
        ("later", 3, "Ito"),
        ("minds", 4, "Ben Ito"),
        ("words end", 3, None),
        ("point", 2, None),
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
        (told("opens", 3, "Ito"), "says “opens” of words"),
        (told("words end", 1), "says “closing” of words"),
        (told("later that", 2, "Ito"), "says “later” of words"),
        (told("point", 2).model_copy(update={"words": ((0, 99),)}), "do not lie in order"),
        (told("point", 2).model_copy(update={"method": "model"}), "was not measured"),
        (told("point", 2).model_copy(update={"text": "The point is made that nets had three cards."}), "no frame"),
        (told("point", 3).model_copy(update={"text": "Early stopping sets a new standard."}), "no frame"),
    ],
)
def test_a_sentence_that_claims_more_is_refused(sentence: NarrativeSentence, why: str) -> None:
    assert any(why in problem for problem in section_problems(TALK, sentence, SECTION))


def test_only_a_turn_after_a_question_answers() -> None:
    assert answers_a_question(TALK, TALK.sentences[1].words)
    assert not answers_a_question(TALK, TALK.sentences[0].words)


def test_what_somebody_thinks_stays_what_he_thinks() -> None:
    sentence = told("minds", 4, "Ben Ito")
    assert sentence.text == "Ben Ito thinks that the data came first."
    as_fact = sentence.model_copy(update={"text": "Ben Ito says that the data came first."})
    assert section_problems(TALK, as_fact, SECTION)


def test_words_left_out_must_be_named_and_of_their_kind() -> None:
    talk = speech("0:01 Ben Ito: Well, the network, which was small, worked. | 0:09 Ben Ito: It never failed on cats.")
    whole = SECTION.model_copy(update={"words": (0, len(talk.words))})
    marker, relative = Deletion(words=(0, 1), kind="marker"), Deletion(words=(3, 6), kind="relative")
    good = NarrativeSentence(
        text="Ben Ito says that the network, worked.", method="frame", words=((1, 3), (6, 7)),
        deletions=(marker, relative),
    )  # fmt: skip
    assert section_problems(talk, good, whole) == []
    unnamed = good.model_copy(update={"deletions": (marker,)})
    assert any("without saying so" in p for p in section_problems(talk, unnamed, whole))
    turned = NarrativeSentence(
        text="Ben Ito says that it failed on cats.", method="frame", words=((7, 8), (9, 12)),
        deletions=(Deletion(words=(8, 9), kind="aside"),),
    )  # fmt: skip
    assert any("which it is not" in p for p in section_problems(talk, turned, whole))


def test_the_short_account_is_on_what_its_section_names() -> None:
    sentence = told("says that", 2, "Ben Ito")
    on = sentence.model_copy(update={"text": f"On AlexNet, {sentence.text}"})
    assert in_short_problems(TALK, on, [SECTION]) == []
    off = sentence.model_copy(update={"text": f"On world peace, {sentence.text}"})
    assert any("does not name" in p for p in in_short_problems(TALK, off, [SECTION]))
    sponsor = SECTION.model_copy(update={"kind": "sponsor"})
    assert in_short_problems(TALK, on, [sponsor]) == ["does not lie in one section of talk"]


def test_words_of_another_section_do_not_support() -> None:
    elsewhere = SECTION.model_copy(update={"words": (0, 3)})
    assert section_problems(TALK, told("point", 2), elsewhere) == ["cites words outside its section t01"]


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


def test_a_statement_that_the_next_sentence_puts_right_is_not_proved() -> None:
    said = "0:01 Ben Ito: Vision will soon be one with language. {} | 0:30 Ana Reyes: I see."
    for after, proved in (("We saw it in May.", True), ("Or rather, I think it is possible.", False)):
        talk = speech(said.format(after))
        home = SECTION.model_copy(update={"words": (0, len(talk.words))})
        span = talk.sentences[0].words
        text = fill(FRAMES["says that"], said_as(talk.words, [span], "clause") or "", "Ben Ito")
        sentence = NarrativeSentence(text=text, method="frame", words=(span,))
        assert (section_problems(talk, sentence, home) == []) is proved


@pytest.mark.parametrize(
    ("turn", "answers"),
    [
        ("The nets were deep and had seen a million pictures.", True),
        ("Let me start with the pictures we had. The nets were deep.", False),
        ("Data.", False),
    ],
)
def test_only_what_opens_an_answer_answers(turn: str, answers: bool) -> None:
    talk = speech(f"0:02 Ana Reyes: Why did it work? | 0:10 Ben Ito: {turn}")
    assert answers_a_question(talk, talk.sentences[1].words) is answers


def test_words_late_in_a_turn_do_not_answer() -> None:
    late = "We had met in the hall of the old mill by the river that day. The nets were deep and wide."
    talk = speech(f"0:02 Ana Reyes: Why did it work? | 0:10 Ben Ito: {late}")
    assert not answers_a_question(talk, talk.sentences[2].words)
