"""What only some systems can do, each asked for by looking whether this one can."""

import ctypes
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

POSIX = os.name == "posix"
EXCHANGES = (("renameat2", -100), ("renameatx_np", -2))  # Linux, macOS: the call, and its name for "this folder"
M_MMAP_THRESHOLD, LARGE_BLOCK = -3, 1 << 20  # of glibc's mallopt; bytes
EXCHANGE = 2  # RENAME_EXCHANGE, RENAME_SWAP


def c_function(name: str) -> Callable[..., Any] | None:
    """Return a function of the C library that this process runs on, None where there is none of that name."""
    return getattr(ctypes.CDLL(None), name, None) if POSIX else None  # elsewhere no library stands for the process


def map_large_blocks() -> None:
    """Have glibc map each large block of memory apart, so that it goes back to the system when it is freed.

    By itself glibc raises the size from which it does so with every block that is freed, to 32 MB. Then the layers'
    intermediates of a few MB leave holes among what stays: 200 MB after a recognition.
    """
    if set_option := c_function("mallopt"):
        set_option(M_MMAP_THRESHOLD, LARGE_BLOCK)


def give_back_memory() -> None:
    """Give memory that was freed back to the system: glibc keeps it, other libraries do so by themselves."""
    if trim := c_function("malloc_trim"):
        trim(0)


def exchanged(one: Path, other: Path) -> bool:
    """Exchange two paths by the system's one call for it; say whether it did."""
    for name, here in EXCHANGES:
        if call := c_function(name):
            return bool(call(here, os.fsencode(one), here, os.fsencode(other), EXCHANGE) == 0)
    return False


def flush(path: Path) -> None:
    """Have a file's content, or a folder's names, on the disk; a system that opens no folder flushes none."""
    if not POSIX and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if POSIX else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def set_usual_mode(handle: int) -> None:
    """Give an open file the mode that a new file gets: a temporary one is for its owner alone."""
    if hasattr(os, "fchmod"):
        os.fchmod(handle, 0o666 & ~_umask())


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; where that cannot be asked without ending it, say that it does."""
    if not POSIX:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # another user's
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
