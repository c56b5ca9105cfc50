"""What the documents say is there, and what is there the documents say."""

import re
from pathlib import Path

import pytest

from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def commands() -> list[str]:
    from flows.commands import app

    return [str(c.name or (c.callback.__name__ if c.callback else "")) for c in app.registered_commands]


@pytest.mark.parametrize("command", commands())
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"highlights {command}" in README or f"make {command}" in README


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^make (\w+)", README, re.M))))
def test_every_make_command_of_the_readme_exists(command: str) -> None:
    assert re.search(rf"^{command}:", MAKEFILE, re.M)


@pytest.mark.parametrize("table", Settings.model_fields)
def test_every_table_of_settings_is_in_the_default_file(table: str) -> None:
    assert f"[{table}]" in (ROOT / "config" / "default.toml").read_text(encoding="utf-8")


def test_every_decision_is_listed_once_by_subject() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"^- \[\d+\]\(([\w-]+\.md)\) \S", (folder / "README.md").read_text(encoding="utf-8"), re.M)
    assert sorted(listed) == sorted(path.name for path in folder.glob("[0-9]*.md"))


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("raw_audio/*.md")]


@pytest.mark.parametrize("path", documents(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_file_a_document_links_to_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#\s]+)\)", text):
        assert link.startswith("http") or (path.parent / link).exists(), link


FIGURES = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m ((?:benchmarks|training)\.\w+)", FIGURES))))
def test_every_script_that_gave_a_figure_exists(module: str) -> None:
    assert (ROOT / f"{module.replace('.', '/')}.py").is_file()
