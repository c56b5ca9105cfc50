"""Decoded sound knows its length."""

import numpy as np

from pipeline.ports import RATE_HZ, Decoded


def test_the_length_is_counted_in_samples() -> None:
    assert Decoded(np.zeros(RATE_HZ * 3 // 2, np.int16), sha256="", declared_s=9.0).seconds == 1.5
