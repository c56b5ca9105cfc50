"""A sentence of ours passes only when a frame and its speaker explain it."""

import pytest

from pipeline.checks import woven
from pipeline.checks.frames import FRAMES, fill, summed
from pipeline.checks.support import answers, in_short_problems, said_in, section_problems, summary_problems
from pipeline.checks.verbatim import render
from pipeline.records import Clause, Deletion, NarrativeSentence, Section
from tests.builders import speech

TALK = speech(
    "0:02 Ana Reyes: Why did AlexNet work? | 0:10 Ben Ito: AlexNet worked by its data. The Alex Net paper had two "
    "graphics cards. | 1:50 Ben Ito: Early stopping makes the bump vanish. | 1:55 Ben Ito: I think the data came first."
)
SECTION = Section(
    id="t01", title="Why AlexNet worked", title_source="generated", kind="talk", start=0, end=120,
    words=(0, len(TALK.words)),
)  # fmt: skip


def told(frame: str, *sentences: int, name: str | None = None) -> NarrativeSentence:
    clauses = []
    for form, sentence in zip(FRAMES[frame].forms, sentences, strict=True):
        span = TALK.sentences[sentence].words
        made = woven.clauses if form == "clause" else woven.minds if form == "mind" else woven.quotations
        clauses.append(Clause(text=next(made(TALK.words, [span])), words=(span,)))
    return NarrativeSentence(
        text=fill(FRAMES[frame], [c.text for c in clauses], name), method="frame", clauses=tuple(clauses),
        words=tuple(span for c in clauses for span in c.words),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "sentences", "name"),
    [
        ("asks", (0,), "Ana Reyes"),
        ("asked, says that", (0, 1), "Ben Ito"),
        ("asked, says that, and that", (0, 1, 2), "Ben Ito"),
        ("says that, and that", (1, 2), "Ito"),
        ("says that, that, and that", (1, 2, 3), "Ito"),
        ("says that", (2,), "Ito"),
        ("ends that", (3,), "Ito"),
        ("later", (3,), "Ito"),
        ("minds", (4,), "Ben Ito"),
        ("item", (3,), None),
        ("asked item", (0, 1), None),
    ],
)
def test_a_frame_in_its_place_is_proved(frame: str, sentences: tuple[int, ...], name: str | None) -> None:
    assert section_problems(TALK, told(frame, *sentences, name=name), SECTION) == []


SAID = told("says that", 2, name="Ito")


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        (told("says", 1, name="Ana Reyes"), "no frame and speaker explain"),
        (told("says", 1, name="Ito Ben"), "no frame and speaker explain"),
        (told("asks", 1, name="Ben Ito"), "calls a question what is none"),
        (told("asked, says that", 0, 3, name="Ben Ito"), "tells as an answer what follows no question"),
        (told("later that", 2, name="Ito"), "says “later” of words"),
        (SAID.model_copy(update={"words": ((0, 99),)}), "do not lie in order"),
        (SAID.model_copy(update={"clauses": ()}), "its clauses are not the words it cites"),
        (SAID.model_copy(update={"method": "model", "clauses": ()}), "was not measured"),
        (SAID.model_copy(update={"text": "Ito says that nets had three cards."}), "no frame"),
        (SAID.model_copy(update={"text": "Early stopping sets a new standard."}), "no frame"),
    ],
)
def test_a_sentence_that_claims_more_is_refused(sentence: NarrativeSentence, why: str) -> None:
    assert any(why in problem for problem in section_problems(TALK, sentence, SECTION))


def test_nobody_is_credited_with_the_words_of_another() -> None:
    both = speech("0:01 Ana: Copper carries the heat. | 0:05 Ben: Steel keeps the tea.")
    clauses = tuple(
        Clause(text=text, words=(both.sentences[k].words,))
        for k, text in enumerate(("copper carries the heat", "steel keeps the tea"))
    )
    sentence = NarrativeSentence(
        text="Ben says that copper carries the heat, and that steel keeps the tea.", method="frame", clauses=clauses,
        words=tuple(c.words[0] for c in clauses),
    )  # fmt: skip
    whole = SECTION.model_copy(update={"words": (0, len(both.words))})
    assert "credits one speaker with the words of several" in section_problems(both, sentence, whole)


def test_what_the_next_sentence_takes_back_is_not_told() -> None:
    talk = speech("0:01 Ben Ito: Copper carries the heat. | 0:05 Ben Ito: No, sorry, scratch that.")
    whole = SECTION.model_copy(update={"words": (0, len(talk.words))})
    clause = Clause(text="copper carries the heat", words=(talk.sentences[0].words,))
    sentence = NarrativeSentence(
        text="Ben Ito says that copper carries the heat.", method="frame", words=clause.words, clauses=(clause,)
    )
    assert any("without its neighbours" in p for p in section_problems(talk, sentence, whole))


def test_an_answer_comes_early_in_the_turn_after_the_question() -> None:
    asked = TALK.sentences[0].words
    assert answers(TALK, asked, TALK.sentences[1].words)
    assert not answers(TALK, asked, TALK.sentences[3].words)
    assert not answers(TALK, TALK.sentences[1].words, asked)


def test_what_somebody_thinks_stays_what_he_thinks() -> None:
    sentence = told("minds", 4, name="Ben Ito")
    assert sentence.text == "Ben Ito thinks that the data came first."
    as_fact = sentence.model_copy(update={"text": "Ben Ito says that the data came first."})
    assert section_problems(TALK, as_fact, SECTION)


def test_words_left_out_must_be_named_and_of_their_kind() -> None:
    talk = speech("0:01 Ben Ito: Well, the network, which was small, worked. | 0:09 Ben Ito: It never failed on cats.")
    whole = SECTION.model_copy(update={"words": (0, len(talk.words))})
    marker, relative = Deletion(words=(0, 1), kind="marker"), Deletion(words=(3, 6), kind="relative")
    kept = ((1, 3), (6, 7))
    good = NarrativeSentence(
        text="Ben Ito says that the network, worked.", method="frame", words=kept, deletions=(marker, relative),
        clauses=(Clause(text="the network, worked", words=kept),),
    )  # fmt: skip
    assert not any("leaves out" in p for p in section_problems(talk, good, whole))
    unnamed = good.model_copy(update={"deletions": (marker,)})
    assert any("without saying so" in p for p in section_problems(talk, unnamed, whole))
    turned = NarrativeSentence(
        text="Ben Ito says that it failed on cats.", method="frame", words=((7, 8), (9, 12)),
        clauses=(Clause(text="it failed on cats", words=((7, 8), (9, 12))),),
        deletions=(Deletion(words=(8, 9), kind="aside"),),
    )  # fmt: skip
    assert any("which it is not" in p for p in section_problems(talk, turned, whole))


def test_the_short_account_lies_in_talk() -> None:
    assert in_short_problems(TALK, SAID, [SECTION]) == []
    sponsor = SECTION.model_copy(update={"kind": "sponsor"})
    assert in_short_problems(TALK, SAID, [sponsor]) == ["does not lie in one section of talk"]


def test_words_of_another_section_do_not_support() -> None:
    elsewhere = SECTION.model_copy(update={"words": (0, 3)})
    assert section_problems(TALK, SAID, elsewhere) == ["cites words outside its section t01"]


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


def test_a_summary_names_who_else_talks() -> None:
    names = ["Ana Reyes", "Ben Ito"]
    plain = told("says that, and that", 1, 2, name="Ben Ito")
    good = plain.model_copy(update={"text": summed(plain.text, ["Ana Reyes"])})
    assert good.text.startswith("In a conversation with Ana Reyes, Ben Ito says that AlexNet")
    assert summary_problems(TALK, good, [SECTION], names) == []
    assert summary_problems(TALK, plain, [SECTION], names) == ["does not name the people who talk"]
    assert summary_problems(TALK, plain, [SECTION], ["Ben Ito"]) == [], "a monologue is no conversation"
    bad = good.model_copy(update={"text": good.text.replace("two graphics", "three graphics")})
    assert summary_problems(TALK, bad, [SECTION], names)


def test_a_quotation_is_rendered() -> None:
    assert render(TALK.words, [TALK.sentences[3].words]) == "Early stopping makes the bump vanish."


def test_a_note_may_open_with_what_one_speaker_talks_about() -> None:
    things = (
        Clause(text="the Alex Net paper", words=(TALK.sentences[2].words,)),
        Clause(text="Early stopping", words=(TALK.sentences[3].words,)),
    )
    good = NarrativeSentence(
        text="Ben Ito talks about the Alex Net paper and Early stopping.", method="frame", clauses=things,
        words=tuple(span for c in things for span in c.words),
    )  # fmt: skip
    assert section_problems(TALK, good, SECTION) == []
    assert section_problems(TALK, good.model_copy(update={"text": good.text.replace("Ben Ito", "Ana Reyes")}), SECTION)
    other = things[1].model_copy(update={"text": "late stopping"})
    false = good.model_copy(
        update={"clauses": (things[0], other), "text": good.text.replace("Early stopping", "late stopping")}
    )
    assert section_problems(TALK, false, SECTION) == ["names “late stopping”, which its words do not say"]


def test_a_summary_says_who_the_guest_is_in_the_words_of_the_introduction() -> None:
    talk = speech(
        "0:01 Ana Reyes: This is a conversation with Ben Ito, a baker from Ghent. | 0:10 Ben Ito: Copper carries the "
        "heat. Steel keeps it."
    )
    spans = ((7, 11), talk.sentences[1].words, talk.sentences[2].words)
    clauses = tuple(
        Clause(text=text, words=(span,))
        for text, span in zip(("“a baker from Ghent”", "copper", "steel"), spans, strict=True)
    )
    good = NarrativeSentence(
        text="Ana Reyes talks with Ben Ito, “a baker from Ghent”, about copper and steel.", method="frame",
        words=spans, clauses=clauses,
    )  # fmt: skip
    names = ["Ana Reyes", "Ben Ito"]
    assert summary_problems(talk, good, [SECTION], names) == []
    assert summary_problems(talk, good, [SECTION], ["Ana Reyes", "Cleo Park"])
    half = clauses[0].model_copy(update={"text": "“a baker from”", "words": ((7, 10),)})
    cut = good.model_copy(
        update={
            "clauses": (half, *clauses[1:]), "words": ((7, 10), *spans[1:]),
            "text": good.text.replace("“a baker from Ghent”", "“a baker from”"),
        }
    )  # fmt: skip
    assert summary_problems(talk, cut, [SECTION], names)
