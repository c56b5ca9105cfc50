import gc
import os
import tempfile

import numpy as np
import pytest

from pipeline.engines import spool
from pipeline.ports import Samples

SOUND = np.arange(1000, dtype="<i2")


@pytest.fixture
def samples() -> Samples:
    with tempfile.TemporaryFile() as file:
        file.write(SOUND.tobytes())
        file.flush()
        return spool.spooled(file, len(SOUND))


@pytest.mark.parametrize(
    "at",
    [
        slice(3, 50), slice(990, 2000), slice(None), slice(-10, None), slice(5, 5), slice(50, 3), slice(2000, 3000),
        slice(None, None, -1), slice(0, 100, 7), 7, -1,
    ],
)  # fmt: skip
def test_a_part_is_the_same_whether_it_is_read_or_mapped(
    samples: Samples, at: slice | int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert np.array_equal(samples[at], SOUND[at])
    monkeypatch.setattr(spool, "MOST_READ", 0)
    assert np.array_equal(samples[at], SOUND[at])


def test_a_slice_does_not_touch_the_map(samples: Samples) -> None:
    assert type(samples[3:50]) is np.ndarray
    assert np.array_equal(samples[::-1][2:5], SOUND[::-1][2:5])
    assert len(samples) == len(SOUND)
    assert samples.astype(np.int64).sum() == SOUND.astype(np.int64).sum()


def test_the_file_is_let_go_with_the_samples() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(SOUND.tobytes())
        file.flush()
        samples = spool.spooled(file, len(SOUND))
    handle: int = samples._handle  # type: ignore[attr-defined]
    assert os.fstat(handle).st_size == 2000
    del samples
    gc.collect()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handle)
