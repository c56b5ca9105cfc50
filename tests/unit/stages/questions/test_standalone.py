"""Cues of a question that does not stand alone: it takes as known what only the talk before it has named."""

import pytest

from pipeline.records import Coverage, Outline, Person, Section
from pipeline.stages.questions.config import QuestionsConfig
from pipeline.stages.questions.context import Scene, scene_of
from pipeline.stages.questions.ranker import cues
from tests.builders import episode, speech

PEOPLE = (Person(name="Ada", role="host", source="sidecar"), Person(name="Bo", role="guest", source="sidecar"))
BEFORE = "0:00 Bo: We repaired the old kiln with river clay and it held."
AFTER = "0:20 Bo: It took most of a winter to learn that."


def asked(question: str, who: str = "Ada") -> tuple[Scene, int]:
    other = "Bo" if who == "Ada" else "Ada"
    transcript = speech("\n".join((BEFORE.replace("Bo", other), f"0:10 {who}: {question}", AFTER.replace("Bo", other))))
    section = Section(
        id="t01", title="x", title_source="generated", kind="talk", start=0, end=60, words=(0, len(transcript.words))
    )
    coverage = Coverage(speech_s=None, worded_s=60, interpolated_share=0)
    scene = scene_of(episode(people=PEOPLE), coverage, transcript, Outline(sections=(section,)), QuestionsConfig())
    return scene, next(k for k in range(len(scene.texts)) if scene.asks(k))


@pytest.mark.parametrize(
    ("question", "cue"),
    [
        ("What do you think about that idea?", "demonstrative"),
        ("What was it like, tackling that problem?", "demonstrative"),
        ("Were you involved in the exploration and purchase process?", "definite"),
        ("How effective was the supervision relative to perfect supervision?", "definite"),
        ("Is it hard to fire clay in winter, and does it crack?", "pointer_late"),
        ("Do they know about river clay?", "pointer_early"),
        ("Are there other ways to fire clay?", "compares"),
        ("How do potters learn to work there?", "deixis"),
        ("Do you mean that river clay holds better?", "clarifies"),
        ("Or would you rather fire clay in a pit?", "goes_on"),
        ("River clay always holds better, doesn't it?", "tag"),
        ("People ask me, how do you mix clay?", "sayer"),
        ("Can so fine a glaze be made of ash?", "so_or_that"),
        ("Would you call that moment at the wheel a failure?", "moment"),
        ("What have potters taught and what did you learn?", "unfinished"),
        ("Where does the VOC guild stand on kilns?", "initials"),
        ("How can listeners find a wheel of their own?", "for_listeners"),
        ("Two final questions, what is your favourite glaze?", "announced"),
        ("What do people ask of a kiln?", "of_anybody"),
        ("Can you fire, can you fire clay in a pit?", "starts_over"),
    ],
)
def test_what_a_question_takes_as_known_is_seen(question: str, cue: str) -> None:
    assert cues(*asked(question))[cue] > 0


@pytest.mark.parametrize(
    ("question", "cue"),
    [
        ("What do you hope for the future?", "definite"),
        ("What is the meaning of life?", "definite"),
        ("Are there books that you recommend to other people?", "compares"),
        ("Do you think that potters will be replaced by robots?", "demonstrative"),
        ("What will this country make of its clay?", "demonstrative"),
        ("How hard is it to mix river clay?", "pointer_early"),
        ("Are there ways to fire clay in a pit?", "deixis"),
        ("How do you make so many pots of ash?", "so_or_that"),
        ("What did you learn from your first kiln?", "unfinished"),
        ("Who taught Bernard Leach to throw?", "initials"),
        ("How does a kiln breathe?", "of_anybody"),
    ],
)
def test_what_everybody_knows_is_not_held_against_it(question: str, cue: str) -> None:
    assert cues(*asked(question))[cue] == 0
