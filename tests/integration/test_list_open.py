"""`highlights list`, `open`, `--version` and completion in a shell."""

import json
import os
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.corpus_builder import corpus, put, renamed
from tests.record_builder import highlights

Cli = Callable[..., Any]


def test_list_names_the_newest_first(tmp_path: Path, cli: Cli) -> None:
    store = corpus(tmp_path, "a", "b")
    record, transcript = highlights()
    put(store, renamed(record, "new", published="2031-01-02", title="Cocoa"), transcript)
    said = cli("list", "--artifacts", tmp_path)
    assert (said.code, [line.split()[0] for line in said.out.splitlines()]) == (0, ["new", "a", "b"])
    assert said.out.splitlines()[0].split()[1:4] == ["2031-01-02", "1:04", "Cocoa"]
    found = json.loads(cli("list", "--json", "--artifacts", tmp_path).out)
    assert [one["id"] for one in found["episodes"]] == ["new", "a", "b"]


def test_list_of_nothing_says_what_to_do(tmp_path: Path, cli: Cli) -> None:
    said = cli("list", "--artifacts", tmp_path / "empty")
    assert (said.code, said.out) == (0, "")
    assert "highlights run FILE" in said.err
    assert json.loads(cli("list", "--json", "--artifacts", tmp_path / "empty").out)["episodes"] == []


def test_open_opens_the_page_at_a_time(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus(tmp_path, "a")
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) is None)
    address = (tmp_path / "a" / "page.html").as_uri()
    assert cli("open", "a", "--artifacts", tmp_path).out == f"{address}\n"
    assert cli("open", "a", "--at", "1:02:15", "--artifacts", tmp_path).code == 0
    assert opened == [address, f"{address}#t=3735"]
    assert cli("open", "a", "--print", "--artifacts", tmp_path).out == f"{address}\n"
    assert len(opened) == 2


@pytest.mark.parametrize(("asked", "says"), [(["none"], "highlights list"), (["a", "--at", "soon"], "a time such as")])
def test_open_refuses_what_is_not_there(tmp_path: Path, cli: Cli, asked: list[str], says: str) -> None:
    corpus(tmp_path, "a")
    said = cli("open", *asked, "--print", "--artifacts", tmp_path)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_version_is_the_installed_one(cli: Cli) -> None:
    said = cli("--version")
    assert (said.code, said.out) == (0, f"highlights {version('episode-highlights')}\n")


def test_a_shell_completes_commands_and_options() -> None:
    program = "import sys; sys.argv[0] = 'highlights'; from flows.main import main; main()"
    for typed, told in (
        ("highlights se", {"seal", "serve", "search"}),
        ("highlights correct talk --every", {"--everywhere"}),
    ):
        asked = {"_HIGHLIGHTS_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | asked,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        assert set(done.stdout.split()) == told
