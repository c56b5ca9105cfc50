"""The history of batches: one file for each, a line for each episode as it ends, so that a killed batch has one too.

`artifacts/.batches/<time>-<process>.jsonl`: first what was asked, then a row for each file, at last the sums.
"""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from flows import processes

FOLDER = ".batches"
KEPT = 100  # files; the oldest go


class Told(NamedTuple):
    """A batch as its file tells it; `sums` are empty where it is at work or was killed."""

    asked: dict[str, Any]
    rows: list[dict[str, Any]]
    sums: dict[str, Any]

    @property
    def state(self) -> str:
        """Return `running`, `killed`, or what the batch itself said at its end."""
        if self.sums:
            return str(self.sums["state"])
        return "running" if processes.is_alive(self.asked.get("process")) else "killed"


class History:
    """The file of one batch that is at work."""

    def __init__(self, root: Path, asked: Mapping[str, Any]) -> None:
        folder = root / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.jsonl"))[: -KEPT + 1]:
            old.unlink(missing_ok=True)
        began = time.strftime("%Y-%m-%dT%H-%M-%S", time.gmtime())
        self.path = folder / f"{began}-{os.getpid()}.jsonl"
        self._add({"began": now(), **asked, "process": processes.known(os.getpid())})

    def row(self, row: Mapping[str, Any]) -> None:
        """Keep what became of a file; what was unchanged is only counted at the end."""
        self._add(row)

    def end(self, sums: Mapping[str, Any]) -> None:
        """Keep the sums."""
        self._add({"ended": now(), **sums})

    def _add(self, line: Mapping[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def now() -> str:
    """Return the time as histories tell it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def last(root: Path, count: int) -> list[Told]:
    """Return the last batches, the newest first; a line that was cut off by a kill is left out."""
    files = sorted((root / FOLDER).glob("*.jsonl"), reverse=True)
    return [_told(file) for file in files[:count]]


def _told(path: Path) -> Told:
    asked: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    sums: dict[str, Any] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if "began" in found:
            asked = found
        elif "ended" in found:
            sums = found
        else:
            rows.append(found)
    return Told(asked, rows, sums)
