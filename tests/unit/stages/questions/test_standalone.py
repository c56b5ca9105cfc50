"""Cues of a question that does not stand alone: it takes as known what only the talk before it has named."""

import pytest

from pipeline.records import Coverage, Outline, Person, Section
from pipeline.stages.questions.config import QuestionsConfig
from pipeline.stages.questions.context import Scene, scene_of
from pipeline.stages.questions.ranker import REFUSED, Weights, cues, points_of
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


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("What makes a good potter, in your view?", "What makes that so good, in your view?"),
        ("How do you teach children to throw clay?", "And how does it change the process?"),
        ("Why do young potters leave their villages?", "So is it the same with the second one?"),
    ],
)
def test_a_question_that_names_its_things_scores_above_one_that_points(better: str, worse: str) -> None:
    assert points_of(*asked(better)) > points_of(*asked(worse))


def test_a_guests_rhetoric_scores_below_the_hosts_question() -> None:
    question = "How do you teach children to throw clay?"
    assert points_of(*asked(question)) > points_of(*asked(question, who="Bo"))


def place_in(talk: str, question: str) -> dict[str, float]:
    """Return the cues of a question in a talk, by its first words."""
    transcript = speech(talk)
    section = Section(
        id="t01", title="x", title_source="generated", kind="talk", start=0, end=900, words=(0, len(transcript.words))
    )
    coverage = Coverage(speech_s=None, worded_s=900, interpolated_share=0)
    scene = scene_of(episode(people=PEOPLE), coverage, transcript, Outline(sections=(section,)), QuestionsConfig())
    return dict(cues(scene, next(k for k, text in enumerate(scene.texts) if text.startswith(question))))


def test_a_question_right_after_another_of_the_asker_leans_on_it() -> None:
    alone = place_in("0:00 Bo: We fired it. | 0:10 Ada: Does ash melt? | 0:20 Bo: Yes, it melts.", "Does ash")
    second = place_in("0:00 Ada: How do you glaze? Does ash melt? | 0:20 Bo: Yes, it melts.", "Does ash")
    assert (alone["after_question"], alone["right_after_question"], alone["yes_or_no_after"]) == (0, 0, 1)
    assert (second["after_question"], second["right_after_question"]) == (1, 1)


def test_rare_words_that_somebody_has_brought_up_are_not_new() -> None:
    talk = "0:00 Bo: {} | 0:10 Ada: What makes a celadon crackle? | 0:20 Bo: I cool it fast and I wait."
    new, old = (place_in(talk.format(said), "What makes") for said in ("We fired it.", "We fired a crackled celadon."))
    assert new["unsaid"] > old["unsaid"]
    assert new["first_person_after"] == 2 / 6


def test_an_asker_who_talks_long_asks_about_the_talk() -> None:
    asked_at_once = place_in("0:00 Bo: We fired it. | 0:10 Ada: Does ash melt? | 0:20 Bo: It does.", "Does ash")
    speech_first = "I went to the coast and saw kilns on every hill and you told me of each of them. " * 3
    asked_late = place_in(
        f"0:00 Bo: We fired it. | 0:10 Ada: {speech_first}Does ash melt? | 0:40 Bo: It does.", "Does ash"
    )
    assert asked_late["turn"] > asked_at_once["turn"]
    assert asked_late["set_up"] == 1
    assert asked_late["addressed_before"] > asked_at_once["addressed_before"] == 0


def test_the_score_is_the_sum_of_its_cues_and_a_question_of_many_words_is_refused() -> None:
    scene, k = asked("Or would you rather fire clay in a pit?")
    assert points_of(scene, k, Weights(bias=0.5, weights={"goes_on": -2.0})) == -1.5
    speech_of_many = "What do you think of clay that " + "holds and " * 25 + "breaks?"
    assert points_of(*asked(speech_of_many)) == REFUSED
