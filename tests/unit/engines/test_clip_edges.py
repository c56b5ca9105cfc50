"""Cuts lie in the pause before a word, never in a word, wherever in the pause the recogniser's clock points."""

import numpy as np
import pytest

from pipeline.engines.clip_edges import PAD_S, end_edge, start_edge
from pipeline.ports import RATE_HZ, Samples


def spoken(*bursts: tuple[float, float], seconds: float = 8.0, room: float = 20.0) -> Samples:
    """Return quiet noise with louder bursts [start, end)."""
    rng = np.random.default_rng(0)
    sound = rng.normal(0, room, round(seconds * RATE_HZ))
    for start, end in bursts:
        i, j = round(start * RATE_HZ), round(end * RATE_HZ)
        sound[i:j] += rng.normal(0, 4000, j - i)
    return sound.astype(np.int16)


TALK = spoken((1.0, 3.0), (3.5, 5.0), (5.6, 7.0))


@pytest.mark.parametrize("error_s", [-0.15, -0.06, 0.0, 0.06, 0.15])
def test_a_clip_begins_in_the_pause_before_its_first_sound(error_s: float) -> None:
    edge = start_edge(TALK, before=3.0, start=3.5 + error_s)
    assert edge.clean
    assert 3.5 - PAD_S[1] - 0.011 <= edge.at <= 3.5 - PAD_S[0] + 0.011


@pytest.mark.parametrize("error_s", [-0.15, -0.06, 0.0, 0.06, 0.15])
def test_a_clip_ends_in_the_pause_after_its_last_sound(error_s: float) -> None:
    edge = end_edge(TALK, end=5.0 + error_s, after=5.6)
    assert edge.clean
    assert 5.0 + PAD_S[0] - 0.011 <= edge.at <= 5.0 + PAD_S[1] + 0.011


def test_a_word_clock_that_swallows_the_pause_does_not_bring_the_word_before_in() -> None:
    edge = start_edge(TALK, before=3.0, start=3.0)  # the word is said to follow at once: its sound begins at 3.5
    assert 3.0 <= edge.at <= 3.5


def test_without_a_pause_the_quietest_place_is_taken_and_said_so() -> None:
    sound = spoken((1.0, 7.0)).astype(np.float64)
    sound[round(3.98 * RATE_HZ) : round(4.0 * RATE_HZ)] *= 0.3
    edge = start_edge(sound.astype(np.int16), before=4.0, start=4.0)
    assert not edge.clean
    assert edge.at == pytest.approx(3.99, abs=0.03)


def test_a_click_in_a_pause_does_not_end_it() -> None:
    sound = spoken((1.0, 3.0), (3.11, 5.0)).astype(np.float64)
    sound[round(3.04 * RATE_HZ) : round(3.06 * RATE_HZ)] += np.random.default_rng(1).normal(0, 300, 320)
    edge = start_edge(sound.astype(np.int16), before=2.95, start=3.1)
    assert edge.clean
    assert 2.99 <= edge.at <= 3.04
    assert not edge.in_speech


def test_a_cut_with_speech_right_inside_it_says_so() -> None:
    sound = spoken((1.0, 7.0))
    assert start_edge(sound, before=4.0, start=4.0).in_speech
    assert end_edge(sound, end=4.0, after=4.0).in_speech
    assert not start_edge(TALK, before=3.0, start=3.5).in_speech
    assert not end_edge(TALK, end=5.0, after=5.6).in_speech


def test_edges_stay_inside_the_sound() -> None:
    assert start_edge(TALK, before=0.0, start=0.0).at >= 0
    assert end_edge(TALK, end=8.0, after=8.0).at <= 8.0
    assert start_edge(TALK[:10], before=0.0, start=0.0).at == 0
