"""Telling voices apart by their vectors alone, giving them words, and naming them on evidence."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from pipeline.stages.attribute.config import VoicesConfig
from pipeline.stages.attribute.diarization import agglomerate, tell_apart
from tests.fakes import ScriptedVoices

CONFIG = VoicesConfig()


def apart(script: list[tuple[float, float, int]], config: VoicesConfig = CONFIG, **fake: float) -> np.ndarray:
    told = tell_apart(ScriptedVoices(script, **fake).voiceprints(Path("x")), config)
    middle = (told.start + told.end) / 2
    truth = np.array([next((v for a, b, v in script if a + 0.7 <= m <= b - 0.7), -1) for m in middle])
    clear = truth >= 0  # windows that hold one voice only
    return np.stack([told.p.argmax(1)[clear], truth[clear]], 1) if told.p.size else np.zeros((0, 2), int)


def turns_of(lengths: list[float], voices: int) -> list[tuple[float, float, int]]:
    edges = np.cumsum([0.0, *lengths])
    return [(float(a), float(b), k % voices) for k, (a, b) in enumerate(pairwise(edges))]


@pytest.mark.parametrize("voices", [1, 2, 3, 4, 5, 6])
def test_the_number_of_voices_is_found_and_each_window_has_its_own(voices: int) -> None:
    pairs = apart(turns_of([9, 14, 6, 20, 11, 8] * 4, voices))
    assert len(set(pairs[:, 0])) == voices
    assert len({tuple(pair) for pair in pairs}) == voices  # one to one


def test_two_alike_voices_are_still_two() -> None:
    pairs = apart(turns_of([12, 15] * 8, 2), alike=0.45)
    assert len({tuple(pair) for pair in pairs}) == len(set(pairs[:, 0])) == 2


def test_a_voice_that_speaks_for_eight_seconds_in_ten_minutes_is_not_lost() -> None:
    script = turns_of([30, 40] * 8, 2)
    at = script[10][0]
    script = [*script[:10], (at, at + 8, 2), *[(a + 8, b + 8, v) for a, b, v in script[10:]]]
    pairs = apart(script)
    assert len({tuple(pair) for pair in pairs}) == 3


def test_the_number_given_is_kept_to() -> None:
    pairs = apart(turns_of([12, 15] * 8, 3), VoicesConfig(speakers=2))
    assert len(set(pairs[:, 0])) == 2


def test_no_speech_is_no_voice() -> None:
    assert tell_apart(ScriptedVoices([]).voiceprints(Path("x")), CONFIG).p.shape == (0, 0)


def test_groups_join_by_their_mean_likeness() -> None:
    x = np.array([[1, 0, 0], [0.9, 0.436, 0], [0, 0, 1.0]])
    assert agglomerate(x, np.ones(3), 0.5).tolist() == [0, 0, 1]
    assert agglomerate(x, np.ones(3), 0.95).tolist() == [0, 1, 2]


# ---- from a script with voices "A", "B" …: what is heard, and by whom
