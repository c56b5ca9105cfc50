"""Folders default to where the person stands; an address is refused by whatever takes a path."""

import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from typer.models import ArgumentInfo

from flows.commands import app
from flows.job import Job
from pipeline.errors import BadInput
from pipeline.folders import local

ADDRESS = "gs://bucket/folder"


def paths() -> Iterator[list[str]]:
    """Yield a command line for every path that any command takes, with an address in its place."""
    for registered in app.registered_commands:
        assert registered.callback
        work = inspect.unwrap(registered.callback)
        command = registered.name or work.__name__.replace("_", "-")
        needed = inspect.signature(work).parameters
        hints = get_type_hints(work, include_extras=True)
        about = {name: get_args(hints[name])[:2] for name in needed if get_args(hints[name])}
        for name, (kind, info) in about.items():
            if kind is not Path and Path not in get_args(kind):
                continue
            line = [command]
            for other, (other_kind, other_info) in about.items():
                word = ADDRESS if other == name else next(iter(other_kind)).value if _is_choice(other_kind) else "word"
                if isinstance(other_info, ArgumentInfo):
                    line.append(word)
                elif needed[other].default is inspect.Parameter.empty:
                    line += [_flag(other, other_info), word]
            if not isinstance(info, ArgumentInfo):
                line += [_flag(name, info), ADDRESS]
            yield line


def _flag(name: str, info: Any) -> str:
    """Return an option's name; Typer keeps a name that stands first as a default until the command is built."""
    named = [word for word in (info.default, *(info.param_decls or ())) if str(word).startswith("--")]
    return str(named[0]) if named else f"--{name.replace('_', '-')}"


def _is_choice(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


@pytest.mark.parametrize("line", list(paths()), ids=" ".join)
def test_an_address_is_refused_in_one_line_and_makes_no_folder(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    said = cli(*line)
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        f"highlights: expected a local file or folder, found {ADDRESS}: copy it here first, or name a local path\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_every_command_that_reads_or_writes_artifacts_is_among_them() -> None:
    commands = {line[0] for line in paths()}
    assert {"run", "redo", "batch", "verify", "show", "correct", "serve", "export", "doctor", "demo"} <= commands


@pytest.mark.parametrize("field", ["episode_id", "transcript", "meta", "config", "raw_audio", "artifacts"])
def test_a_job_asked_for_by_a_schedule_refuses_an_address_too(field: str) -> None:
    with pytest.raises(BadInput, match=ADDRESS):
        Job(**{"episode_id": "my-show-12", field: ADDRESS})


@pytest.mark.parametrize("path", ["C:/episodes", "episodes/12: the end", "a:b", "./s3", "12:30/x"])
def test_an_ordinary_path_is_no_address(path: str) -> None:
    assert local(path) == Path(path)


@pytest.mark.parametrize("home", ["", "elsewhere", "s3://bucket"])
def test_folders_lie_where_the_person_stands_or_in_the_home_that_is_named(tmp_path: Path, home: str) -> None:
    program = (
        "from flows.app import ARTIFACTS, RAW_AUDIO; from flows.environment import PROJECT, prepare\n"
        "prepare()\nimport os; print(ARTIFACTS, RAW_AUDIO, PROJECT, os.environ['PREFECT_HOME'], sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={"HIGHLIGHTS_HOME": home, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "://" in home:
        assert "BadInput: expected a local file or folder, found s3://bucket" in done.stderr
        return
    project = tmp_path / home
    where = (project / "artifacts", project / "raw_audio") if home else ("artifacts", "raw_audio")
    assert done.stdout.splitlines() == [*map(str, where), str(project), str(project / ".prefect")]
