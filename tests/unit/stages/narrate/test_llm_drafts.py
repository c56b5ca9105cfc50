"""A model is asked twice at most, for what it may cost, and only what is proved is kept."""

from collections.abc import Sequence

from pipeline.checks.statement import SpeechContext
from pipeline.ports import Assignment, Draft, DraftSentence, Entailment
from pipeline.records import Identity, Section
from pipeline.stages.narrate.llm_drafts import Desk
from tests.builders import speech
from tests.fakes import BagEmbedder

TALK = speech("""
0:00 Ben Ito: AlexNet worked because the data was finally large enough to train on.
0:10 Ben Ito: Two graphics cards did in a week what had taken a laboratory a year.
""")
SECTION = Section(
    id="t01", title="AlexNet", title_source="generated", kind="talk", start=0, end=20, words=(0, len(TALK.words))
)
TRUE = DraftSentence(
    "Ben Ito says that AlexNet worked because the data was finally large enough to train on.", ("s0001",)
)
FALSE = DraftSentence("Ben Ito says that AlexNet failed although the data was finally large enough.", ("s0001",))
UNSENT = DraftSentence(TRUE.text, ("s0099",))


class Scripted:
    """A writer that answers from a list and keeps what it was asked."""

    identity = Identity(name="scripted", version="1", model="none")

    def __init__(self, *answers: Draft | None) -> None:
        self.answers, self.asked = list(answers), list[Assignment]()

    def write(self, assignment: Assignment) -> Draft | None:
        self.asked.append(assignment)
        return self.answers.pop(0) if self.answers else Draft(failure="timeout")

    def entailment(self, speech: Sequence[tuple[str | None, str]], claim: str) -> Entailment | None:
        return None


def desk(writer: Scripted, *, tokens: int = 1000, words: int = 100) -> Desk:
    return Desk(SpeechContext(TALK, (("Ben Ito", "guest"),)), writer, BagEmbedder(), 2, words, tokens)


def test_what_is_proved_is_kept_and_the_rest_is_asked_for_once_more_with_its_reason() -> None:
    writer = Scripted(Draft((TRUE, FALSE)), Draft((FALSE,)))
    ours = desk(writer)
    assert [s.text for s in ours.write(SECTION)] == [TRUE.text]
    assert (len(writer.asked), writer.asked[1].sentences) == (2, 1)
    assert writer.asked[1].refused[0][0] == FALSE.text
    assert ours.writing is not None
    assert (ours.writing.accepted, ours.writing.refused) == (1, 2)


def test_a_sentence_that_cites_what_was_not_sent_is_refused() -> None:
    writer = Scripted(Draft((UNSENT,)))
    assert desk(writer).write(SECTION) == []
    assert writer.asked[1].refused == ((UNSENT.text, "cites sentences that were not sent"),)


def test_only_whole_sentences_within_the_limit_are_sent() -> None:
    writer = Scripted(None)
    desk(writer, words=15).write(SECTION)
    assert [id_ for id_, _, _ in writer.asked[0].speech] == ["s0001"]


def test_after_two_failures_in_a_row_or_the_last_token_nobody_is_asked() -> None:
    silent = Scripted()
    ours = desk(silent)
    for _ in range(3):
        assert ours.write(SECTION) == []
    assert len(silent.asked) == 2
    costly = Scripted(Draft((TRUE,), prompt_tokens=900, completion_tokens=100), Draft((TRUE,)))
    ours = desk(costly)
    ours.write(SECTION)
    ours.write(SECTION)
    assert len(costly.asked) == 1


def test_a_model_that_is_not_there_costs_nothing() -> None:
    ours = desk(Scripted(None))
    assert (ours.write(SECTION), ours.writing) == ([], None)
