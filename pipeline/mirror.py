"""The folder on this machine that stands for a folder of an object store: `--artifacts s3://bucket/folder`.

The store works on files as always. What it finishes is put into the object store at each commit: the changed files
first, `run.json` last, each on the condition that the object is the one that was read. A mirror may be deleted at any
time; the object store has everything.
"""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import TypedDict

from pipeline.errors import Busy
from pipeline.files import canonical, remove, sha256, share, write_atomically
from pipeline.folders import address_of
from pipeline.leases import Lease
from pipeline.lock import Say, hold
from pipeline.objects import Objects

KNOWN = ".known"  # what was last the same here and there, a file for each unit
COMMITS = ".commits"  # an object for each episode that changes with each commit: one listing tells what is new
COMMIT = ("run.json", ".made_from.json")  # of an episode, of the catalog: put last
LAST = ("highlights.json", *COMMIT)
FRESH_S = 5.0  # so old may the list of commits be for who only reads


class Depth(IntEnum):
    """How much of a unit is wanted here."""

    PUBLISHED = 0  # what the catalog is made of: no stages, no clips
    READ = 1  # all but pieces of work
    ALL = 2

    def has(self, name: str) -> bool:
        """Say whether a file belongs to it."""
        if self is Depth.PUBLISHED:
            return not name.startswith(("stages/", "clips/"))
        return self is Depth.ALL or not is_piece(name)


class _SameHereAndThere(TypedDict):
    commits: dict[str, str]  # the commit that is here, by depth
    files: dict[str, tuple[str, int, int]]  # tag there; size and time of change here


class Mirror:
    """One artifacts folder here and there. A unit is a folder of it: an episode, the catalog, the schemas."""

    def __init__(self, root: Path, address: str) -> None:
        self.root, self.objects = root, Objects(address)
        self.depth = Depth.READ  # what readers get
        self._commits: dict[str, str] = {}
        self._listed = float("-inf")

    def lease(self, name: str, what: str, *, wait_s: float, say: Say) -> Lease:
        """Return the right to write a unit, to be held while a block runs."""
        return Lease(self.objects, name, what, wait_s=wait_s, say=say)

    def episodes(self, *, fresh: bool = False) -> dict[str, str]:
        """Return the episodes that are there, each with the sign of its last commit."""
        if fresh or time.monotonic() - self._listed > FRESH_S:
            self._commits = {k.removeprefix(f"{COMMITS}/"): tag for k, tag in self.objects.names(COMMITS).items()}
            self._listed = time.monotonic()
        return self._commits

    def finished(self) -> set[str]:
        """Return the episodes that have a record there."""
        records = (name.partition("/") for name in self.objects.names())
        return {unit for unit, _, file in records if file == "highlights.json"}

    def units(self) -> set[str]:
        """Return the units that are there, and those that were here before."""
        return set(self.episodes()) | {path.stem for path in (self.root / KNOWN).glob("*.json")}

    def is_current(self, unit: str) -> bool:
        """Say whether the unit here is the one of the last commit."""
        return self._load(unit)["commits"].get(self.depth.name, "") == self.episodes().get(unit, "")

    def refresh(self, unit: str) -> None:
        """Bring a unit up to date for who only reads; one that a process of this machine works on is newer here."""
        if self.is_current(unit):
            return
        with suppress(Busy), hold(self.root / ".locks" / f"{unit}.lock", unit):
            self.pull(unit, self.depth)

    def pull(self, unit: str, depth: Depth = Depth.ALL) -> None:
        """Make the unit's files here the same as there, as deep as asked; deeper ones stay as they are.

        The caller holds the unit on this machine.
        """
        commit = self.episodes(fresh=True).get(unit, "")
        known, there = self._load(unit), self._names(unit)
        files = {name: state for name, state in known["files"].items() if name in there}
        for name, tag in there.items():
            if depth.has(name) and not (files.get(name, ("",))[0] == tag and _is(self.root / unit / name, files[name])):
                if (found := self.objects.get(f"{unit}/{name}")) is None:
                    continue  # removed since it was listed
                write_atomically(self.root / unit / name, found[0])
                files[name] = (found[1], *_stat(self.root / unit / name))
        for name in self._paths(unit).keys() - there.keys():
            remove(self.root / unit / name)
        self._remove_empty(unit)
        commits = {level.name: commit for level in Depth if level <= depth} if commit else {}
        self._save(unit, {"commits": commits, "files": files})

    def copy(self, unit: str, folder: Path, before: Path) -> None:
        """Put a unit as it is there into a new folder; files that are the same in the folder `before` are shared."""
        commit = self.episodes(fresh=True).get(unit, "")
        known, files = self._load(unit)["files"], dict[str, tuple[str, int, int]]()
        for name, tag in self._names(unit).items():
            state = known.get(name)
            if state is not None and state[0] == tag and _is(before / name, state):
                files[name] = state
                share(before / name, folder / name)
            elif (found := self.objects.get(f"{unit}/{name}")) is not None:
                write_atomically(folder / name, found[0])
                files[name] = (found[1], *_stat(folder / name))
        self._save(unit, {"commits": {level.name: commit for level in Depth}, "files": files})

    def learn(self, unit: str) -> None:
        """Learn the tags of what lies there, without fetching it: for who is going to write all of it anew."""
        known, there = self._load(unit), self._names(unit)
        files = {name: known["files"].get(name, (tag, -1, -1)) for name, tag in there.items()}
        same = {name: state if state[0] == there[name] else (there[name], -1, -1) for name, state in files.items()}
        self._save(unit, {"commits": known["commits"], "files": same})

    def claim(self, unit: str, name: str) -> None:
        """Put one file and let others see the unit: an id that was given away. The caller holds the choice of ids."""
        known, path = self._load(unit), self.root / unit / name
        if not _is(path, known["files"].get(name)):
            data = path.read_bytes()
            known["files"][name] = (self.objects.put_any(f"{unit}/{name}", data), *_stat(path))
            commits = {level: self._tell(unit, data) for level in known["commits"] or ["ALL"]}
            self._save(unit, {"commits": commits, "files": known["files"]})

    def push(self, unit: str, lease: Lease, files: Mapping[str, Path] | None = None) -> None:
        """Put what has changed here; `ChangedElsewhere` where another machine wrote meanwhile, `Busy` without a lease.

        `files` are the unit's files by name where they lie elsewhere (behind a link).
        """
        known, here = self._load(unit), self._paths(unit) if files is None else files
        state, commits = dict(known["files"]), known["commits"]
        changed = [name for name, path in here.items() if not _is(path, state.get(name))]
        gone = [name for name in state if name not in here and (files is not None or Depth.ALL.name in commits)]
        for name in sorted(changed, key=lambda name: (LAST.index(name) + 1 if name in LAST else 0, name)):
            lease.check()
            size, when = _stat(here[name])
            data = here[name].read_bytes()
            if name in COMMIT:
                commits = {level.name: self._tell(unit, data) for level in Depth}
            state[name] = (self._put(unit, name, data, state.get(name)), size, when)
        for name in gone:
            self.objects.remove(f"{unit}/{name}")
            del state[name]
        if not state:
            self.discard(unit)
        elif changed or gone:
            self._save(unit, {"commits": commits, "files": state})

    def push_piece(self, unit: str, name: str) -> None:
        """Put one piece of work at once: it is named by its content, and saves minutes to who goes on elsewhere."""
        known, path = self._load(unit), self.root / unit / name
        if not _is(path, known["files"].get(name)):
            known["files"][name] = (self._put(unit, name, path.read_bytes(), None), *_stat(path))
            self._save(unit, known)

    def discard(self, unit: str) -> None:
        """Remove a unit there; what tells others of it goes last."""
        for name in self._names(unit):
            self.objects.remove(f"{unit}/{name}")
        self.objects.remove(f"{COMMITS}/{unit}")
        remove(self._known_path(unit))
        self._listed = float("-inf")

    def _put(self, unit: str, name: str, data: bytes, before: tuple[str, int, int] | None) -> str:
        if is_piece(name):
            return self.objects.put_any(f"{unit}/{name}", data)
        return self.objects.put(f"{unit}/{name}", data, expected=before[0] if before else None)

    def _paths(self, unit: str) -> dict[str, Path]:
        folder = self.root / unit
        found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".tmp-"))
        return {path.relative_to(folder).as_posix(): path for path in found}

    def _names(self, unit: str) -> dict[str, str]:
        return {name.removeprefix(f"{unit}/"): tag for name, tag in self.objects.names(unit).items()}

    def _tell(self, unit: str, run: bytes) -> str:
        """Change the sign of the unit's commits before the commit: who looks too early looks once for nothing."""
        tag = self.objects.put_any(f"{COMMITS}/{unit}", f"{sha256(run)}\n".encode())
        self._commits[unit] = tag
        return tag

    def _remove_empty(self, unit: str) -> None:
        folders = [path for path in (self.root / unit).rglob("*") if path.is_dir()]
        for folder in (*sorted(folders, reverse=True), self.root / unit):
            if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
                folder.rmdir()

    def _known_path(self, unit: str) -> Path:
        return self.root / KNOWN / f"{unit}.json"

    def _load(self, unit: str) -> _SameHereAndThere:
        try:
            said = json.loads(self._known_path(unit).read_bytes())
            files = {str(k): (str(v[0]), int(v[1]), int(v[2])) for k, v in said["files"].items()}
            return {"commits": {str(k): str(v) for k, v in said["commits"].items()}, "files": files}
        except (
            OSError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
        ):  # missing or damaged: all is asked for
            return {"commits": {}, "files": {}}

    def _save(self, unit: str, known: _SameHereAndThere) -> None:
        write_atomically(self._known_path(unit), canonical({**known}))


def _stat(path: Path) -> tuple[int, int]:
    said = path.stat()
    return said.st_size, said.st_mtime_ns


def _is(path: Path, known: tuple[str, int, int] | None) -> bool:
    if known is None:
        return False
    with suppress(FileNotFoundError):
        return _stat(path) == known[1:]
    return False


def is_piece(name: str) -> bool:
    """Say whether a file is a piece of work inside a stage (stages/windows/…), named by its content."""
    return name.startswith("stages/") and name.count("/") > 1


_OPEN: dict[Path, Mirror] = {}


def mirror_of(root: Path) -> Mirror | None:
    """Return the mirror that an artifacts folder is, None where it is a folder of its own."""
    if root not in _OPEN:
        address = address_of(root)
        if address is None:
            return None
        _OPEN[root] = Mirror(root, address)
    return _OPEN[root]
