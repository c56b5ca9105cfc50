"""The overlap network with its real weights: two who read at once are two, one is one, silence is nobody."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.engines import weights
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.engines.speaker_activity import MODEL_SHA256, PyanNet
from pipeline.errors import MachineLacks
from pipeline.ports import RATE_HZ
from pipeline.stages.attribute.config import VoicesConfig
from pipeline.stages.attribute.overlap import least_voices

pytestmark = pytest.mark.model

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def net() -> PyanNet:
    return PyanNet(weights.fetch("speaker-activity"))


def sound(name: str) -> Any:
    return np.asarray(Ffmpeg().decode(DATA / name).samples)


def together(net: PyanNet, samples: Any) -> Any:
    """The share of the frames of the first window in which so many voices are heard."""
    counted = (net.activity(samples).p[0] > 127).sum(1)
    return np.bincount(counted, minlength=4) / len(counted)


def test_one_who_is_spoken_over_is_heard_beside_the_other(net: PyanNet) -> None:
    long, short = (sound(name).astype(np.float32) for name in ("jfk.flac", "librivox_sense_0870.flac"))
    long, short = long[: 5 * RATE_HZ], short[RATE_HZ : round(3.5 * RATE_HZ)]
    both = long.copy()
    both[RATE_HZ : RATE_HZ + len(short)] += short * 0.5 * long.std() / short.std()
    assert together(net, long.astype(np.int16))[2:].sum() < 0.02
    assert together(net, both.clip(-32768, 32767).astype(np.int16))[2] > 0.2


def test_two_who_take_turns_are_two(net: PyanNet) -> None:
    one, other = (sound(name)[RATE_HZ : 3 * RATE_HZ] for name in ("librivox_sense_0870.flac", "jfk.flac"))
    assert least_voices(net.activity(np.concatenate([one, other, one, other])), VoicesConfig()) == 2
    assert least_voices(net.activity(sound("jfk.flac")), VoicesConfig()) == 1


def test_silence_is_nobody_and_a_short_file_has_one_window(net: PyanNet) -> None:
    found = net.activity(np.zeros(RATE_HZ, np.int16))
    assert found.p.shape == (1, 293, 3)
    assert found.p.max() < 64
    assert net.identity.digest == MODEL_SHA256 == weights.digest("speaker-activity")


def test_windows_cover_the_whole_file(net: PyanNet) -> None:
    seconds = 13.4
    found = net.activity(np.zeros(int(seconds * RATE_HZ), np.int16))
    assert np.allclose(np.diff(found.start), 1.0)
    assert found.start[-1] + 5.0 >= seconds


def test_missing_weights_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(MachineLacks, match="highlights doctor"):
        PyanNet(tmp_path)
