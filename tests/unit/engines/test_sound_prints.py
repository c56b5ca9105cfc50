"""Fingerprints of one sound stay alike through loudness and noise; those of other sounds do not."""

import numpy as np

from pipeline.engines.sound_prints import prints, shared_bits
from pipeline.ports import RATE_HZ, Samples


def talking(seconds: float, seed: int) -> Samples:
    """Return noise whose bands change ten times a second, as those of speech do."""
    source = np.random.default_rng(seed)
    size = RATE_HZ // 10
    pieces = []
    for _ in range(round(seconds * 10)):
        spectrum = np.fft.rfft(source.standard_normal(size))
        shape = np.repeat(source.uniform(0, 1, len(spectrum) // 16 + 1) ** 3, 16)[: len(spectrum)]
        pieces.append(np.fft.irfft(spectrum * shape, size) * source.uniform(0.3, 1))
    return (np.concatenate(pieces) * 3000).astype(np.int16)


def test_quieter_and_noisier_sound_shares_most_bits() -> None:
    sound = talking(6, seed=1)
    noisy = (sound * 0.4 + np.random.default_rng(2).standard_normal(len(sound)) * 40).astype(np.int16)
    (here, heard), (there, _) = prints(sound), prints(noisy)
    assert heard.mean() > 0.99
    assert shared_bits(here, there).mean() > 0.8


def test_other_sound_shares_half_of_them() -> None:
    (here, _), (there, _) = prints(talking(6, seed=1)), prints(talking(6, seed=3))
    assert abs(shared_bits(here, there).mean() - 0.5) < 0.04


def test_silence_has_nothing_to_hear() -> None:
    _, heard = prints(np.zeros(RATE_HZ, np.int16))
    assert not heard.any()
