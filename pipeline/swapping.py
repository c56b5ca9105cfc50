"""A folder of which several files change as one: it is built anew beside its place, and both change places in one step.

What does not change is the same file, linked. So whoever opens files of the folder meets those of one state, also when
the writer was killed. Where a file system cannot exchange two folders, each file is replaced by itself, in order.
"""

import logging
import os
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from pipeline.errors import MachineLacks
from pipeline.files import is_same, remove, share, write_all
from pipeline.system import exchanged, flush

NEXT = ".next"  # beside the folders: those that are being built

Also = Callable[[Path], Mapping[str, bytes]]


def change(folder: Path, files: Mapping[str, bytes], *, gone: Collection[str] = (), also: Also | None = None) -> None:
    """Write files below a folder and remove others, all in one step; equal ones stay untouched.

    `also` gives more files when the others are written, and gets the folder in which they lie.
    """
    fresh = folder.parent / NEXT / folder.name
    changed = {name: data for name, data in files.items() if not is_same(folder / name, data)}
    gone = [name for name in gone if (folder / name).is_file()]
    if not (changed or gone) or not _built(folder, fresh, {*changed, *gone}):
        _one_by_one(folder, changed, gone, also)
        return
    try:
        write_all(fresh, changed)
        write_all(fresh, also(fresh) if also else {})
        for at, _, _ in os.walk(fresh):
            flush(Path(at))
        done = exchanged(fresh, folder)
        flush(folder.parent)
    except (OSError, MachineLacks):
        done = False  # what fails again when each file is written by itself, is told there
    finally:
        clear(folder)
    if not done:
        _one_by_one(folder, changed, gone, also)


def clear(folder: Path) -> None:
    """Remove what a killed writer of a folder built beside it; for whoever alone may write there."""
    fresh = folder.parent / NEXT / folder.name
    try:
        if fresh.exists():
            shutil.rmtree(fresh)
    except OSError as error:
        logging.getLogger(__name__).warning("cannot remove %s: %s", error.filename or fresh, error.strerror or error)


def _built(folder: Path, fresh: Path, without: Collection[str]) -> bool:
    """Take the files of a folder over into a new one; say whether that could be done."""
    clear(folder)
    try:
        for at, _, names in os.walk(folder):
            there = fresh / Path(at).relative_to(folder)
            there.mkdir(parents=True, exist_ok=True)
            for name in names:
                old = Path(at, name)
                if not name.startswith(".tmp-") and old.relative_to(folder).as_posix() not in without:
                    share(old, there / name)
    except OSError:
        clear(folder)
        return False
    return fresh.is_dir()


def _one_by_one(folder: Path, files: Mapping[str, bytes], gone: Collection[str], also: Also | None) -> None:
    write_all(folder, files)
    for name in gone:
        remove(folder / name)
    if also:
        write_all(folder, also(folder))
