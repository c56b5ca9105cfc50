from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.voice_activity import FRAME_S, VadConfig, stretches

CONFIG = VadConfig()


def frames(*runs: tuple[float, float]) -> np.ndarray:
    """Return probabilities from (seconds, probability) runs."""
    return np.concatenate([np.full(round(s / FRAME_S), p, np.float32) for s, p in runs])


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0, 1)), max_size=60))
def test_speech_is_in_order_apart_inside_and_short_enough(runs: list[tuple[int, float]]) -> None:
    p = frames((0, 0.0), *((n * FRAME_S, value) for n, value in runs))
    found = stretches(p, len(p) * FRAME_S, CONFIG)
    assert all(0 <= a < b <= len(p) * FRAME_S for a, b in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert all(b - a <= CONFIG.max_speech_s + 2 * CONFIG.pad_s + FRAME_S for a, b in found)


def test_speech_is_padded_on_both_sides() -> None:
    ((start, end),) = stretches(frames((1, 0.0), (2, 0.9), (1, 0.0)), 4.0, CONFIG)
    assert [start, end] == pytest.approx([1 - CONFIG.pad_s, 3 + CONFIG.pad_s], abs=FRAME_S)


def test_a_short_silence_stays_inside_speech() -> None:
    assert len(stretches(frames((1, 0.9), (0.1, 0.0), (1, 0.9)), 2.1, CONFIG)) == 1


def test_a_click_is_not_speech() -> None:
    assert stretches(frames((1, 0.0), (0.1, 0.9), (1, 0.0)), 2.1, CONFIG) == []


def test_a_doubtful_sound_goes_on_but_does_not_begin() -> None:
    assert stretches(frames((2, 0.3)), 2.0, CONFIG) == []
    ((_, end),) = stretches(frames((1, 0.9), (1, 0.3), (1, 0.0)), 3.0, CONFIG)
    assert end > 1.9


def test_speech_without_a_pause_is_divided_where_it_is_least_likely() -> None:
    found = stretches(frames((20, 0.99), (0.1, 0.6), (20, 0.99)), 40.1, CONFIG)
    assert len(found) == 2
    assert found[0][1] == found[1][0] == pytest.approx(20, abs=0.2)
