"""Sections get titles of what was said in them, each its own."""

import numpy as np

from pipeline.ports import Heading, Reading
from pipeline.stages.segment.features import Talk
from pipeline.stages.segment.phrases import Phrases
from pipeline.stages.segment.title_candidates import Candidate, gathered, matters
from pipeline.stages.segment.title_ranker import COLUMNS
from pipeline.stages.segment.titles import Graded, described, graded, phrase_title, spelled, titles
from tests.fakes import BagEmbedder, CapitalReader

SAID = (
    "Why does sourdough rise so slowly in winter?",
    "Wild yeast works slowly, and sourdough needs wild yeast.",
    "Baking bread with wild yeast takes a whole day.",
    "Let us turn to ovens.",
    "A stone oven keeps its heat, and stone ovens bake bread evenly.",
)
READINGS = (
    Reading(("sourdough",), ()),
    Reading(("wild yeast", "sourdough"), (), headings=(Heading("noun", "wild yeast"),)),
    Reading(("wild yeast",), (), headings=(Heading("act", "baking bread with wild yeast"),)),
    Reading(("ovens",), ()),
    Reading(("stone oven", "heat"), (), headings=(Heading("noun", "stone oven"),)),
)
PHRASES = (
    Phrases(("sourdough", "wild yeast"), frozenset({"sourdough"}), frozenset()),
    Phrases(("stone oven",), frozenset({"stone"}), frozenset()),
)
GROUPS = (np.arange(3), np.arange(3, 5))


def talk() -> Talk:
    start = np.array([0.0, 10.0, 20.0, 40.0, 50.0])
    vectors = BagEmbedder().embed(SAID)
    return Talk(texts=SAID, start=start, end=start + 8, vectors=vectors, duration=60.0, embedder=None)


def pools(wanted: tuple[bool, bool] = (True, True)) -> list[tuple[list[Candidate], np.ndarray]]:
    return described(
        talk(),
        GROUPS,
        READINGS,
        PHRASES,
        wanted=wanted,
        embedder=BagEmbedder(),
        parser=CapitalReader(),
    )


def test_candidates_are_questions_phrases_headings_and_two_of_them_together() -> None:
    texts = {one.text for one in gathered(talk(), GROUPS[0], READINGS, PHRASES[0], matters(talk(), GROUPS)[0])}
    assert "Why does sourdough rise so slowly in winter?" in texts
    assert {"sourdough", "baking bread with wild yeast", "sourdough and wild yeast"} <= texts
    assert "sourdough: baking bread with wild yeast" in texts


def test_candidates_are_of_the_section_and_of_no_other() -> None:
    ((first, _), (second, _)) = pools()
    assert not {one.text for one in first} & {one.text for one in second}
    assert all(one.at in GROUPS[0] for one in first)


def test_every_candidate_has_every_column_and_a_vector() -> None:
    for pool, table in pools():
        assert table.shape == (len(pool), len(COLUMNS) - 1 + talk().vectors.shape[1])
        assert np.isfinite(table).all()


def test_section_that_wants_no_title_gets_none() -> None:
    named = titles(graded(pools(wanted=(True, False))))
    assert named[0]
    assert named[1] == ()


def test_title_is_the_best_graded_candidate() -> None:
    best = graded(pools())[0]
    assert list(best.grades) == sorted(best.grades, reverse=True)
    assert titles([best])[0][0] == best.candidates[0].text


def test_section_does_not_take_the_words_of_a_better_title() -> None:
    def pool(*texts: tuple[str, float]) -> Graded:
        return Graded(tuple(Candidate(t, "noun", 0, 1) for t, _ in texts), tuple(g for _, g in texts))

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
