"""The best titles of a section are read beside what is said in it; the others stay below them."""

import numpy as np

from pipeline.engines.reading_net import NoReadingNet
from pipeline.stages.segment.title_candidates import TitleCandidate
from pipeline.stages.segment.title_reading import EXCERPT, LEFT_OUT, READ, excerpt, read_again
from pipeline.stages.segment.titles import GradedTitles
from tests.fakes import FondNet
from tests.unit.stages.segment.bread import GROUPS, talk


def pool(*texts: str) -> GradedTitles:
    grades = tuple(2.0 - k / 10 for k in range(len(texts)))
    return GradedTitles(tuple(TitleCandidate(text, "noun", 0, 1) for text in texts), grades)


def test_what_the_net_prints_comes_first() -> None:
    net = FondNet("yeast")
    (found,) = read_again([pool("bread", "wild yeast")], ["What is it?"], episode="A talk", reading=net)
    assert [one.text for one in found.candidates] == ["wild yeast", "bread"]
    assert list(found.grades) == sorted(found.grades, reverse=True)
    assert {(one.episode, one.opening) for one in net.shown} == {("A talk", "What is it?")}


def test_a_title_that_was_not_read_stays_below_those_that_were() -> None:
    texts = [f"bread {k}" for k in range(READ + 2)]
    net = FondNet("yeast")
    (found,) = read_again([pool(*texts)], [""], episode="A talk", reading=net)
    assert len(net.shown) == READ
    assert {one.text for one in found.candidates[READ:]} == set(texts[READ:])
    assert list(found.grades) == sorted(found.grades, reverse=True)


def test_without_a_net_the_titles_stay_as_they_are() -> None:
    pools = [pool("bread", "wild yeast"), GradedTitles((), ())]
    assert read_again(pools, ["", ""], episode="A talk", reading=NoReadingNet()) == pools


def test_an_excerpt_begins_with_the_section_and_says_what_it_leaves_out() -> None:
    told = talk()
    said = excerpt(told, GROUPS[0])
    assert said.startswith(told.texts[GROUPS[0][0]])
    long = np.tile(GROUPS[0], 40)
    assert len(excerpt(told, long).replace(LEFT_OUT, "").split()) <= EXCERPT + 40
