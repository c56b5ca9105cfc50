"""Sections are found by words that recur, marks and turns, in languages of which no word is known."""

import numpy as np
import pytest

from evaluation.spoken import LANGUAGES
from pipeline.engines.reading_net import NoReadingNet
from pipeline.records import Identity, Outline
from pipeline.stages.segment.cohesion import bags_of, columns, scores, search_numbers, vectors_of
from pipeline.stages.segment.config import SegmentConfig
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.stage import segment
from tests.fakes import BagEmbedder, CapitalParser
from tests.talks import talk


def outline(language: str) -> Outline:
    episode, transcript, _ = talk(language)
    return segment(
        episode, transcript, SegmentConfig(), embedder=BagEmbedder(), parser=CapitalParser(), reading=NoReadingNet()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_start_where_the_subject_changes(language: str) -> None:
    _, transcript, told = talk(language)
    found = [section.start for section in outline(language).sections[1:]]
    true = [start for start, _ in told.subjects[1:]]
    right = sum(any(abs(a - b) <= 30 for b in found) for a in true)
    assert right >= len(true) - 1
    assert len(found) <= len(true) + 2
    assert outline(language).sections[0].words[0] == 0
    assert outline(language).sections[-1].words[1] == len(transcript.words)


def test_columns_are_finite_and_the_score_is_of_these_columns() -> None:
    episode, transcript, _ = talk("ja")
    bags = bags_of(transcript)
    vectors = vectors_of(bags)
    start = np.array([s.start for s in transcript.sentences])
    end = np.array([s.end for s in transcript.sentences])
    texts = tuple("".join(w.text for w in transcript.words[slice(*s.words)]) for s in transcript.sentences)
    talk_ = Talk(texts, start, end, vectors.astype(np.float32), episode.duration, None)
    rows, names = columns(talk_, transcript, bags)
    assert np.isfinite(rows).all()
    assert len(set(names)) == rows.shape[1]
    assert scores(talk_, transcript, bags).shape == (len(texts),)
    assert search_numbers().prior.log_spread > 0


def test_a_sentence_model_without_numbers_leaves_english_to_the_same_signs() -> None:
    episode, transcript, _ = talk("de")
    english = transcript.model_copy(update={"language": "en"})

    class Other(BagEmbedder):
        identity = Identity(name="other", version="1", digest="f" * 64)

    found = segment(episode, english, SegmentConfig(), embedder=Other(), parser=CapitalParser(), reading=NoReadingNet())
    assert len(found.sections) > 2
