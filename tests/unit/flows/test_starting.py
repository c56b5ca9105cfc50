"""The starter folder: what it holds is valid, and nothing that is there is ever changed."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.starting import STARTER, check_names, put_sample
from pipeline.errors import BadInput
from pipeline.settings import defaults, gather
from pipeline.sources.sidecar import Sidecar, read_sidecar

HIDDEN = re.compile(r"^#(?=\w+ = )", re.M)  # a value that stands behind a #, waiting to be filled in


def filled_in(path: Path, folder: Path) -> Path:
    """Return a copy of a file with every commented value in force."""
    text, count = HIDDEN.subn("", path.read_text(encoding="utf-8"))
    assert count, path
    copy = folder / path.name
    copy.write_text(text, encoding="utf-8")
    return copy


def test_init_writes_a_folder_and_says_what_to_do_next(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = cli("init", "mine")
    assert said.code == 0, said.err
    made = {path.relative_to(tmp_path / "mine").as_posix() for path in (tmp_path / "mine").rglob("*.*")}
    assert made == {
        "artifacts/README.md", "config/default.toml", "config/shows/my-show.toml", "prefect.yaml",
        "raw_audio/my-show-12.toml",
    }  # fmt: skip
    for name in made:
        assert name in said.out
    assert "cd mine" in said.out
    assert "highlights run my-show-12" in said.out


def test_init_again_changes_nothing_and_says_so(cli: Callable[..., Any], tmp_path: Path) -> None:
    mine = tmp_path / "config" / "default.toml"
    mine.parent.mkdir()
    mine.write_text("[quotes]\nper_section = 1\n", encoding="utf-8")
    assert "default.toml" not in cli("init", tmp_path).out
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    said = cli("init", tmp_path)
    assert said.code == 0
    assert "all files already exist" in said.out
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert mine.read_text(encoding="utf-8") == "[quotes]\nper_section = 1\n"


def test_a_file_where_a_folder_belongs_is_named(cli: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "config").write_text("mine", encoding="utf-8")
    said = cli("init", tmp_path)
    assert said.code == 2
    assert f"found a file: {tmp_path / 'config'}" in said.err
    assert not (tmp_path / "raw_audio").exists()


def test_what_init_writes_is_valid_as_it_is_and_filled_in(cli: Callable[..., Any], tmp_path: Path) -> None:
    cli("init", tmp_path)
    settings, show = tmp_path / "config" / "default.toml", tmp_path / "config" / "shows" / "my-show.toml"
    assert gather(config=settings) == gather(config=show) == defaults()
    (tmp_path / "in-force").mkdir()
    assert gather(config=filled_in(settings, tmp_path / "in-force")) == defaults()
    mine = gather(config=filled_in(show, tmp_path / "in-force"))
    assert [topic.name for topic in mine.topics.watch] == ["Deep sea mining", "GPT-2"]
    sidecar = tmp_path / "raw_audio" / "my-show-12.toml"
    assert read_sidecar(sidecar) == Sidecar()
    assert read_sidecar(filled_in(sidecar, tmp_path / "in-force")).show == "My Show"
    assert {p.name for p in STARTER.rglob("*.toml")} == {show.name, sidecar.name}


def test_the_sample_is_put_into_an_inbox_once(tmp_path: Path) -> None:
    assert "raw_audio/three-surprises.LICENSE.md" in put_sample(tmp_path)
    (tmp_path / "raw_audio" / "three-surprises.toml").write_text('title = "Mine"\n', encoding="utf-8")
    assert put_sample(tmp_path) == []
    assert (tmp_path / "raw_audio" / "three-surprises.toml").read_text(encoding="utf-8") == 'title = "Mine"\n'


@pytest.mark.parametrize("name", ["flows", "pipeline.py"])
def test_a_project_with_a_package_of_our_name_is_refused(tmp_path: Path, name: str) -> None:
    check_names(tmp_path)
    (tmp_path / name).mkdir()
    with pytest.raises(BadInput, match=name):
        check_names(tmp_path)
