"""A new export format is one file and one row: followed in a copy of the code, and asked for as a user does."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.integration.test_new_stage import TALK

FORMAT = '''"""A new format."""

from pipeline.records import Highlights, Transcript


def lines(record: Highlights, transcript: Transcript) -> str:
    """Return a line for each section, and how many words there are."""
    return "".join(f"{section.title}\\n" for section in record.sections) + f"{len(transcript.words)} words\\n"
'''
ROWS = """    Format("lines", "lines.txt", "text/plain", lines.lines),
    Format("lines-asked", "asked.txt", "text/plain", lines.lines, published=False),
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the code with one more file in formats/, and its rows in the registry."""
    there = tmp_path_factory.mktemp("code")
    for folder in ("pipeline", "flows"):
        shutil.copytree(ROOT / folder, there / folder, ignore=shutil.ignore_patterns("__pycache__"))
    formats = there / "pipeline" / "formats"
    (formats / "lines.py").write_text(FORMAT, encoding="utf-8")
    registry = (formats / "registry.py").read_text(encoding="utf-8")
    registry = registry.replace("linked_data, markdown", "lines, linked_data, markdown", 1)
    (formats / "registry.py").write_text(registry.replace("FORMATS = (\n", f"FORMATS = (\n{ROWS}", 1), encoding="utf-8")
    (there / "bread.vtt").write_text(TALK, encoding="utf-8")
    return there


@pytest.fixture
def highlights(copy: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `highlights …` of the copy in a process of its own."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(copy), "PREFECT_HOME": str(copy / ".prefect")}
        command = [sys.executable, "-m", "flows.main", *arguments, "--artifacts", "out"]
        return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)

    return run


def test_a_new_format_is_published_proved_and_exported_on_request(
    copy: Path, highlights: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    made = highlights("run", "bread.vtt", "--direct")
    assert made.returncode == 0, made.stderr
    published = (copy / "out" / "bread" / "lines.txt").read_text(encoding="utf-8")
    assert published.endswith("53 words\n")
    assert not (copy / "out" / "bread" / "asked.txt").exists()
    proved = highlights("verify", "bread", "--json")
    assert proved.returncode == 0, proved.stdout
    asked = highlights("export", "bread", "--format", "lines-asked")
    assert (asked.returncode, asked.stdout) == (0, published), asked.stderr
    written = highlights("export", "bread", "--format", "lines-asked", "-o", "here.txt")
    assert (written.returncode, written.stdout) == (0, "here.txt\n"), written.stderr
    assert (copy / "here.txt").read_text(encoding="utf-8") == published
    (copy / "out" / "bread" / "lines.txt").write_text("something else\n", encoding="utf-8")
    assert highlights("verify", "bread").returncode == 1, "a published text is proved, whatever its format"


def test_an_unknown_format_is_answered_by_the_names_of_all(
    highlights: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    said = highlights("export", "bread", "--format", "pdf")
    assert said.returncode == 2
    assert "page, markdown" in said.stderr
    assert "lines-asked" in said.stderr
