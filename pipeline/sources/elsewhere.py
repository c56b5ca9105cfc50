"""An inbox in an object store: what an episode needs is brought to the mirror on this machine, and nothing else.

Nothing is ever written into an inbox, here as elsewhere.
"""

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from pipeline.files import canonical, remove, write_atomically
from pipeline.folders import address_of
from pipeline.objects import Objects
from pipeline.sources.inbox_folder import AUDIO, CAPTIONS, slug

KNOWN = ".known.json"
State = tuple[str, int, int]  # tag there; size and time of change here


def brought(folder: Path, source: str | None = None) -> Path:
    """Return the inbox itself, with what `source` needs in it where it is a mirror; all of it without a source.

    A source is the name of a file, or the id that follows from one. What is gone there is removed here.
    """
    if address := address_of(folder):
        objects = Objects(address)
        there = {name: tag for name, tag in objects.names().items() if not _is_hidden(name)}
        mine = {name for name in there if source is not None and _belongs(name, PurePosixPath(source).name)}
        _bring(objects, folder, there, lambda name: name in mine or not mine)
    return folder


def names(folder: Path) -> list[str]:
    """Return the names of the files of an inbox without bringing any of them."""
    if address := address_of(folder):
        found = Objects(address).names()
        return sorted(name for name in found if not _is_hidden(name))
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def kind_of(name: str) -> str | None:
    """Say by its name whether a file is "audio" or "captions"; None for sidecars and other companions."""
    ending = PurePosixPath(name).suffix.lower()
    if "/" in name or ending not in AUDIO | CAPTIONS:
        return None
    return "audio" if ending in AUDIO else "captions"


def _belongs(name: str, source: str) -> bool:
    """Say whether a file is the source, or lies beside it under its name (sidecar, transcript, chapters)."""
    file = PurePosixPath(name).name
    stem = PurePosixPath(source).stem if PurePosixPath(source).suffix else source
    return file == source or file.startswith(f"{stem}.") or slug(file.partition(".")[0]) == source


def _bring(objects: Objects, folder: Path, there: dict[str, str], wanted: Callable[[str], bool]) -> None:
    known = _known(folder)
    for name in known.keys() - there.keys():
        remove(folder / name)
    state = {name: known[name] for name in known.keys() & there.keys()}
    for name, tag in there.items():
        path = folder / name
        if not wanted(name) or (path.is_file() and state.get(name) == (tag, *_stat(path))):
            continue
        got = objects.fetch(name, path)
        if got is not None:  # None: removed since it was listed
            state[name] = (got, *_stat(path))
    write_atomically(folder / KNOWN, canonical({**state}))


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part in ("", "..") for part in name.split("/"))


def _stat(path: Path) -> tuple[int, int]:
    said = path.stat()
    return said.st_size, said.st_mtime_ns


def _known(folder: Path) -> dict[str, State]:
    path = folder / KNOWN
    if not path.is_file():
        return {}
    try:
        return {str(k): (str(v[0]), int(v[1]), int(v[2])) for k, v in json.loads(path.read_bytes()).items()}
    except (ValueError, LookupError, TypeError, AttributeError):  # damaged: everything is asked for
        return {}
