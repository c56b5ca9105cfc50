import numpy as np
import pytest

from pipeline.stages.segment.boundaries import (
    Place,
    Weighed,
    after_pause,
    confidence,
    cut_long,
    for_kind,
    log_odds,
    shipped_weights,
)
from pipeline.stages.segment.features import Talk
from tests.fakes import BagEmbedder


def talk_of(gaps: list[float]) -> Talk:
    """Sentences of five seconds, each after its gap."""
    texts = tuple(f"Loaf {k} rests." for k in range(len(gaps)))
    start = np.cumsum(np.array(gaps) + 5.0) - 5.0
    return Talk(texts, start, start + 5.0, BagEmbedder().embed(texts), float(start[-1] + 5.0), None)


def test_only_the_longest_tenth_of_the_pauses_counts() -> None:
    gaps = [0.0, *[0.2] * 17, 0.9, 1.4]
    assert np.flatnonzero(after_pause(talk_of(gaps))).tolist() == [18, 19]


@pytest.mark.parametrize("gaps", [[0.0] * 20, [0.1] * 19 + [0.4], [0.0]])
def test_without_real_pauses_nothing_is_added(gaps: list[float]) -> None:
    assert not after_pause(talk_of(gaps)).any()


def test_confidence_grows_with_the_starts_expected_near() -> None:
    weights = shipped_weights()
    shares = [confidence(expected, weights) for expected in (0.0, 0.3, 0.6, 0.9, 1.0)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1


def test_log_odds_of_none_and_one_are_finite() -> None:
    assert log_odds(0.0) == pytest.approx(-log_odds(1.0))


def weighed_at(times: list[float], expected: list[float]) -> Weighed:
    near = np.array(expected)
    return Weighed(np.arange(len(times)), np.array(times), near, near, near, np.ones(len(times), np.bool_))


def test_section_that_is_too_long_is_cut_at_its_best_inner_place_until_none_is() -> None:
    found = weighed_at([30.0, 400.0, 900.0, 1300.0, 2000.0], [0.9, 0.2, 0.3, 0.6, 0.1])
    places = cut_long(found, [], shipped_weights(), edges=(0.0, 2400.0), longest_s=900.0)
    assert [p.sentence for p in places] == [2, 3, 4]  # 1300 first; never 30: what is left would be as long


def test_section_of_the_longest_length_stays_whole_and_places_stay() -> None:
    found = weighed_at([400.0, 800.0], [0.2, 0.9])
    kept = [Place(1, 0.9)]
    assert cut_long(found, kept, shipped_weights(), edges=(0.0, 1600.0), longest_s=900.0) == kept


def test_long_section_without_an_inner_place_stays_whole() -> None:
    found = weighed_at([10.0], [0.9])
    assert cut_long(found, [], shipped_weights(), edges=(0.0, 4000.0), longest_s=900.0) == []


def test_only_a_meeting_has_longer_and_closer_sections() -> None:
    weights = shipped_weights()
    closer, longer = for_kind("meeting", weights, 6.0)
    assert closer.cohesion > weights.cohesion
    assert longer > 6.0
    assert for_kind("interview", weights, 6.0) == (weights, 6.0)
