"""Drafts are asked for as often as they may be, for what they may cost, and the best one is kept."""

from collections.abc import Sequence

import pytest

from pipeline.checks.statement import SpeechContext
from pipeline.engines.entailment import NoNet
from pipeline.ports import AboutEpisode, Assignment, Draft, DraftClause, Entailment
from pipeline.records import Clause, Identity, NarrativeSentence, Point, Quote, Section
from pipeline.stages.narrate.clause_judge import JudgedSentence
from pipeline.stages.narrate.config import NarrateConfig
from pipeline.stages.narrate.llm_drafts import Desk, score
from tests.builders import speech
from tests.fakes import BagEmbedder, CapitalParser

TALK = speech("""
0:00 Ben Ito: AlexNet worked because the data was finally large enough to train on.
0:10 Ben Ito: Two graphics cards did in a week what had taken a laboratory a year.
""")
SECTION = Section(
    id="t01", title="AlexNet", title_source="generated", kind="talk", start=0, end=20, words=(0, len(TALK.words))
)
TRUE = DraftClause(
    "Ben Ito says that AlexNet worked because the data was finally large enough to train on.", ("s0001",)
)
FALSE = DraftClause("Ben Ito says that AlexNet failed although the data was finally large enough.", ("s0001",))
CARDS = DraftClause("Ito says that two graphics cards did in a week what had taken a laboratory a year.", ("s0002",))
UNSENT = DraftClause(TRUE.text, ("s0099",))


class Scripted:
    """A writer that answers from a list and keeps what it was asked."""

    identity = Identity(name="scripted", version="1", model="none")

    def __init__(self, *answers: Draft | None) -> None:
        self.answers, self.asked = list(answers), list[tuple[Assignment, int]]()

    def write(self, assignment: Assignment, number: int = 0) -> Draft | None:
        self.asked.append((assignment, number))
        return self.answers.pop(0) if self.answers else Draft(failure="timeout")

    def prompt(self, assignment: Assignment) -> str:
        return assignment.title

    def entailment(self, speech: Sequence[tuple[str | None, str]], claim: str) -> Entailment | None:
        return None


def desk(writer: Scripted, **config: object) -> Desk:
    settings = NarrateConfig.model_validate({"model_tokens": 1000, "model_words": 100, **config})
    talk = SpeechContext(TALK, (("Ben Ito", "guest"),))
    about = AboutEpisode("AlexNet", people=(("Ben Ito", "guest", None),))
    return Desk(talk, writer, BagEmbedder(), CapitalParser(), settings, about, NoNet())


def draft(*sentences: DraftClause, **fields: int) -> Draft:
    return Draft(tuple((clause,) for clause in sentences), **fields)


def test_the_best_of_the_drafts_is_kept_and_all_are_stored_with_what_was_refused() -> None:
    writer = Scripted(draft(FALSE, CARDS), draft(TRUE, CARDS))
    ours = desk(writer)
    assert [s.text for s in ours.write(SECTION, (), ())] == [TRUE.text, CARDS.text]
    assert [number for _, number in writer.asked] == [0, 1]
    assert [(d.number, d.chosen, len(d.refused)) for d in ours.drafts] == [(0, False, 1), (1, True, 0)]
    assert ours.prompts == ["AlexNet"]
    assert ours.writing is not None
    assert (ours.writing.accepted, ours.writing.refused, ours.writing.judge) == (2, 0, None)


def test_a_draft_without_fault_is_the_last_one() -> None:
    writer = Scripted(draft(TRUE), draft(TRUE))
    desk(writer, model_drafts=4).write(SECTION, (), ())
    assert len(writer.asked) == 1


def test_a_sentence_that_cites_what_was_not_sent_is_refused() -> None:
    ours = desk(Scripted(draft(UNSENT)), model_drafts=1)
    assert ours.write(SECTION, (), ()) == []
    assert ours.drafts[0].refused[0].why == "cites sentences that were not sent"


def test_a_long_section_is_sent_in_windows_of_whole_sentences_that_share_the_note() -> None:
    writer = Scripted(draft(TRUE), draft(CARDS))
    told = [s.text for s in desk(writer, model_words=100).write(SECTION, (), ())]
    assert [len(a.speech) for a, _ in writer.asked] == [2]
    long = speech("\n".join(f"0:{n:02d} Ben Ito: {' '.join(['word'] * 40)} {n}." for n in range(0, 50, 10)))
    section = SECTION.model_copy(update={"words": (0, len(long.words)), "end": 60.0})
    writer = Scripted(*[draft() for _ in range(5)])
    ours = desk(writer)
    ours.talk = SpeechContext(long)
    ours.write(section, (), ())
    assert told == [TRUE.text]
    assert [[i for i, *_ in a.speech] for a, n in writer.asked if n == 0] == [
        ["s0001", "s0002"],
        ["s0003", "s0004"],
        ["s0005"],
    ]
    assert [a.sentences for a, n in writer.asked if n == 0] == [1, 1, 1]


def test_points_and_quotes_go_with_the_speech_that_holds_them() -> None:
    writer = Scripted(draft(TRUE))
    words = TALK.sentences[1].words
    point = Point(text="", sentences=("s0002",), words=(words,), score=1.0, answers="How?")
    quote = Quote(
        id="q01", section="t01", speaker="Ben Ito", text="Two cards.", grade="verbatim", score=1.0, rank=1,
        start=10, end=20, words=(words,),
    )  # fmt: skip
    desk(writer).write(SECTION, (point,), (quote,))
    asked = writer.asked[0][0]
    assert (asked.points, asked.quotes, asked.episode.title) == ((("How?", ("s0002",)),), ("Two cards.",), "AlexNet")


def test_after_two_failures_in_a_row_or_the_last_token_nobody_is_asked() -> None:
    silent = Scripted()
    ours = desk(silent)
    for _ in range(3):
        assert ours.write(SECTION, (), ()) == []
    assert len(silent.asked) == 2
    costly = Scripted(draft(TRUE, prompt_tokens=900, completion_tokens=100), draft(TRUE))
    ours = desk(costly)
    ours.write(SECTION, (), ())
    ours.write(SECTION, (), ())
    assert len(costly.asked) == 1


def test_a_model_that_is_not_there_costs_nothing() -> None:
    ours = desk(Scripted(None))
    assert (ours.write(SECTION, (), ()), ours.writing) == ([], None)


def judged(*texts: str, clauses: int = 1) -> list[JudgedSentence]:
    found = []
    for text in texts:
        part = Clause(text=text, words=((0, 5),))
        sentence = NarrativeSentence(text=text, method="model", words=((0, 5),), clauses=(part,))
        found.append(JudgedSentence(sentence, (), clauses))
    return found


def test_a_draft_is_worth_what_holds_of_it_what_it_carries_and_how_it_reads() -> None:
    here = Point(text="", sentences=("s1",), words=((2, 4),), score=1.0)
    there = here.model_copy(update={"words": ((40, 44),)})
    told = "Ito says that the data was finally large enough to train on."
    good = judged(told)
    assert score(good, (here,), ()) > score(good, (here, there), ()) > score([], (here,), ())
    assert score(good, (here,), ()) > score(judged(told, clauses=3), (here,), ())
    assert score(good, (here,), ()) > score(judged("Ito says so."), (here,), ())
    assert score(good, (here,), ()) > score(good, (here,), ("The data was finally large enough to train on.",))
    assert score(good, (), ()) == pytest.approx(1.0)
