"""Sections get titles of what was said in them, each its own."""

import numpy as np

from pipeline.stages.segment.phrases import Phrases
from pipeline.stages.segment.title_candidates import TitleCandidate
from pipeline.stages.segment.titles import GradedTitles, described, graded, phrase_title, spelled, titles
from tests.fakes import BagEmbedder, CapitalParser
from tests.unit.stages.segment.bread import GROUPS, PHRASES, READINGS, talk


def pools(wanted: tuple[bool, bool] = (True, True)) -> list[tuple[list[TitleCandidate], np.ndarray]]:
    return described(
        talk(),
        GROUPS,
        READINGS,
        PHRASES,
        wanted=wanted,
        embedder=BagEmbedder(),
        parser=CapitalParser(),
    )


def test_section_that_wants_no_title_gets_none() -> None:
    named = titles(graded(pools(wanted=(True, False)), PHRASES))
    assert named[0]
    assert named[1] == ()


def test_title_is_the_best_graded_candidate() -> None:
    best = graded(pools(), PHRASES)[0]
    assert list(best.grades) == sorted(best.grades, reverse=True)
    assert titles([best])[0][0] == best.candidates[0].text


def test_section_does_not_take_the_words_of_a_better_title() -> None:
    def pool(*texts: tuple[str, float]) -> GradedTitles:
        return GradedTitles(tuple(TitleCandidate(t, "noun", 0, 1) for t, _ in texts), tuple(g for _, g in texts))

    named = titles([pool(("wild yeast", 1.5), ("winter bread", 1.3)), pool(("the yeast in the wild", 2.0))])
    assert [names[0] for names in named] == ["winter bread", "the yeast in the wild"]


def test_name_is_spelled_as_the_publisher_spells_it_and_nothing_else_is_touched() -> None:
    known = ("#94 – Ilya Sutskever: Deep Learning",)
    assert spelled("Why Sutskevar left", known) == "Why Sutskever left"
    assert spelled("Sutskevers and Deep Earning", known) == "Sutskevers and Deep Earning"
    assert spelled("Why sutskevar left", known) == "Why sutskevar left"


def test_theme_is_titled_by_the_best_phrase_that_is_not_taken() -> None:
    best = Phrases(("physics", "double descent"), frozenset(), frozenset())
    assert phrase_title(best, set()) == "Physics"
    assert phrase_title(best, {"physics"}) == "Double descent"
    assert phrase_title(best, {"physics", "double descent"}) is None
