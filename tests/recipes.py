"""The recipes of CONTRIBUTING.md, read and followed in a copy of the code.

A step of a recipe is a code block under a line that names a file: "`pipeline/formats/x.py`:" for a new file,
"`pipeline/records/findings.py`, at the end:" for an addition. A block of the kind `diff` edits the file: its lines
without a plus must stand there once, one after the other, as often as `@@` parts the block.
"""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

_STEP = re.compile(r"`([\w./]+\.\w+)`([^`\n]*):\n\n *```(\w+)\n(.*?)^ *```$", re.M | re.S)

Highlights = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Step:
    """One code block of a recipe."""

    path: str
    kind: str  # file, end or diff
    text: str


def recipe(heading: str) -> list[Step]:
    """Return the steps under a heading of CONTRIBUTING.md, in order."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = re.split(rf"^## {re.escape(heading)}$", text, flags=re.M)[1].partition("\n## ")[0]
    steps = [
        Step(path, "diff" if kind == "diff" else "end" if "at the end" in where else "file", textwrap.dedent(code))
        for path, where, kind, code in _STEP.findall(part)
    ]
    assert len(steps) == part.count("```") // 2 > 0, f"“{heading}”: each code block needs a line that names its file"
    return steps


def touched(steps: Sequence[Step]) -> set[str]:
    """Return the files that a recipe writes or edits, tests apart."""
    return {step.path for step in steps if not step.path.startswith("tests/")}


def copied(to: Path, *folders: str) -> Path:
    """Return a copy of the code in which a recipe can be followed."""
    for folder in ("pipeline", "flows", *folders):
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return to


def follow(steps: Sequence[Step], tree: Path) -> None:
    """Do what a recipe says in a copy of the code; a folder of `pipeline/` that is new becomes a package."""
    for step in steps:
        path = tree / step.path
        if step.kind == "file":
            assert not path.exists(), f"{step.path} is there already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, encoding="utf-8")
            (path.parent / "__init__.py").touch()
        elif step.kind == "end":
            path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{step.text}", encoding="utf-8")
        else:
            path.write_text(edited(path.read_text(encoding="utf-8"), step), encoding="utf-8")


def edited(text: str, step: Step) -> str:
    """Return a file's text after a diff block."""
    for hunk in re.split(r"^@@.*\n", step.text, flags=re.M):
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[:1] != "+")
        new = "".join(line[1:] for line in lines if line[:1] != "-")
        assert text.count(old) == 1, f"CONTRIBUTING.md: {step.path} holds these lines {text.count(old)} times:\n{old}"
        text = text.replace(old, new)
    return text


def program_of(tree: Path) -> Highlights:
    """Return how `highlights …` of a copy is run, in a process of its own."""

    def run(*arguments: str, program: str = "from flows.main import main; main()") -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(tree), "PREFECT_HOME": str(tree / ".prefect")}
        command = [sys.executable, "-c", f"import sys; sys.argv[0] = 'highlights'; {program}", *arguments]
        return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)

    return run


def pytest_of(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run tests of a copy, in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
