"""What the documents say is there, and what is there the documents say."""

import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from benchmarks.__main__ import Command, reason_to_skip
from benchmarks.__main__ import commands as measured
from benchmarks.__main__ import main as bench
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


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`make (\w+)`", README))))
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


def slugs(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as MkDocs and code hosts make them."""
    heads = re.findall(r"^#{1,6} (.*)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", head.replace("`", "").lower()).strip()) for head in heads}


@pytest.mark.parametrize("path", documents(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_heading_a_document_links_to_exists(path: Path) -> None:
    for file, anchor in re.findall(r"\]\(([^)#\s:]*\.md|)#([^)\s]+)\)", path.read_text(encoding="utf-8")):
        assert anchor in slugs(path.parent / file if file else path), f"{file}#{anchor}"


def shown() -> list[str]:
    """Return every command line with `highlights` in a code block, without prompts, pipes and other programs."""
    lines = []
    for path in documents():
        if "decisions" in path.parts:  # they tell of the program as it was
            continue
        for block in re.findall(r"^ *```(?:\w*)\n(.*?)^ *```", path.read_text(encoding="utf-8"), re.M | re.S):
            for line in block.replace("\\\n", " ").splitlines():
                if found := re.match(r"\s*(?:\$ )?(?:\w+=\S+ )*(?:\.venv/bin/)?highlights ((?!found|…).+)", line):
                    lines.append(re.split(r"\s(?:[|>&]|#\s)|;", found[1])[0].strip())
    return sorted(set(lines))


def parse(words: list[str]) -> None:
    """Read a command line as the program reads it, without running it; raise where it is wrong."""
    from flows.commands import app

    command: Any = typer.main.get_command(app)
    context, name = typer.Context(command, info_name="highlights"), "highlights"
    if words[0].startswith("--"):
        assert words[0] in {opt for param in command.get_params(context) for opt in param.opts}
        return
    while hasattr(command, "resolve_command"):
        name, command, words = command.resolve_command(context, words)
        context = typer.Context(command, parent=context, info_name=name)
    command.make_context(name, [word for word in words if word != "…"])


@pytest.mark.parametrize("line", shown())
def test_every_command_line_that_a_document_shows_is_one(line: str) -> None:
    parse(shlex.split(line))


@pytest.mark.parametrize("line", ["rnu talk", "run talk --derict", "feed ad x"])
def test_a_wrong_command_line_would_be_found(line: str) -> None:
    with pytest.raises(Exception, match=r"(?i)no such (command|option)"):
        parse(shlex.split(line))


def test_every_page_of_the_documentation_is_in_the_menu_of_the_site() -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    menu = set(re.findall(r"[\w/-]+\.md", str(site["nav"])))
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in ROOT.glob("docs/**/*.md")}
    assert {page for page in pages if not re.match(r"decisions/\d", page)} <= menu


FIGURES = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m ((?:benchmarks|training)\.\w+)", FIGURES))))
def test_every_script_that_gave_a_figure_exists(module: str) -> None:
    assert (ROOT / f"{module.replace('.', '/')}.py").is_file()


def test_every_table_of_figures_says_which_command_makes_it() -> None:
    blocks = re.split(r"\n\s*\n", FIGURES)
    for before, block in pairwise(blocks):
        if re.search(r"^\|-", block, re.M) and not block.startswith("| what |"):
            assert re.search(r"`(?:python -m|highlights|make) |[Rr]eader", before + block), block[:100]


def test_bench_lists_every_command_and_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench(["--list"]) == 0
    rows = {row.split("\t")[1]: row.split("\t")[2] for row in capsys.readouterr().out.splitlines()}
    assert set(re.findall(r"python -m ((?:benchmarks|training)\.\w+)", FIGURES)) == {
        module for row in rows if (module := row.split()[2]) != "pytest"
    }
    assert rows["python -m benchmarks.damage"] == "runs"
    assert rows["python -m benchmarks.topic_match --data DATA --model MODEL --vectors VECTORS"].startswith("needs DATA")


def test_bench_fills_what_is_given(tmp_path: Path) -> None:
    text = "## Speed\n`python -m benchmarks.speed [AUDIO …] --data\nDATA/audio --model FOLDER`\n"
    (command,) = measured(text)
    assert command == Command("speed", ("benchmarks.speed", "--data", "DATA/audio", "--model", "MODEL"))
    (tmp_path / "audio").mkdir()
    given = {"data": str(tmp_path), "model": None}
    assert command.filled(given)[2] == f"{tmp_path}/audio"
    assert reason_to_skip(command.filled(given)) == "needs MODEL"
    assert reason_to_skip(command.filled(given | {"model": str(tmp_path)})) is None
