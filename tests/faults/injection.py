"""Makes the n-th open, read, write, fsync, rename, mkdir or unlink of a real run fail, in a forked process each.

    python -m tests.faults.injection FOLDER [--every K] [--rerun]

prints one JSON object per point: what failed, the exit code, what was said, and what is wrong with the outcome. The run
is `highlights run` on a small transcript with another setting than before, so that it reads, writes and replaces files.
"""

import argparse
import builtins
import errno
import io
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import bytes_of
from tests.faults.made import talk

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE)
KINDS = ("open", "read", "write", "fsync", "rename", "mkdir", "unlink")
SETTING = ("--set", "narrate.sentences=1")
HIDDEN = (".locks/", ".generations/", ".trash/")  # nobody reads them by these names
TIMED = ("run.json", ".made_from.json")
HISTORY = "/stages/runs/"  # earlier records: a run that was stopped may be among them


@dataclass(frozen=True)
class Point:
    """The n-th call of a kind fails, once or from then on."""

    kind: str
    n: int
    number: int
    ever: bool


class Disk:
    """Stands before the calls of this process that reach files below a folder, and lets one of them fail."""

    def __init__(self, folder: Path, point: Point | None) -> None:
        self.folder, self.point = str(folder), point
        self.calls: Counter[str] = Counter()
        self.failed = 0

    def call(self, kind: str, path: object) -> None:
        """Count a call; raise where it is the one to fail."""
        self.calls[kind] += 1
        point = self.point
        if point and kind == point.kind and (self.calls[kind] == point.n or (point.ever and self.failed)):
            self.failed += 1
            raise OSError(point.number, os.strerror(point.number), str(path))

    def is_below(self, path: object) -> bool:
        """Say whether a path, or the file of a handle, lies below the folder."""
        if isinstance(path, int):
            path = Path(f"/proc/self/fd/{path}").readlink()
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.folder)

    def before(self, kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that counts before it calls."""

        def counted(path: object, *more: Any, **named: Any) -> Any:
            if self.is_below(path):
                self.call(kind, path)
            return function(path, *more, **named)

        return counted

    def opened(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return an `open` whose files count their reads and writes."""
        disk = self

        class Raw(io.FileIO):
            def readinto(self, buffer: Any) -> Any:
                disk.call("read", self.name)
                return super().readinto(buffer)

            def readall(self) -> bytes:
                disk.call("read", self.name)
                return super().readall()

            def write(self, data: Any) -> Any:
                disk.call("write", self.name)
                return super().write(data)

        def counted(  # noqa: PLR0917 -- the signature of `open`
            file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None,
            newline: str | None = None, closefd: bool = True, opener: Any = None,
        ) -> Any:  # fmt: skip
            if isinstance(file, int) or not disk.is_below(file):
                return function(file, mode, buffering, encoding, errors, newline, closefd, opener)
            disk.call("open", file)
            raw = Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
            buffered = (
                io.BufferedRandom(raw)
                if "+" in mode
                else io.BufferedReader(raw)
                if "r" in mode
                else io.BufferedWriter(raw)
            )
            return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding or "utf-8", errors, newline)

        return counted

    def stand(self) -> None:
        """Take the place of the calls, for the rest of this process."""
        io.open = builtins.open = self.opened(io.open)  # type: ignore[assignment]
        for name, kind in (
            ("open", "open"), ("fsync", "fsync"), ("replace", "rename"), ("rename", "rename"), ("mkdir", "mkdir"),
            ("unlink", "unlink"), ("remove", "unlink"),
        ):  # fmt: skip
            setattr(os, name, self.before(kind, getattr(os, name)))


def run(work: Path, point: Point | None, *setting: str) -> dict[str, Any]:
    """Run `highlights run` in a forked process; return its exit code, what it said, its calls and its failures."""
    told = work.parent / "told.json"
    told.unlink(missing_ok=True)
    if not (pid := os.fork()):
        code = 1
        try:
            with (work.parent / "err").open("w") as err:
                os.dup2(err.fileno(), 2)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                sys.argv = ["highlights", "run", str(work / "talk.vtt"), "--artifacts", str(work / "artifacts"),
                            "--direct", *setting]  # fmt: skip
                from flows.main import run_command

                disk = Disk(work, point)
                disk.stand()
                code = run_command()
                sys.stderr.flush()
                disk.point = None
                told.write_text(json.dumps({"code": code, "calls": disk.calls, "failed": disk.failed}))
        finally:
            os._exit(code)
    os.waitpid(pid, 0)
    said = (work.parent / "err").read_text(errors="replace")
    answer: dict[str, Any] = json.loads(told.read_text()) if told.is_file() else {"code": 1, "calls": {}, "failed": 1}
    return answer | {"err": said}


def tree(work: Path) -> dict[str, bytes]:
    """Return the artifacts by name, the catalog's as its link shows them, but for those that hold clock times."""
    found = work / "artifacts"
    catalog = (found / "catalog").resolve()
    named = {path.relative_to(found).as_posix(): path for path in found.rglob("*")}
    named |= {f"catalog/{path.relative_to(catalog).as_posix()}": path for path in catalog.rglob("*")}
    return {
        name: bytes_of(path)
        for name, path in named.items()
        if path.is_file() and not name.startswith(HIDDEN) and path.name not in TIMED
        if ".tmp-" not in name and HISTORY not in name
    }


def wrong(told: dict[str, Any], now: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """Return what is wrong with the outcome of a run on a failing disk."""
    found = []
    lines = [line for line in told["err"].splitlines() if line.startswith("highlights: ")]
    if "Traceback" in told["err"] or "this is a fault of" in told["err"]:
        found.append("traceback")
    if told["code"] not in (0, 4):
        found.append(f"exit code {told['code']}")
    if told["code"] and (len(lines) != 1 or lines[0].count(";") < 1):
        found.append(f"{len(lines)} lines")
    if not told["code"] and now != new:
        found.append("false success")
    if any(data not in (old.get(name), new.get(name)) for name, data in now.items()):
        found.append("corrupt")
    return found


def points(calls: dict[str, int], every: int) -> Iterator[Point]:
    """Return the points of a run: each call once with each error in turn, every other one for ever."""
    k = 0
    for kind in KINDS:
        for n in range(1, calls.get(kind, 0) + 1):
            k += 1
            if k % every == 0:
                yield Point(kind, n, ERRORS[(k // every) % len(ERRORS)], ever=bool((k // every) % 2))


def main() -> None:
    """Try the points, print one JSON object each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--every", type=int, default=1)
    asked.add_argument("--rerun", action="store_true", help="also run the same command again, on a whole disk")
    options = asked.parse_args()
    folder: Path = options.folder.resolve()
    os.environ.pop("HIGHLIGHTS_TRACEBACK", None)
    os.environ["TMPDIR"] = str(folder)
    base, work, after = folder / "base", folder / "work", folder / "after"
    for place in (base, after):
        place.mkdir(parents=True)

    def warm(*setting: str) -> None:
        told = run(work, None, *setting)
        assert told["code"] == 0, told["err"]

    work.mkdir()
    talk(work)
    for setting in (SETTING, (), ()):  # so that no model is needed afterwards
        warm(*setting)
    shutil.copytree(work, base, dirs_exist_ok=True)
    for module in ("flows.commands", "flows.job", "numpy", "pandas", "pyarrow.parquet", "jinja2"):
        __import__(module)
    told = run(work, None, *SETTING)
    assert told["code"] == 0, told["err"]
    shutil.copytree(work, after, dirs_exist_ok=True)
    old, new = tree(base), tree(after)
    assert old != new
    for point in points(told["calls"], options.every):
        shutil.rmtree(work)
        shutil.copytree(base, work)
        got = run(work, point, *SETTING)
        found = wrong(got, tree(work), old, new)
        if options.rerun:
            again = run(work, None, *SETTING)
            if again["code"] or tree(work) != new:
                found.append("the same command does not complete afterwards")
        row = {"kind": point.kind, "n": point.n, "errno": errno.errorcode[point.number], "ever": point.ever}
        sys.stdout.write(json.dumps(row | {k: got[k] for k in ("code", "failed", "err")} | {"wrong": found}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
