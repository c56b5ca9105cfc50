import numpy as np
import pytest

from pipeline.stages.segment.boundaries import after_pause, confidence, log_odds, shipped_weights
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
