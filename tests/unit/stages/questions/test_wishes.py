"""A person's questions are listed whatever they score, banned ones never, and a wish that fits no longer is told."""

from pipeline.language.anchoring import SpokenWords
from pipeline.records import Correction, Corrections, Coverage, Outline, Questions, Section
from pipeline.stages.questions.config import QuestionsConfig
from pipeline.stages.questions.stage import questions
from tests.builders import episode, speech
from tests.fakes import BagEmbedder
from tests.unit.stages.questions.test_stage import ANSWER, ASKED

SCRIPT = f"0:00 Ada: {ASKED} | 0:05 Bo: {ANSWER} You know what? | 0:40 Ada: Does it cost more?"
TALK = speech(SCRIPT)


def ask(*wishes: Correction) -> Questions:
    section = Section(
        id="t01", title="Tea", title_source="generated", kind="talk", start=0, end=60, words=(0, len(TALK.words))
    )
    return questions(
        episode(duration=60.0), Coverage(speech_s=None, worded_s=1, interpolated_share=0), TALK,
        Outline(sections=(section,)), QuestionsConfig(), embedder=BagEmbedder(),
        corrections=Corrections(corrections=wishes),
    )  # fmt: skip


def wish(op: str, words: str) -> Correction:
    heard = SpokenWords(TALK.words)
    return Correction(op=op, target=words, value="", said=heard.anchor(heard.places(words)[0]))


def test_a_pinned_question_is_listed_and_a_banned_one_is_not() -> None:
    before = [q.text for q in ask().questions]
    assert "Does it cost more?" not in before
    found = ask(wish("pin-question", "Does it cost more?"))
    assert "Does it cost more?" in [q.text for q in found.questions]
    assert [c.state for c in found.corrections] == ["applied"]
    assert ASKED not in [q.text for q in ask(wish("ban-question", ASKED)).questions]


def test_what_is_no_question_cannot_be_pinned() -> None:
    (told,) = ask(wish("pin-question", ANSWER.rstrip("."))).corrections
    assert (told.state, told.why) == ("conflict", "no question is asked there, or not in a section of talk")


def test_the_later_wish_wins() -> None:
    both = [wish("pin-question", "Does it cost more?"), wish("ban-question", "Does it cost more?")]
    assert "Does it cost more?" not in [q.text for q in ask(*both).questions]
    assert "Does it cost more?" in [q.text for q in ask(*both[::-1]).questions]
