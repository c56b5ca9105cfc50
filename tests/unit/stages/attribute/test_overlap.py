"""What the net hears at once is given to voices of the episode, whatever order it has them in."""

import numpy as np
import pytest

from pipeline.ports import SpeakerActivity
from pipeline.stages.attribute.config import VoicesConfig
from pipeline.stages.attribute.overlap import frames, heard, least_voices, overlapped

CONFIG = VoicesConfig()
FRAME_S, WIDTH, HOP = 0.017, 294, 59
Script = list[tuple[float, float, int]]

TALK: Script = [(0.0, 6.0, 0), (5.0, 6.4, 1), (7.0, 12.0, 1), (12.5, 16.0, 0)]


def net(script: Script, *, seconds: float = 18.0) -> SpeakerActivity:
    """An `ActivityReader`'s answer to a script; each window has its voices in another order."""
    starts = [k * HOP for k in range(int(seconds / (HOP * FRAME_S)))]
    p = np.zeros((len(starts), WIDTH, 3), np.uint8)
    for k, at in enumerate(starts):
        for start, end, voice in script:
            i, j = (int(np.clip(round(t / FRAME_S) - at, 0, WIDTH)) for t in (start, end))
            p[k, i:j, (voice + k) % 3] = 230
    return SpeakerActivity(np.array(starts, np.float32) * np.float32(FRAME_S), p, 0.0, FRAME_S)


def windows(script: Script, voices: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Windows of 1.5 s every .25 s with what each holds of every voice, as the voices told apart would say it."""
    start = np.arange(0, 16, 0.25)
    share = np.zeros((len(start), voices))
    for a, b, voice in script:
        share[:, voice] += np.maximum(0.0, np.minimum(b, start + 1.5) - np.maximum(a, start))
    return start, start + 1.5, share / np.maximum(share.sum(1, keepdims=True), 1e-9)


def test_turns_and_the_overlap_between_them_are_found() -> None:
    found = frames(*windows(TALK, 2), net(TALK), CONFIG)
    told = heard(found)
    assert [voice for *_, voice in told] == [v for *_, v in TALK]
    np.testing.assert_allclose([s[:2] for s in told], [s[:2] for s in TALK], atol=0.1)
    np.testing.assert_allclose(overlapped(found), [(5.0, 6.0)], atol=0.1)


def test_without_overlap_there_is_none() -> None:
    alone = [(0.0, 6.0, 0), (7.0, 12.0, 1)]
    assert overlapped(frames(*windows(alone, 2), net(alone), CONFIG)) == ()


def test_one_voice_cannot_overlap_itself() -> None:
    found = frames(*windows([(0.0, 16.0, 0)], 1), net(TALK), CONFIG)
    assert overlapped(found) == ()
    assert {voice for *_, voice in heard(found)} == {0}


@pytest.mark.parametrize(("script", "least"), [(TALK, 2), ([(0.0, 9.0, 0)], 1), ([], 0), ([*TALK, (6.4, 7.0, 2)], 3)])
def test_voices_heard_one_after_the_other_are_as_many_at_least(script: Script, least: int) -> None:
    assert least_voices(net(script), CONFIG) == least


def test_the_frames_of_a_word_are_never_none() -> None:
    found = frames(*windows(TALK, 2), net(TALK), CONFIG)
    for start, end in ((3.0, 3.0), (17.9, 40.0), (-1.0, 0.0)):
        part = found.between(start, end)
        assert 0 <= part.start < part.stop <= len(found.count)
