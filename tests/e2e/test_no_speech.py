"""Twenty sounds without speech, through the real voice activity model and a real engine: not one word is kept."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.bench import equip
from pipeline.ports import RATE_HZ, Decoded, Samples
from pipeline.records import Identity, Source
from pipeline.settings import gather
from pipeline.stages.transcribe.config import TranscribeConfig
from pipeline.stages.transcribe.stage import transcribe
from tests.builders import episode

pytestmark = pytest.mark.model
SECONDS = 20
T = np.arange(SECONDS * RATE_HZ) / RATE_HZ
Sound = NDArray[np.float64]


def noise(colour: float) -> Sound:
    """Return noise whose power falls with frequency to the power of `colour`: 0 white, 1 pink, 2 brown."""
    spectrum = np.fft.rfft(np.random.default_rng(0).standard_normal(len(T)))
    spectrum[1:] /= np.arange(1, len(spectrum)) ** (colour / 2)
    sound = np.fft.irfft(spectrum, len(T))
    return sound / np.abs(sound).max()


def tone(*hertz: float) -> Sound:
    return sum((np.sin(2 * np.pi * f * T) for f in hertz), np.zeros(len(T))) / len(hertz)


def tune(step_s: float, *hertz: float) -> Sound:
    """Return notes one after the other, each struck and fading."""
    at = (T / step_s).astype(int)
    note = np.array(hertz)[at % len(hertz)]
    fade = np.exp(-3 * (T % step_s) / step_s)
    return fade * sum(np.sin(2 * np.pi * note * k * T) / k for k in (1, 2, 3)) / 2


def clicks(per_s: float) -> Sound:
    return np.where((T * per_s) % 1 < 0.002 * per_s, 1.0, 0.0) * noise(0)


SOUNDS = {
    "digital silence": np.zeros(len(T)),
    "silence with one click": np.where((T > 5) & (T < 5.001), 0.9, 0.0),
    "a constant": np.full(len(T), 0.3),
    "hiss at -60 dB": noise(0) * 0.001,
    "white noise": noise(0) * 0.5,
    "pink noise": noise(1) * 0.5,
    "brown noise": noise(2) * 0.5,
    "loud white noise": noise(0),
    "swelling noise": noise(1) * (0.5 + 0.5 * np.sin(2 * np.pi * 0.2 * T)),
    "50 Hz hum": tone(50, 100, 150) * 0.4,
    "60 Hz hum": tone(60, 120, 180) * 0.4,
    "tone": tone(440) * 0.5,
    "high tone": tone(3000) * 0.5,
    "dial tone": tone(350, 440) * 0.5,
    "chord": tone(261.6, 329.6, 392.0) * 0.6,
    "slow tune": tune(0.8, 262, 294, 330, 349, 392) * 0.6,
    "fast tune": tune(0.15, 523, 659, 784, 1047) * 0.6,
    "siren": np.sin(2 * np.pi * (800 * T + 60 * np.sin(2 * np.pi * 0.5 * T))) * 0.5,
    "clock": clicks(1.0) * 0.5,
    "rain of clicks": clicks(12.0) * 0.5,
}


class Told:
    """Decodes to the sound it was given."""

    identity = Identity(name="told", version="1")

    def __init__(self, sound: Sound) -> None:
        self.samples: Samples = (np.clip(sound, -1, 1) * 32767).astype(np.int16)

    def decode(self, path: Path, track: int = 1) -> Decoded:
        return Decoded(samples=self.samples, sha256="0" * 64, declared_s=float(SECONDS))


@pytest.fixture(scope="module")
def bench():
    return equip(gather())


@pytest.mark.parametrize("name", SOUNDS)
def test_no_word_is_kept(name: str, bench) -> None:
    source = Source(episode_id="none", title="None", audio_path="none.wav")
    heard = transcribe(
        episode(SECONDS, language="en"), source, TranscribeConfig(), decoder=Told(SOUNDS[name]), vad=bench.vad,
        transcriber=bench.transcriber, importer=bench.importer, progress=lambda *_: None,
    )  # fmt: skip
    unsafe = {i for q in heard.coverage.quarantined for i in range(*q.words)}
    assert [w.text for w in heard.words if w.i not in unsafe] == []
