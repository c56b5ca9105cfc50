"""Digests of the code that can change what a stage answers.

`python -m tests.architecture.fingerprints STAGE…` says that the answers of these stages are the same as before, and
takes their new code as known. Where they are not the same, raise `version` in the stage's STAGE instead, then run it.
"""

import ast
import hashlib
import json
import sys
from functools import cache
from pathlib import Path

from pipeline.stage import Stage
from pipeline.stages import STAGES

ROOT = Path(__file__).resolve().parents[2]
KNOWN = Path(__file__).with_name("fingerprints.json")
DATA = (".json", ".txt", ".tsv")  # lexicons and fitted numbers that lie beside the code that reads them


@cache
def code_of(path: Path) -> str:
    """Return a file's code without comments, docstrings and layout."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [n for n in node.body if not _is_text(n)] or [ast.Pass()]
    return ast.dump(tree)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


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
    digest = hashlib.sha256()
    for path in closure(root / "pipeline" / "stages" / stage.name / "stage.py", root):
        content = code_of(path).encode() if path.suffix == ".py" else path.read_bytes()
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:16]


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
