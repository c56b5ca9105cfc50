"""What is done while a disk fails or a program is killed: commands on two small episodes, and what they must leave."""

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.databases import bytes_of
from tests.faults.disk import Disk, Point
from tests.integration.test_batch import TALK

HIDDEN = (".locks/", ".generations/", ".trash/", ".next/", ".databases/")  # nobody reads them by these names
TIMED = ("run.json", ".made_from.json")
HISTORY = "/stages/runs/"  # earlier records: a run that was stopped may be among them
LEFT = (".tmp-", ".next-", "/.trash/", "/.next/")  # what a killed writer may leave until the next has run
PIECES = "talk/stages/"


@dataclass(frozen=True)
class Scene:
    """A command, on two episodes that are there; `first`: on one, when the other is new."""

    name: str
    words: tuple[str, ...]
    first: bool = False
    again: int = 0  # the exit code of the same command when it is done already


SCENES = {
    scene.name: scene
    for scene in (
        Scene("run", ("run", "{work}/talk.vtt", "--direct", "--set", "narrate.sentences=1")),
        Scene("new", ("run", "{work}/talk.vtt", "--direct"), first=True),
        Scene("correct", ("correct", "talk", "speaker", "Ana Reyes", "Mary Lane")),
        Scene("delete", ("delete", "talk", "--yes"), again=2),
    )
}


def call(work: Path, words: Sequence[str]) -> int:
    """Run `highlights …` in this process; return its exit code."""
    from flows.main import run_command

    sys.argv = ["highlights", *(word.format(work=work) for word in words), "--artifacts", str(work / "artifacts")]
    return run_command()


def forked(work: Path, words: Sequence[str], point: Point | None) -> dict[str, Any]:
    """Run a command in a forked process on a failing disk; return exit code, what it said, calls and failures.

    `code` is -9 where it was killed.
    """
    told, err = work.parent / "told.json", work.parent / "err"
    told.unlink(missing_ok=True)
    if not (pid := os.fork()):
        code = 1
        try:
            with err.open("w") as said:
                os.dup2(said.fileno(), 2)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                disk = Disk(work, point)
                disk.stand()
                code = call(work, words)
                sys.stderr.flush()
                disk.point = None
                told.write_text(json.dumps({"code": code, "calls": disk.calls, "failed": disk.failed}))
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    ended = os.waitstatus_to_exitcode(status)
    answer: dict[str, Any] = {"code": ended, "calls": {}, "failed": 1}
    return (json.loads(told.read_text()) if told.is_file() else answer) | {"err": err.read_text(errors="replace")}


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


def left(work: Path) -> list[str]:
    """Return what killed writers left, here and in the folder for temporary files."""
    found = [path.as_posix() for path in work.parent.rglob("*") if any(mark in path.as_posix() for mark in LEFT)]
    return [path for path in found if "/base/" not in path and "/after/" not in path]


class Stage:
    """The state before a command, and the one that it must leave; made once, copied for each try."""

    def __init__(self, folder: Path, scene: Scene) -> None:
        self.scene, self.folder = scene, folder
        self.work, self.base = folder / "work", folder / "base"
        self._temporary_files_here()
        os.environ.pop("HIGHLIGHTS_TRACEBACK", None)
        self.work.mkdir(parents=True)
        for name, text in (("talk", TALK), ("other", TALK.replace("large", "deep"))):
            (self.work / f"{name}.vtt").write_text(text, encoding="utf-8")
        self._warm()
        self.reset()
        told = forked(self.work, scene.words, None)
        assert told["code"] == 0, told["err"]
        self.calls: dict[str, int] = told["calls"]
        self.old, self.new = self._tree_of_base(), tree(self.work)
        assert self.old != self.new

    def _temporary_files_here(self) -> None:
        os.environ["TMPDIR"] = tempfile.tempdir = str(self.folder)

    def _warm(self) -> None:
        """Make the two episodes, and the pieces of work that a run of the scene would load a model for."""
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
            for words in (("run", "{work}/other.vtt", "--direct"), ("run", "{work}/talk.vtt", "--direct")):
                assert call(self.work, words) == 0, said.getvalue()
            shutil.copytree(self.work, self.base, symlinks=True)
            assert call(self.work, self.scene.words) == 0, said.getvalue()
        for path in self.work.glob("artifacts/talk/stages/*/*"):
            kept = self.base / path.relative_to(self.work)
            if HISTORY not in path.as_posix() and not kept.exists():
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, kept)
        if self.scene.first:
            self._forget()

    def _forget(self) -> None:
        """Take the episode out of the base, but for its pieces: as after a first run that was killed long ago."""
        shutil.copytree(self.base / "artifacts" / "talk" / "stages", self.folder / "stages")
        self.reset()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as said:
            assert call(self.work, ("delete", "talk", "--yes")) == 0, said.getvalue()
            assert call(self.work, ("run", "{work}/other.vtt", "--direct")) == 0, said.getvalue()
        pieces = self.folder / "stages"
        for path in pieces.iterdir():
            if path.is_file() and path.name != "source.json":
                path.unlink()
            elif path.name == "runs":
                shutil.rmtree(path)
        shutil.move(pieces, self.work / "artifacts" / "talk" / "stages")
        shutil.rmtree(self.base)
        shutil.copytree(self.work, self.base, symlinks=True)

    def _tree_of_base(self) -> dict[str, bytes]:
        return tree(self.base)

    def reset(self) -> None:
        """Put the state before the command in its place."""
        self._temporary_files_here()
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.base, self.work, symlinks=True)
        for path in self.folder.glob("highlights-fault-*"):
            path.unlink()


def mixed(stage: Stage) -> list[str]:
    """Return the episodes whose published files are of two runs, and the catalog if it is.

    An episode is of one run where everything about it proves; what is not published yet is no fault.
    """
    from pipeline.audit.verify import audit
    from pipeline.errors import HighlightsError
    from pipeline.store import Store

    store, found = Store(stage.work / "artifacts"), []
    for episode_id in store.episode_ids():
        try:
            problems = audit(store, episode_id).problems
        except HighlightsError as error:
            found.append(f"{episode_id}: {error}")
        else:
            # a run that was stopped may have left a stage's answer without its entry: it is made again
            found += [f"{episode_id}: {problem}" for problem in problems if not problem.where.startswith("stages/")]
    now = {name: data for name, data in tree(stage.work).items() if name.startswith("catalog/")}
    states = [{n: d for n, d in which.items() if n.startswith("catalog/")} for which in (stage.old, stage.new)]
    if now not in states:
        found.append("catalog: files of two generations")
    return found
