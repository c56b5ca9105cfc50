"""Digests of the code that can change what a stage answers.

`python -m tests.architecture.fingerprints STAGE…` says that the answers of these stages are the same as before, and
takes their new code as known. Where they are not the same, raise `version` in the stage's STAGE instead, then run it.
"""

import ast
import json
import sys
from functools import cache
from pathlib import Path

from pipeline.code_digest import content, digest
from pipeline.stage import Stage
from pipeline.stages import STAGES

ROOT = Path(__file__).resolve().parents[2]
KNOWN = Path(__file__).with_name("fingerprints.json")
DATA = (".json", ".txt", ".tsv")  # lexicons and fitted numbers that lie beside the code that reads them


counts = cache(content)


@cache
def imported(path: Path, root: Path) -> frozenset[Path]:
    """Return the files of the project in `root` that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            place = root / name.replace(".", "/")
            files = (place.with_suffix(".py"), place / "__init__.py")
            found |= {file for file in files if name.startswith("pipeline.") and file.is_file()}
    return frozenset(found)


def closure(start: Path, root: Path) -> list[Path]:
    """Return a file and all that it imports, directly or through others, with the data files of its folder."""
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += imported(path, root)
    data = {d for path in seen for d in path.parent.iterdir() if d.suffix in DATA and d.name in path.read_text("utf-8")}
    return sorted(seen | data)


def fingerprint(stage: Stage, root: Path = ROOT) -> str:
    """Return the digest of all code and data that the stage's answer may depend on, engines apart."""
    files = closure(root / "pipeline" / "stages" / stage.name / "stage.py", root)
    return digest(f"{path.relative_to(root).as_posix()} {counts(path)}" for path in files)[:16]


def main(names: list[str]) -> None:
    """Take the code of the named stages as known."""
    known = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.is_file() else {}
    for stage in STAGES:
        if stage.name in names:
            known[stage.name] = {"version": stage.version, "code": fingerprint(stage)}
    kept = {stage.name: known[stage.name] for stage in STAGES if stage.name in known}
    KNOWN.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
