"""What a section may be called is gathered from its own words."""

import pytest

from pipeline.stages.segment.title_candidates import COLONS, gathered, matters
from tests.unit.stages.segment.bread import GROUPS, PHRASES, READINGS, talk


def test_candidates_are_questions_phrases_headings_and_two_of_them_together() -> None:
    texts = {one.text for one in gathered(talk(), GROUPS[0], READINGS, PHRASES[0], matters(talk(), GROUPS)[0])}
    assert "Why does sourdough rise so slowly in winter?" in texts
    assert {"sourdough", "baking bread with wild yeast", "sourdough and wild yeast"} <= texts
    assert "sourdough: baking bread with wild yeast" in texts


@pytest.mark.parametrize("k", [0, 1])
def test_candidates_are_of_the_section_and_each_comes_once(k: int) -> None:
    found = gathered(talk(), GROUPS[k], READINGS, PHRASES[k], matters(talk(), GROUPS)[k])
    assert all(one.at in GROUPS[k] for one in found)
    assert len({one.text.lower() for one in found}) == len(found)
    assert sum(one.kind == "colon" for one in found) <= COLONS


def test_matter_is_what_is_said_often_here_and_seldom_elsewhere() -> None:
    first, second = matters(talk(), GROUPS)
    assert first.share("wild yeast") > first.share("stone ovens")
    assert second.share("stone ovens") > second.share("wild yeast")
