"""Decoded sound that lies on disk: a slice of it is read when it is asked for, so that memory stays flat."""

import os
import weakref
from typing import IO, Any

import numpy as np

from pipeline.ports import Samples

MOST_READ = 32 << 20  # samples; a longer slice is mapped instead of read: nobody means to hold 35 minutes at once


class Spool(np.memmap[Any, Any]):
    """A memory map whose plain slices are read into memory of their own.

    A map alone would do, but every page of it that was touched counts as the process's memory: 1.2 GB for ten hours.
    """

    _handle: int | None = None  # of the file, for the whole map only; parts and copies of it have none

    def __getitem__(self, at: Any) -> Any:
        if self._handle is None or not isinstance(at, slice) or at.step not in (None, 1):
            return super().__getitem__(at)
        first, end, _ = at.indices(len(self))
        if not 0 < end - first <= MOST_READ:
            return super().__getitem__(at)
        size = self.itemsize
        return np.frombuffer(os.pread(self._handle, (end - first) * size, first * size), self.dtype)


def spooled(file: IO[bytes], n: int) -> Samples:
    """Return the first `n` samples of a file of s16le; it may be closed and unlinked then."""
    samples = Spool(file, "<i2", mode="r", shape=(n,))
    samples._handle = os.dup(file.fileno())
    weakref.finalize(samples, os.close, samples._handle)
    return samples
