"""What is said around a question tells whether it stands alone."""

from pipeline.records import Coverage, Outline, Section
from pipeline.stages.questions.config import QuestionsConfig
from pipeline.stages.questions.context import scene_of
from pipeline.stages.questions.ranker import cues
from tests.builders import episode, speech
from tests.unit.stages.questions.test_standalone import PEOPLE


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
