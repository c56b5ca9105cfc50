"""Has the power fail at a random moment of a real command: what was not flushed may be lost, in any order.

    python -m tests.faults.power FOLDER [--scene NAME...] [--orders 50]

A command runs once while every change of a folder and every flush is written down. Then the disk is rebuilt as it may
be after a power failure: a name is on the disk when its folder was flushed after the change, and may be when it was
not; changes of one folder keep their order, those of two folders do not. A file that was not flushed is empty or whole.
After each, nothing may point at what is not there, and the same command must complete.
"""

import argparse
import json
import os
import pickle
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.disk import Disk
from tests.faults.injection import incomplete
from tests.faults.scenes import SCENES, Stage, call, tree


class Recorder(Disk):
    """Writes down what changes below a folder, in the order of the calls."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, None)
        self.events: list[tuple[Any, ...]] = []

    def call(self, kind: str, path: object, function: Callable[..., Any], *more: Any, **named: Any) -> Any:
        """Make a call and write down what it changed."""
        there = kind == "open" and isinstance(path, str | os.PathLike) and Path(path).exists()
        answer = function(*more, **named)
        where = self._placed(path, named.get("dir_fd"))
        if kind == "open" and self._makes(more, named) and not named.get("dir_fd"):
            self.events.append(("create", where, there))
        elif kind == "fsync":
            place = Path(f"/proc/self/fd/{more[0]}").readlink()
            self.events.append(("keep", str(place), None if place.is_dir() else place.read_bytes()))
        elif kind in ("rename", "link", "exchange"):
            name = "symlink" if function.__name__ == "symlink" else kind
            if answer is not False:
                self.events.append((name, os.fspath(more[0]), os.fspath(more[1])))
        elif kind in ("mkdir", "unlink"):
            self.events.append((kind, where))
        return answer

    def _placed(self, path: Any, folder: int | None) -> str:
        if folder is not None:
            return str(Path(f"/proc/self/fd/{folder}").readlink() / path)
        return os.fspath(path) if isinstance(path, str | os.PathLike) else ""

    def _makes(self, more: tuple[Any, ...], named: dict[str, Any]) -> bool:
        mode = more[1] if len(more) > 1 else named.get("flags", 0)
        return bool(mode & os.O_CREAT) if isinstance(mode, int) else mode[:1] in ("w", "x", "a")


@dataclass
class Node:
    """A file or a folder: what is in it and was flushed at which event."""

    names: dict[str, "Node"] | None = None  # of a folder
    link: str | None = None
    data: list[tuple[int, bytes]] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """Names that change together: (folder, name, what it names from now on; None: nothing)."""

    at: int
    names: tuple[tuple[Node, str, Node | None], ...]


class History:
    """The changes of a command on a tree that was wholly on the disk before."""

    def __init__(self, before: Path, root: Path, events: list[tuple[Any, ...]]) -> None:
        self.length = len(events)
        self.top = _read(before)
        self.changes: list[Change] = []
        self.flushed: list[tuple[int, Node]] = []
        live = _Live(_read(before), root)
        self.top = live.start
        for at, event in enumerate(events):
            for change in live.follow(at, event):
                self.changes.append(Change(at, change))
            if live.kept is not None:
                self.flushed.append((at, live.kept))

    def after_failure(self, at: int, chance: random.Random) -> Callable[[Path], None]:
        """Return what writes the tree as it may be when the power fails before event `at`."""
        past = [change for change in self.changes if change.at < at]
        sure = _sure(past, [(k, node) for k, node in self.flushed if k < at])
        cuts: dict[int, int] = {}
        state: dict[int, dict[str, Node]] = {}

        def names(node: Node) -> dict[str, Node]:
            return state.setdefault(id(node), dict(node.names or {}))

        for k, change in enumerate(past):
            folders = {id(node) for node, _, _ in change.names}
            for folder in folders:
                cuts.setdefault(folder, chance.randint(0, self.length))
            if k in sure or all(change.at < cuts[folder] for folder in folders):
                for node, name, now in change.names:
                    if now is None:
                        names(node).pop(name, None)
                    else:
                        names(node)[name] = now
            else:
                cuts |= dict.fromkeys(folders, -1)

        def write(node: Node, path: Path) -> None:
            if node.link is not None:
                path.symlink_to(node.link)
            elif node.names is not None:
                path.mkdir()
                for name, inner in names(node).items():
                    write(inner, path / name)
            else:
                kept = [data for k, data in node.data if k < at]
                later = [data for k, data in node.data if k >= at]
                lost = later[0] if later and chance.random() < 0.5 else b""
                path.write_bytes(kept[-1] if kept else lost)

        return lambda path: write(self.top, path)


def _sure(past: list[Change], flushed: list[tuple[int, Node]]) -> set[int]:
    """Return the changes that are on the disk for certain: flushed, or before one of the same folder that is."""
    last: dict[int, int] = {}
    for at, node in flushed:
        last[id(node)] = at
    sure: set[int] = set()
    while True:
        more = {
            k for k, change in enumerate(past) if any(change.at < last.get(id(node), -1) for node, _, _ in change.names)
        }
        if more == sure:
            return sure
        sure = more
        for k in sure:
            for node, _, _ in past[k].names:
                last[id(node)] = max(last.get(id(node), -1), past[k].at + 1)


class _Live:
    """The tree as the running command sees it."""

    def __init__(self, top: Node, root: Path) -> None:
        self.start = top
        self.now: dict[int, dict[str, Node]] = {}
        self.root = root
        self.kept: Node | None = None

    def names(self, node: Node) -> dict[str, Node]:
        return self.now.setdefault(id(node), dict(node.names or {}))

    def at(self, path: str) -> tuple[Node, str] | None:
        """Return the folder and the name of a path; None for one outside."""
        if not Path(path).is_relative_to(self.root):
            return None
        node = self.start
        parts = Path(path).relative_to(self.root).parts
        for part in parts[:-1]:
            found = self.names(node).get(part)
            if found is None:
                return None
            if found.link is not None:
                where = self.at(str(self.root / "artifacts" / found.link))
                found = self.names(where[0])[where[1]] if where else found
            node = found
        return (node, parts[-1]) if parts else None

    def follow(self, at: int, event: tuple[Any, ...]) -> Iterator[tuple[tuple[Node, str, Node | None], ...]]:
        """Follow one event; yield the names that it changed."""
        self.kept = None
        kind, path = event[0], event[1]
        if kind == "keep" and path == str(self.root):
            self.kept = self.start
            return
        place = self.at(path)
        if kind == "symlink":
            place = self.at(event[2])
        if place is None:
            return
        folder, name = place
        names = self.names(folder)
        if kind == "keep":
            if name not in names:  # a library made it
                yield self._set(folder, name, Node())
            node = names[name]
            if event[2] is None:
                self.kept = node
            else:
                node.data.append((at, event[2]))
        elif kind == "create":
            if not (event[2] and name in names):
                yield self._set(folder, name, Node())
        elif kind == "mkdir":
            yield self._set(folder, name, Node(names={}))
        elif kind == "symlink":
            yield self._set(folder, name, Node(link=event[1]))
        elif kind == "unlink":
            names.pop(name, None)
            yield ((folder, name, None),)
        else:
            yield from self._moved(kind, (folder, name), self.at(event[2]))

    def _set(self, folder: Node, name: str, node: Node) -> tuple[tuple[Node, str, Node | None], ...]:
        self.names(folder)[name] = node
        return ((folder, name, node),)

    def _moved(
        self, kind: str, one: tuple[Node, str], other: tuple[Node, str] | None
    ) -> Iterator[tuple[tuple[Node, str, Node | None], ...]]:
        if other is None or one[1] not in self.names(one[0]):
            return
        node = self.names(one[0])[one[1]]
        there = self.names(other[0]).get(other[1])
        self.names(other[0])[other[1]] = node
        changed: list[tuple[Node, str, Node | None]] = [(*other, node)]
        if kind == "exchange" and there is not None:
            self.names(one[0])[one[1]] = there
            changed.append((*one, there))
        elif kind == "rename":
            del self.names(one[0])[one[1]]
            changed.append((*one, None))
        yield tuple(changed)


def _read(path: Path) -> Node:
    if path.is_symlink():
        return Node(link=str(path.readlink()))
    if path.is_dir():
        return Node(names={inner.name: _read(inner) for inner in path.iterdir()})
    return Node(data=[(-1, path.read_bytes())])


def recorded(stage: Stage) -> list[tuple[Any, ...]]:
    """Run the scene's command once in a forked process and return what it changed."""
    stage.reset()
    told = stage.folder / "events"
    if not (pid := os.fork()):
        code = 1
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            recorder = Recorder(stage.work)
            recorder.stand()
            code = call(stage.work, stage.scene.words)
            recorder.folder = "\0"
            told.write_bytes(pickle.dumps(recorder.events))
        finally:
            os._exit(code)
    os.waitpid(pid, 0)
    events: list[tuple[Any, ...]] = pickle.loads(told.read_bytes())
    return events


def dangling(stage: Stage) -> list[str]:
    """Return what a manifest names that is not there or is another file."""
    from pipeline.store import Store

    store, found = Store(stage.work / "artifacts"), []
    for episode_id in store.folders("*"):
        place = store.episode(episode_id)
        run = place.run()
        found += [f"{episode_id}/{name} {what}" for name, what in (place.damage() if run.get("files") else [])]
    catalog = stage.work / "artifacts" / "catalog"
    if catalog.is_symlink() and not catalog.exists():
        found.append("the catalog's link leads to nothing")
    return found


def fail(stage: Stage, history: History, at: int, seed: str) -> list[str]:
    """Have the power fail once; return what is wrong then."""
    write = history.after_failure(at, random.Random(seed))
    shutil.rmtree(stage.work)
    write(stage.work)
    found = dangling(stage)
    if at == history.length and (now := tree(stage.work)) != stage.new:
        names = sorted(name for name in now.keys() | stage.new.keys() if now.get(name) != stage.new.get(name))
        found.append(f"lost although the command had ended: {', '.join(names)[:200]}")
    return found + incomplete(stage)


def main() -> None:
    """Try the orders, print one JSON object for each at which something is wrong, and the sums."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--scene", choices=SCENES, nargs="+", default=["run"])
    asked.add_argument("--orders", type=int, default=50)
    options = asked.parse_args()
    bad = 0
    for name in options.scene:
        began, wrong = time.monotonic(), 0
        stage = Stage(options.folder.resolve() / name, SCENES[name])
        history = History(stage.base, stage.work, recorded(stage))
        chance = random.Random(name)
        for k in range(options.orders):
            at = history.length if k % 5 == 0 else chance.randint(1, history.length)
            if found := fail(stage, history, at, f"{name} {k}"):
                wrong += 1
                sys.stdout.write(json.dumps({"scene": name, "order": k, "at": at, "wrong": found}) + "\n")
                sys.stdout.flush()
        took = time.monotonic() - began
        sys.stderr.write(f"{name}: {options.orders} power failures, {wrong} wrong, {took:.0f} s\n")
        bad += wrong
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
