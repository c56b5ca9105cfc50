"""Weighing all cuts gives the probabilities that counting them by hand gives."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages.segment.posterior import around, best_places, start_probabilities


def by_hand(value: np.ndarray, gain: np.ndarray) -> np.ndarray:
    inner = range(1, len(gain) - 1)
    total, held = 0.0, np.zeros(len(gain))
    for count in range(len(inner) + 1):
        for starts in combinations(inner, count):
            path = [0, *starts, len(gain) - 1]
            worth = sum(value[a, b] for a, b in pairwise(path)) + sum(gain[j] for j in starts)
            total += np.exp(worth)
            held[list(starts)] += np.exp(worth)
    return held[1:-1] / total


@given(st.integers(2, 7), st.integers(0, 999))
@settings(max_examples=30, deadline=None)
def test_probabilities_are_those_of_all_cuts(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    value, gain = rng.normal(size=(n, n)), np.concatenate([[0.0], rng.normal(size=n - 2), [0.0]])
    assert start_probabilities(value, gain) == pytest.approx(by_hand(value, gain))


def test_what_is_forbidden_has_no_probability() -> None:
    value = np.zeros((4, 4))
    value[0, 1] = -1e9  # the first section may not be that short
    found = start_probabilities(value, np.zeros(4))
    assert found.tolist() == pytest.approx([0.0, 0.5])


def test_starts_near_each_other_share_their_probability() -> None:
    times = np.array([0.0, 5.0, 12.0, 60.0])
    assert around(times, np.array([0.25, 0.25, 0.25, 0.5]), 10.0).tolist() == [0.5, 0.75, 0.5, 0.5]


def covered(times: np.ndarray, probability: np.ndarray, places: tuple[int, ...], within_s: float) -> float:
    near = [any(abs(t - times[p]) <= within_s for p in places) for t in times]
    return float(probability[near].sum()) if places else 0.0


@given(st.lists(st.floats(0, 300).map(round), min_size=0, max_size=9, unique=True), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_best_places_are_best_and_apart(times: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    at, probability, room = np.array(sorted(times), float), rng.random(len(times)), rng.random(len(times)) < 0.8
    allowed = [
        c for count in range(len(at) + 1) for c in combinations(np.flatnonzero(room).tolist(), count)
        if all(at[b] - at[a] >= 45 for a, b in pairwise(c))
    ]  # fmt: skip
    worth = {
        c: 0.3 * covered(at, probability, c, 10) + 0.7 * covered(at, probability, c, 30) - 0.4 * len(c) for c in allowed
    }
    found = tuple(best_places(at, probability, room, within={10.0: 0.3, 30.0: 0.7}, cost=0.4, least_s=45.0))
    assert found in allowed
    assert worth[found] == pytest.approx(max(worth.values()))


def test_a_start_between_two_places_counts_once() -> None:
    at, probability = np.array([152.0, 180.0, 208.0]), np.array([0.05, 0.9, 0.05])
    found = best_places(at, probability, np.ones(3, bool), within={30.0: 1.0}, cost=0.4, least_s=45.0)
    assert found == [1]
