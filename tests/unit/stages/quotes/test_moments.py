"""Stretches for clips are whole sentences of one part, 20 to 60 s long, and the best share no sentence."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages.quotes.moments import COLUMNS, LEAST_S, MOST_S, ClipSource, best, stretches, worth
from pipeline.stages.quotes.ranker import SentenceTable
from tests.fakes import BagEmbedder

SENTENCES = [f"The river number {k} carried {k} boats past the old mill." for k in range(40)]
EACH_S = 7.0


def heard(parts: list[int] | None = None, host: list[int] | None = None) -> ClipSource:
    n = len(SENTENCES)
    starts = np.arange(n) * EACH_S
    hosts = np.array(host or [0] * n, float)
    spoken = SentenceTable(
        texts=SENTENCES,
        vectors=BagEmbedder().embed(SENTENCES),
        turns=np.arange(n) // 4,
        starts=starts,
        fits=hosts < 0.5,
    )
    return ClipSource(spoken, starts + EACH_S, hosts, np.array(parts or [0] * n))


@given(st.lists(st.integers(0, 1), min_size=40, max_size=40))
@settings(max_examples=25, deadline=None)
def test_a_stretch_keeps_its_length_and_its_part(ups: list[int]) -> None:
    parts = np.cumsum(ups).tolist()
    talk = heard(parts)
    found = stretches(talk)
    for first, last in zip(found.first, found.last, strict=True):
        assert LEAST_S <= talk.ends[last - 1] - talk.spoken.starts[first] <= MOST_S
        assert parts[first] == parts[last - 1]


def test_no_stretch_holds_a_sentence_that_may_not_be_played() -> None:
    parts = [0] * 40
    parts[20] = -1
    found = stretches(heard(parts))
    assert len(found.first)
    assert not any(first <= 20 < last for first, last in zip(found.first, found.last, strict=True))


def test_a_guest_is_heard_in_every_stretch() -> None:
    host = [1] * 20 + [0] * 20
    found = stretches(heard(host=host))
    assert min(found.last) > 20


def test_the_best_share_no_sentence_and_come_in_order_of_worth() -> None:
    found = stretches(heard())
    points = worth(found, np.linspace(1, 0, len(SENTENCES)), heard().spoken)
    taken = best(found, points, 4)
    runs = sorted((int(found.first[k]), int(found.last[k])) for k in taken)
    assert len(taken) == 4
    assert all(a[1] <= b[0] for a, b in pairwise(runs))
    assert points[taken].tolist() == sorted(points[taken].tolist(), reverse=True)


@pytest.mark.parametrize("n", [0, 1])
def test_a_talk_too_short_for_a_clip_has_none(n: int) -> None:
    talk = heard()
    short = SentenceTable(
        texts=SENTENCES[:n], vectors=talk.spoken.vectors[:n], turns=talk.spoken.turns[:n],
        starts=talk.spoken.starts[:n], fits=talk.spoken.fits[:n],
    )  # fmt: skip
    found = stretches(ClipSource(short, talk.ends[:n], talk.host[:n], talk.parts[:n]))
    assert found.columns.shape == (0, len(COLUMNS))
    assert worth(found, np.zeros(n), short).shape == (0,)
