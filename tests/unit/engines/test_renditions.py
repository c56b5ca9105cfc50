"""One recording is found in another: with other sound put in, its head cut off, noise, or a part that differs."""

import numpy as np
import pytest

from pipeline.engines.renditions import match
from pipeline.ports import RATE_HZ, Samples
from pipeline.records import SoundMatch
from tests.unit.engines.test_sound_prints import talking

TALK = talking(40, seed=1)
ADVERT = talking(9, seed=2)


def cut(start: float, end: float) -> Samples:
    return TALK[round(start * RATE_HZ) : round(end * RATE_HZ)]


def place(found: SoundMatch, seconds: float) -> float | None:
    """Return where a moment is in the other recording; None where it is in no stretch."""
    for stretch in found.stretches:
        here, there = zip(*stretch.knots, strict=True)
        if here[0] <= seconds <= here[-1]:
            return float(np.interp(seconds, here, there))
    return None


def test_the_same_sound_lies_where_it_is() -> None:
    found = match(TALK, TALK)
    assert len(found.stretches) == 1
    assert not found.unlike
    assert [place(found, s) for s in (0.5, 20.0, 39.0)] == pytest.approx([0.5, 20.0, 39.0], abs=0.02)


def test_an_advert_put_in_moves_what_follows_and_leaves_the_cut_to_neither_side() -> None:
    found = match(TALK, np.concatenate([cut(0, 17.3), ADVERT, cut(17.3, 40)]))
    assert len(found.stretches) == 2
    assert [place(found, s) for s in (1.0, 16.5, 18.1, 39.0)] == pytest.approx([1.0, 16.5, 27.1, 48.0], abs=0.05)
    end, start = found.stretches[0].knots[-1][0], found.stretches[1].knots[0][0]
    assert 17.3 - 0.3 < end <= 17.3  # so that a word that only ends behind the cut is not taken as whole
    assert 17.3 <= start < 17.3 + 0.3


def test_a_stretch_before_an_advert_with_nothing_found_after_it_ends_before_the_cut() -> None:
    for at in (37.8, 38.2):  # what follows is less than a block
        found = match(TALK, np.concatenate([cut(0, at), ADVERT, cut(at, 40)]))
        assert len(found.stretches) == 1
        assert at - 0.5 < found.stretches[0].knots[-1][0] <= at


def test_a_head_that_was_cut_off_has_no_place() -> None:
    found = match(TALK, cut(6.2, 40))
    assert place(found, 5.5) is None
    assert place(found, 20.0) == pytest.approx(13.8, abs=0.05)


def test_noise_and_another_speed_change_little() -> None:
    at = np.arange(0, len(TALK) - 1, 1.001)
    faster = np.interp(at, np.arange(len(TALK)), TALK.astype(np.float64))
    noisy = (faster * 0.5 + np.random.default_rng(5).standard_normal(len(at)) * 60).astype(np.int16)
    found = match(TALK, noisy)
    assert [place(found, s) for s in (2.0, 38.0)] == pytest.approx([2.0 / 1.001, 38.0 / 1.001], abs=0.05)


def test_a_part_that_was_replaced_is_said_to_differ() -> None:
    found = match(TALK, np.concatenate([cut(0, 15), talking(4, seed=9), cut(19, 40)]))
    without_place = [s for s in np.arange(15.5, 18.6, 0.1) if place(found, s) is None]
    unlike = [s for s in np.arange(15.5, 18.6, 0.1) if any(gap.start <= s <= gap.end for gap in found.unlike)]
    assert set(without_place) | set(unlike) == set(np.arange(15.5, 18.6, 0.1))
    assert place(found, 25.0) == pytest.approx(25.0, abs=0.02)


def test_other_sound_shares_nothing() -> None:
    assert match(TALK, talking(40, seed=7)) == SoundMatch()
    assert match(TALK[:100], TALK) == SoundMatch()
