"""The voice model with its real weights: the vectors of speechbrain, a voice known again, two voices told apart."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.engines import weights
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.engines.speakers import Ecapa, VoiceConfig, windows
from pipeline.errors import MachineLacks
from pipeline.ports import RATE_HZ
from pipeline.stages.attribute.config import VoicesConfig
from pipeline.stages.attribute.diarization import tell_apart

pytestmark = pytest.mark.model

DATA = Path(__file__).parents[2] / "data"
# the first numbers that speechbrain 1.0.3 gives for librivox_sense_0870.flac with these weights
SPEECHBRAIN = (0.0421, -0.0538, 0.0218, -0.0345, 0.0366)


@pytest.fixture(scope="module")
def folder() -> Path:
    return weights.fetch("ecapa-voxceleb")


@pytest.fixture(scope="module")
def exact(folder: Path) -> Ecapa:
    return Ecapa(folder, VoiceConfig(precision="float32", context_s=10))


def sound(name: str) -> Any:
    return Ffmpeg().decode(DATA / name).samples


def vector(engine: Ecapa, samples: Any) -> Any:
    heard = np.asarray(samples, np.float32) / 32768
    return engine.embed(heard, [(0, len(heard) // 160 + 1)])[0]


def test_a_whole_recording_has_the_vector_that_speechbrain_gives(exact: Ecapa) -> None:
    found = vector(exact, sound("librivox_sense_0870.flac"))
    assert found[:5] == pytest.approx(SPEECHBRAIN, abs=1e-4)
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)


def test_windows_of_one_pass_are_nearly_those_of_a_pass_each(folder: Path) -> None:
    engine = Ecapa(folder, VoiceConfig(precision="float32"))
    samples = np.asarray(sound("jfk.flac"), np.float32) / 32768
    spans = windows(len(samples) // 160 + 1, engine.config)
    together = engine.embed(samples, spans)
    alone = np.stack([vector(engine, samples[i * 160 : j * 160] * 32768) for i, j in spans])
    assert float((together * alone).sum(1).mean()) > 0.85


def test_shorter_numbers_give_the_same_vectors(folder: Path, exact: Ecapa) -> None:
    short = Ecapa(folder, VoiceConfig(precision="bfloat16", context_s=10))
    assert vector(short, sound("jfk.flac")) @ vector(exact, sound("jfk.flac")) > 0.995


def test_two_people_in_one_recording_are_two_voices(folder: Path) -> None:
    kennedy, reader = np.asarray(sound("jfk.flac")), np.asarray(sound("librivox_sense_0870.flac"))
    both = np.concatenate([kennedy, reader, kennedy])
    edges = np.cumsum([0, len(kennedy), len(reader), len(kennedy)]) / RATE_HZ
    prints = Ecapa(folder, VoiceConfig()).voiceprints(
        both, [(0.0, edges[1]), (edges[1], edges[2]), (edges[2], edges[3])]
    )
    told = tell_apart(prints, VoicesConfig())
    place = np.searchsorted(edges, (told.start + told.end) / 2) - 1
    assert {tuple(pair) for pair in np.stack([told.p.argmax(1), place % 2], 1)} == {(0, 0), (1, 1)}


def test_sound_too_short_for_a_window_has_no_voice(exact: Ecapa) -> None:
    assert exact.voiceprints(np.zeros(100, np.int16), [(0.0, 0.006)]).vectors.shape == (0, 192)


def test_a_folder_without_the_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(MachineLacks, match=r"expected the voice model embedding_model.ckpt"):
        Ecapa(tmp_path)
