"""Questions in any language are listed with what somebody else says right after them."""

from itertools import pairwise

import pytest

from evaluation.spoken import LANGUAGES
from pipeline.language.signs import is_asked
from pipeline.records import Questions
from pipeline.stages.questions.any_language import asked_in, kept_of, most_asking, question
from pipeline.stages.questions.context import scene_of
from pipeline.stages.questions.stage import QuestionsConfig, questions
from tests.fakes import BagEmbedder
from tests.talks import talk
from tests.unit.stages.quotes.test_any_language import NOTHING, whole


def listed(language: str) -> Questions:
    about, transcript, _ = talk(language)
    return questions(about, NOTHING, transcript, whole(transcript), QuestionsConfig(), embedder=BagEmbedder())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_host_asks_and_the_guest_answers(language: str) -> None:
    _, _, told = talk(language)
    found = listed(language).questions
    assert len(found) >= 5
    for one in found:
        assert is_asked(one.text, language)
        assert one.speaker == told.host
        assert one.answer is not None
        assert one.answer.speaker == told.guest
        assert one.answer.start >= one.end


def test_questions_keep_their_distance_and_lean_on_nothing() -> None:
    about, transcript, told = talk("de")
    scene = scene_of(about, NOTHING, transcript, whole(transcript), QuestionsConfig())
    points = asked_in(scene, scene.hosts)
    kept = kept_of(scene, points, about)
    starts = [scene.sentences[k].start for k in kept]
    assert all(b - a >= scene.config.min_gap_s for a, b in pairwise(starts))
    assert most_asking(scene) == {told.host}
    assert question(scene, 1, kept[0], points[kept[0]]).id == "a01"
