"""How files are written: whole or not at all, in one way, under digests of their content."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from errno import ENAMETOOLONG
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from pipeline.errors import MachineLacks, machine_failure
from pipeline.records import Record
from pipeline.system import flush, set_usual_mode

Sign = list[int]


def sign(path: Path) -> Sign | None:
    """Return what changes whenever a file is replaced: inode, size, time; None where there is none."""
    return sign_at(os.fspath(path))


def sign_at(path: str) -> Sign | None:
    """Return the sign of a file by its path as text: ten thousand of them in a tenth of a second."""
    try:
        found = os.stat(path)  # noqa: PTH116 -- a Path takes four times as long
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno == ENAMETOOLONG:  # the sidecar of a file with the longest name there can be
            return None
        raise
    return [found.st_ino, found.st_size, found.st_mtime_ns]


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file of any size in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical(value: Record | dict[str, Any]) -> bytes:
    """Return the one way we write JSON: fields in their declared order, one space, UTF-8, a newline at the end."""
    if isinstance(value, Record):
        return (value.model_dump_json(indent=1) + "\n").encode()
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def key_of(parts: Mapping[str, object]) -> str:
    """Return the content key of a stage: a digest over its version, engines, inputs and settings."""
    return sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str).encode())


def write_atomically(path: Path, data: bytes) -> bool:
    """Write `data` to `path` whole or not at all; leave an equal file untouched and return False then."""
    return write_all(path.parent, {path.name: data})


def write_parts(path: Path, parts: Iterable[bytes | memoryview]) -> None:
    """Write a file of any size whole or not at all, part by part."""
    fresh = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            for part in parts:
                file.write(part)
        flush(fresh)
        fresh.replace(path)
        flush(path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        _drop(fresh)


def share(old: Path, new: Path) -> None:
    """Have one file in two folders: linked, or copied where a file system cannot link."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def write_all(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Write files below a folder, each whole or not at all; equal ones stay untouched. Say whether any was written.

    All are written before the first is flushed: a disk flushes what waits for it together, not once a file.
    """
    changed = {folder / name: data for name, data in files.items() if not is_same(folder / name, data)}
    waiting: dict[Path, Path] = {}
    path = folder
    named = {parent for path in changed for parent in (path.parent, *_parents_of_new(path.parent))}
    try:
        for path, data in changed.items():
            waiting[path] = _beside(path, data)
        for path in list(waiting):
            flush(waiting[path])
        for path in list(waiting):
            waiting[path].replace(path)
            del waiting[path]
        for path in sorted(named, reverse=True):  # what is inside first
            flush(path)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        for beside in waiting.values():
            _drop(beside)
    return bool(changed)


def _parents_of_new(folder: Path) -> Iterator[Path]:
    """Yield the folders that get a new name where a folder is made: a name is only kept when its folder is flushed."""
    while not folder.exists() and folder.parent != folder:
        folder = folder.parent
        yield folder


def is_same(path: Path, data: bytes) -> bool:
    """Say whether a file holds these bytes; one that is missing or cannot be read does not."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _drop(beside: Path) -> None:
    with suppress(OSError):  # the error that brought us here is the one to report
        beside.unlink(missing_ok=True)


def _cannot_write(path: Path, error: OSError) -> MachineLacks:
    return machine_failure(error, f"write {path}", otherwise="name another folder with --artifacts")


def copy(source: Path, target: Path) -> None:
    """Copy a file whole or not at all, with its time; one of the same size and time is left as it is."""
    about = source.stat()
    if target.is_file() and (target.stat().st_size, target.stat().st_mtime_ns) == (about.st_size, about.st_mtime_ns):
        return
    fresh = target.with_name(f".tmp-{os.getpid()}-{target.name}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, fresh)
        fresh.replace(target)
    except OSError as error:
        raise _cannot_write(target, error) from error
    finally:
        _drop(fresh)


def remove(path: Path) -> None:
    """Remove a file if it is there; `MachineLacks` where the disk refuses."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise machine_failure(error, f"remove {path}") from error


def found_at(path: Path) -> bytes | None:
    """Return a file's bytes, None where there is no such file; `MachineLacks` where the disk does not give them."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise machine_failure(error, f"read {path}") from error


def _beside(path: Path, data: bytes) -> Path:
    """Write `data` beside the place that it shall have; return where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".tmp-{os.getpid()}-", delete=False) as file:
        try:
            file.write(data)
            set_usual_mode(file.fileno())
        except BaseException:
            _drop(Path(file.name))
            raise
    return Path(file.name)
