"""A clause that fails is struck out; what is left is a sentence that holds, or nothing."""

from collections.abc import Sequence

import pytest

from pipeline.checks.statement import CitedWords, SpeechContext
from pipeline.engines.entailment import NoNet
from pipeline.ports import DraftClause, SentenceParse
from pipeline.stages.narrate.clause_judge import ClauseJudge, JudgedSentence
from tests.builders import speech
from tests.fakes import BagEmbedder, CapitalParser

TALK = speech("""
0:00 Ana Reyes: Why did it work?
0:05 Ben Ito: AlexNet worked because the data was finally large enough to train on.
0:15 Ben Ito: Two graphics cards did in a week what had taken a laboratory a year.
0:25 Ana Reyes: My listeners built a mill that grinds grain.
""")
KNOWN = {s.id: s for s in TALK.sentences}
WORKED = "Ben Ito says that AlexNet worked because the data was finally large enough to train on"
CARDS = "and that two graphics cards did in a week what had taken a laboratory a year."
FALSE = "and that LeNet never worked,"


class Grammar(CapitalParser):
    """Calls a text whole unless it begins with a joining word."""

    def parse(self, texts: Sequence[str]) -> list[SentenceParse]:
        return [SentenceParse((), (), whole=not text.startswith(("And ", "Because "))) for text in texts]


def judged(*sentences: Sequence[tuple[str, list[str]]], pronouns: str | None = None) -> list[JudgedSentence]:
    def silent(claim: str, evidence: CitedWords) -> float | None:
        return None

    talk = SpeechContext(TALK, (("Ana Reyes", "host"), ("Ben Ito", "guest")))
    judge = ClauseJudge(talk, BagEmbedder(), Grammar(), NoNet(), silent, "m", {"Ben Ito": pronouns})
    return judge.sentences([[DraftClause(text, tuple(ids)) for text, ids in s] for s in sentences], KNOWN)


def texts(*sentences: Sequence[tuple[str, list[str]]], pronouns: str | None = None) -> list[str]:
    return [j.sentence.text for j in judged(*sentences, pronouns=pronouns) if j.sentence]


def test_what_holds_is_kept_whole() -> None:
    (found,) = judged([(WORKED, ["s0002"]), (CARDS, ["s0003"])])
    assert found.sentence is not None
    assert found.sentence.text == f"{WORKED} {CARDS}"
    assert [c.mark for c in found.sentence.clauses] == ["stated", "stated"]
    assert all(c.probability is not None for c in found.sentence.clauses)
    assert found.refused == ()


@pytest.mark.parametrize(
    ("clauses", "left"),
    [
        ([(WORKED, ["s0002"]), (FALSE, ["s0003"]), (CARDS, ["s0003"])], f"{WORKED} {CARDS}"),
        ([(WORKED + ",", ["s0002"]), (FALSE, ["s0003"])], f"{WORKED}."),
        ([(WORKED, ["s0002"]), (FALSE, ["s0003"]), ("because the cards did.", ["s0003"])], f"{WORKED}."),
        ([(WORKED, ["s0002"]), (FALSE, ["s0003"]), ("and it had taken a laboratory a year.", ["s0003"])], f"{WORKED}."),
    ],
)
def test_a_clause_that_fails_is_struck_out_with_what_hangs_on_it(
    clauses: list[tuple[str, list[str]]], left: str
) -> None:
    assert texts(clauses) == [left]


def test_without_its_opening_a_sentence_is_only_what_stands_alone() -> None:
    opening = ("Ben Ito says that LeNet never worked,", ["s0002"])
    own = ("and Ben Ito says that two graphics cards did in a week what had taken a laboratory a year.", ["s0003"])
    assert texts([opening, ("which two graphics cards did in a week.", ["s0003"])]) == []
    assert texts([opening, own]) == ["Ben Ito" + own[0].removeprefix("and Ben Ito")]


@pytest.mark.parametrize(
    ("opening", "clause", "left"),
    [
        ("Ben Ito says that LeNet never worked,", CARDS, "Ben Ito says that" + CARDS.removeprefix("and that")),
        (
            "Ito never trained LeNet,",
            "and notes" + CARDS.removeprefix("and"),
            "Ben Ito notes" + CARDS.removeprefix("and"),
        ),
        ("LeNet never worked,", "and notes" + CARDS.removeprefix("and"), None),  # nobody is named who notes
        ("Ben Ito says that LeNet never worked,", "and notes that it took a week, not a year.", None),  # it: LeNet?
        ("Ben Ito says that LeNet never worked,", "and Ben Ito says that two cards did such work.", None),  # which?
        ("Ana Reyes says that LeNet never worked,", "and notes" + CARDS.removeprefix("and"), None),  # another notes
    ],
)
def test_what_a_speaker_adds_after_an_opening_that_fell_gets_the_speakers_name(
    opening: str, clause: str, left: str | None
) -> None:
    assert texts([(opening, ["s0002"]), (clause, ["s0003"])]) == ([left] if left else [])


def test_a_pronoun_needs_evidence_and_somebody_named_before() -> None:
    first = [(WORKED + ".", ["s0002"])]
    then = [("He says that two graphics cards did in a week what had taken a laboratory a year.", ["s0003"])]
    named = "Ito says that two graphics cards did in a week what had taken a laboratory a year."
    assert texts(first, then, pronouns="he/him")[1].startswith("He says")
    assert texts(first, then)[1] == named, "nobody said which pronoun"
    assert texts(first, then, pronouns="she/her")[1] == named
    assert texts(then, pronouns="he/him") == [named.replace("Ito", "Ben Ito", 1)], "nobody is named before"


def test_words_of_several_people_have_no_pronoun() -> None:
    assert texts([("He says that AlexNet worked and listeners built a mill.", ["s0002", "s0004"])]) == []


def test_a_surname_alone_is_completed_at_the_first_mention() -> None:
    short = WORKED.replace("Ben Ito", "Ito") + "."
    assert texts([(short, ["s0002"])]) == [WORKED + "."]


def test_a_clause_that_is_all_quotation_is_said() -> None:
    (found,) = judged([("Ben Ito says “AlexNet worked because the data was finally large enough”.", ["s0002"])])
    assert found.sentence is not None
    assert (found.sentence.mark, found.sentence.clauses[0].probability) == ("said", None)
    assert texts([("Ana Reyes says “AlexNet worked because the data was finally large enough”.", ["s0002"])]) == []
