"""What is made over all episodes, by one writer at a time and replaced as a whole.

`artifacts/catalog` is a link to `artifacts/.generations/<n>`. A writer builds the next generation beside the one in
place (what did not change is the same file, linked), flushes it, and swaps the link by a rename. Whoever opens a path
below `artifacts/catalog` therefore finds a whole file; whoever resolves the link first reads one generation throughout,
for it stays for a while after it was replaced. Where a file system has no links, whole folders change places.
"""

import hashlib
import json
import logging
import mmap
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline.errors import machine_failure
from pipeline.files import write_all, write_parts
from pipeline.lock import SignOfLife, hold
from pipeline.store import CATALOG, SCHEMA, EpisodeStore
from pipeline.system import exchanged, flush, is_alive

KEPT, LOCKS, TRASH = ".generations", ".locks", ".trash"
LINKED = ".sqlite"  # what a generation links to is of this kind
SHARED = ".databases"  # files that several generations link to, and of which each sees its own rows
MANIFEST = ".made_from.json"  # in each generation, written last: what it was made from, and its files
_OF_A_GENERATION = re.compile(r".+-\d+\.\w+")  # of the files that are shared: named after the one that began it
GRACE_S = 60.0  # that a replaced generation stays, for readers that hold it
ORPHAN_S = 600.0  # after which a half-written file is nobody's, whatever its name says
WAIT_S = 60.0  # that a writer waits for another that gives no sign of life


def sweep(folder: Path) -> None:
    """Remove half-written files of killed writers below a folder; for whoever alone may write there."""
    for path in folder.rglob(".tmp-*"):
        writer = re.match(r"\.tmp-(\d+)-", path.name)
        try:
            if (writer and not is_alive(int(writer[1]))) or time.time() - path.stat().st_mtime > ORPHAN_S:
                path.unlink()
        except FileNotFoundError:
            continue  # its writer has just put it in its place
        except OSError as error:
            logging.getLogger(__name__).warning("cannot remove %s: %s", path, error.strerror)


def discard(place: EpisodeStore) -> None:
    """Take an episode's folder out in one step; whoever writes the catalog next removes it from the disk.

    `Busy` where somebody works on the episode.
    """
    with place.locked(), _told(place.folder):
        gone = place.root / TRASH / f"{place.id}-{time.time_ns()}"
        gone.parent.mkdir(parents=True, exist_ok=True)
        place.discard(gone)
        flush(place.root)


def only_writer(root: Path, wait_s: float) -> AbstractContextManager[SignOfLife]:
    """Hold the right to write what is made over all episodes; `Busy` as `hold` says."""
    return hold(root / LOCKS / f"{CATALOG}.lock", f"the catalog of {root}", wait_s=wait_s)


class Generations:
    """The generations of the catalog; all but `folder` and `facts` for the only writer."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.link = root / CATALOG
        self.all = root / KEPT
        self._seen: tuple[Path, dict[str, list[int]]] | None = None

    def folder(self) -> Path | None:
        """Return the folder in place, free of links, so that a reader stays in one generation; None where none is."""
        return self.link.resolve() if self.link.is_dir() else None

    def facts(self) -> dict[str, Any]:
        """Return what the generation in place was made from; nothing where it does not say so, or not in our way."""
        path = self.link / MANIFEST
        try:
            found = json.loads(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def altered(self, facts: Mapping[str, Any]) -> set[str]:
        """Return the files of the generation in place that are gone or not those that were put there."""
        known = facts.get("files")
        if not isinstance(known, dict):
            return {""}
        there = self.seen()
        return {name for name, sign in known.items() if there.get(name) != sign}

    def seen(self) -> dict[str, list[int]]:
        """Return size and time of every file of the generation in place, looked up once; for its only writer."""
        here = self.folder()
        if here is None:
            return {}
        if self._seen is None or self._seen[0] != here:
            self._seen = here, _files(here)
        return self._seen[1]

    def writers_file(self, name: str) -> Path:
        """Return the place of a file of the writer, which belongs to no generation."""
        with _told(self.root):
            (self.root / SHARED).mkdir(exist_ok=True)
        return self.root / SHARED / name

    def sweep(self) -> None:
        """Remove what was replaced a while ago, and what killed writers left behind."""
        with _told(self.root):
            here = self.folder()
            newest = _number(here)
            for path in _inside(self.all):
                unfinished = newest is not None and (_number(path) or -1) > newest
                if path != here and (unfinished or _is_old(path)):
                    _remove(path)
            used = {path.resolve() for folder in _inside(self.all) for path in _inside(folder) if path.is_symlink()}
            for path in _inside(self.root / SHARED):
                if _OF_A_GENERATION.fullmatch(path.name) and path.resolve() not in used and _is_old(path):
                    _remove(path)
            for path in _inside(self.root / TRASH):
                _remove(path)
            for folder in (self.root / LOCKS, self.root / SCHEMA):
                sweep(folder)

    def next(self) -> "Generation":
        """Begin a generation."""
        return Generation(self, self.vacant())

    def vacant(self) -> Path:
        """Return the place of the next generation."""
        with _told(self.root):
            taken = [n for path in _inside(self.all) if (n := _number(path)) is not None]
            return self.all / str(max(taken, default=0) + 1)

    def oldest(self) -> int:
        """Return the number of the oldest generation that may still be read; 0 where there is none."""
        return min((n for path in _inside(self.all) if (n := _number(path)) is not None), default=0)

    def put(self, folder: Path) -> None:
        """Put a whole generation in the place of the one before."""
        self._seen = None
        before = self.folder()
        if before is not None:
            os.utime(before)  # from now on it is old
        beside = self.all / ".link"
        _remove(beside)
        try:
            beside.symlink_to(Path(KEPT) / folder.name, target_is_directory=True)
        except OSError:  # a file system without links
            _trade(folder, self.link)
        else:
            if self.link.is_dir() and not self.link.is_symlink():  # made by a version that wrote in place
                _trade(beside, self.link)
                beside.replace(self.all / f"{folder.name}.before")
            else:
                if before is not None and before.parent != self.all.resolve():
                    logging.getLogger(__name__).warning("%s led to %s; it leads to %s now", self.link, before, folder)
                beside.replace(self.link)
        flush(self.root)


class Generation:
    """One that is being built: files are added, or taken over from the one in place where they are the same."""

    def __init__(self, home: Generations, folder: Path) -> None:
        self._home, self._folder, self._before = home, folder, home.folder()
        self._there = home.seen()
        self._same: set[str] = set()
        self._new: set[str] = set()

    @property
    def oldest(self) -> int:
        """The number of the oldest generation that may still be read."""
        return self._home.oldest()

    def __enter__(self) -> "Generation":
        """Begin."""
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Leave nothing of a generation that could not be finished."""
        if error is not None:
            _remove(self._folder)

    def add(self, files: Mapping[str, bytes]) -> None:
        """Add files; those whose content is in place already are taken over."""
        with _told(self._folder):
            same = {name for name, data in files.items() if self._before and _holds(self._before / name, data)}
        self._same |= same
        new = {name: data for name, data in files.items() if name not in same}
        self._new |= new.keys()
        write_all(self._folder, new)

    def add_pieces(self, name: str, pieces: Iterable[bytes | memoryview]) -> tuple[int, str]:
        """Add a file of any size, piece by piece; return its size in bytes and its SHA-256."""
        digest, size = hashlib.sha256(), 0

        def counted() -> Iterator[bytes | memoryview]:
            nonlocal size
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                yield piece

        write_parts(self._folder / name, counted())
        self._new |= {name}
        return size, digest.hexdigest()

    def content(self, name: str) -> memoryview:
        """Return what a file of the generation before holds, without reading all of it."""
        with _told(self._folder), Path(self._before or "", name).open("rb") as file:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    def in_place(self, name: str) -> Path | None:
        """Return a file of the generation before; None where there is none."""
        return self._before / name if self._before and name in self._there else None

    @contextmanager
    def changing(self, name: str, *, anew: bool) -> Iterator[tuple[Path, int | None]]:
        """Give the place of a file that a library writes itself, and the number by which this generation sees it.

        The file lies outside and is linked, so that it is changed in place: what it holds of other generations stays as
        it is. With `anew` a new one is begun. Where a file system has no links it is a copy, and there is no number.
        """
        link = self._folder / name
        with _told(self._folder):
            link.parent.mkdir(parents=True, exist_ok=True)
            before = None if anew else self.in_place(name)
            number = _number(self._folder) or 0
            new = self._home.root / SHARED / f"{link.stem}-{number}{link.suffix}"
            path = before.resolve() if before and before.is_symlink() else new
            try:
                link.symlink_to(os.path.relpath(path, self._folder))
            except OSError:  # a file system without links
                path = link
            if path != (before and before.resolve()):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.unlink(missing_ok=True)  # of a writer that was killed
                if before:
                    shutil.copyfile(before, path)
            yield path, None if path == link else number
            flush(path)
            flush(path.parent)
            flush(self._home.root)
        self._new |= {name}

    def keep(self, name: str) -> bool:
        """Take a file over as it is; say whether there is one."""
        there = name in self._there
        self._same |= {name} if there else set()
        return there

    def keep_all(self, names: Iterable[str]) -> None:
        """Take over those files that are there."""
        self._same |= self._there.keys() & set(names)

    @property
    def is_new(self) -> bool:
        """Whether anything was added that is not in place."""
        return bool(self._new)

    def finish(self, facts: Mapping[str, object], *, ours: tuple[str, ...]) -> bool:
        """Put the generation in place; say whether any file differs from the one before.

        In the folders `ours` only what was added or kept stays; elsewhere what others put there is taken over.
        """
        with _told(self._folder):
            foreign = {name for name in self._there.keys() - self._new if not name.startswith(ours)}
            wanted = (self._same | foreign) - self._new
            if not self._new and wanted == self._there.keys() and self._before:
                self._say(self._before, facts, self._there)
                return False
            folders = {name.rpartition("/")[0] for name in wanted}
            for inner in folders:
                (self._folder / inner).mkdir(parents=True, exist_ok=True)
            for name in wanted:
                _linked(f"{self._before}/{name}", f"{self._folder}/{name}")
            known = {name: self._there[name] for name in wanted}
            self._say(self._folder, facts, known | {name: _about(self._folder / name) for name in self._new})
            for at, _, _ in os.walk(self._folder):
                flush(Path(at))
            flush(self._home.all)
            self._home.put(self._folder)
            return True

    def _say(self, folder: Path, facts: Mapping[str, object], files: Mapping[str, list[int]]) -> None:
        known = {"format": 1, **facts, "files": files}
        write_all(folder, {MANIFEST: (json.dumps(known, ensure_ascii=False) + "\n").encode()})


def _about(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _files(folder: Path) -> dict[str, list[int]]:
    """Return size and time of every file below a folder by its name, without our own notes and half-written ones."""
    found: dict[str, list[int]] = {}
    _look_at(f"{folder}", "", found)
    return found


def _look_at(folder: str, before: str, found: dict[str, list[int]]) -> None:
    with os.scandir(folder) as inside:
        for entry in inside:
            if entry.is_dir(follow_symlinks=False):
                _look_at(entry.path, f"{before}{entry.name}/", found)
            elif not entry.name.startswith((".tmp-", MANIFEST)):
                with suppress(FileNotFoundError):  # a link to what was removed
                    about = entry.stat()
                    found[f"{before}{entry.name}"] = [about.st_size, about.st_mtime_ns]


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _linked(old: str, new: str) -> None:
    """Have one file in two folders: linked, or copied where a file system cannot link."""
    try:
        if old.endswith(LINKED) and Path(old).is_symlink():
            Path(new).symlink_to(Path(old).readlink())
        else:
            os.link(old, new)  # a Path takes three times as long
    except OSError:
        shutil.copy2(old, new)
        flush(Path(new))


def _is_old(path: Path) -> bool:
    return time.time() - path.lstat().st_mtime > GRACE_S


def _number(path: Path | None) -> int | None:
    return int(path.name) if path and path.parent.name == KEPT and path.name.isdecimal() else None


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _remove(path: Path) -> None:
    """Remove a file, a link or a folder of ours that nobody wants; what the machine keeps is named in the log."""
    try:
        if path.is_symlink() or not path.is_dir():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path)
    except OSError as error:
        logging.getLogger(__name__).warning("cannot remove %s: %s", error.filename or path, error.strerror or error)


def _trade(one: Path, other: Path) -> None:
    """Have two paths change places at once; where the system cannot, `other` is missing between two renames."""
    if not other.exists():
        one.replace(other)
        return
    if exchanged(one, other):
        return
    aside = one.with_name(f"{one.name}.aside")
    other.replace(aside)
    one.replace(other)
    aside.replace(one)


@contextmanager
def _told(where: Path) -> Iterator[None]:
    """Say in one line what the machine refused."""
    try:
        yield
    except OSError as error:
        at = error.filename or where
        raise machine_failure(error, f"write {at}", otherwise="name another folder with --artifacts") from error
