"""`repair` makes again what is damaged, byte for byte, and says what it cannot; `seal` says what changed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.made import talk

Cli = Callable[..., Any]
pytestmark = pytest.mark.model
CANARY = "canary-5d2e91"
SECRETS = ("HIGHLIGHTS_LLM_KEY", "HIGHLIGHTS_WEBHOOK_SECRET", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
DAMAGED = ("highlights.json", "page.html", "transcript.json", "chapters.json", "stages/quotes.json", "run.json")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from flows.job import Job, do

    folder = tmp_path_factory.mktemp("repair")
    with pytest.MonkeyPatch.context() as shell:
        for name in SECRETS:
            shell.setenv(name, CANARY)
        do(Job(episode_id=str(talk(folder)), artifacts=str(folder / "artifacts")))
    return folder / "artifacts"


@pytest.fixture
def artifacts(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "artifacts", symlinks=True)
    return tmp_path / "artifacts"


def test_each_damaged_file_comes_back_byte_for_byte(artifacts: Path, made: Path, cli: Cli) -> None:
    for name in DAMAGED:
        path = artifacts / "talk" / name
        path.write_bytes(path.read_bytes()[:-40])
        (artifacts / "catalog" / "index.html").write_bytes(b"")
        said = cli("repair", "--artifacts", artifacts)
        assert said.code == 0, said.err
        assert said.out.startswith("repaired  talk: ")
        assert "repaired  catalog: " in said.out
        if name != "run.json":
            assert "byte for byte" in said.out.splitlines()[0]
            assert path.read_bytes() == (made / "talk" / name).read_bytes()
    said = cli("verify", "--artifacts", artifacts)
    assert said.code == 0, said.out
    assert "verified  catalog" in said.out
    assert cli("repair", "--artifacts", artifacts).out == "sound  talk\nsound  catalog\n"


def test_what_is_not_ours_to_mend_is_said(artifacts: Path, cli: Cli) -> None:
    (artifacts / "talk" / "extra.html").write_text("planted", encoding="utf-8")
    said = cli("repair", "--json", "--artifacts", artifacts)
    answer = json.loads(said.out)
    assert (said.code, answer["repairs"][0]["outcome"]) == (1, "not repaired")
    assert "move it elsewhere" in answer["repairs"][0]["why"]
    assert answer["error"] == "1 of 2 could not be repaired: talk"


def test_a_seal_tells_what_verify_cannot_know(artifacts: Path, tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "key").write_text("0123456789abcdef0123456789abcdef\n", encoding="utf-8")
    signed = ("--key", tmp_path / "key", "--artifacts", artifacts)
    (tmp_path / "seal.json").write_text(cli("seal", *signed).out, encoding="utf-8")
    check = ("seal", "--check", tmp_path / "seal.json", *signed)
    assert cli(*check).out == "unchanged since the seal was made\n"
    assert cli("correct", "talk", "name", "Ben Ito", "Ben Otto", "--artifacts", artifacts).code == 0
    said = cli(*check)
    assert (said.code, said.out.splitlines()) == (1, ["changed  catalog", "changed  talk"])


def test_no_secret_of_the_environment_is_written_or_said(made: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, CANARY)
    kept = [path for path in made.parent.rglob("*") if path.is_file()]
    assert len(kept) > 20
    assert [path for path in kept if CANARY.encode() in path.read_bytes()] == []
    for words in (("verify",), ("show", "talk", "--json"), ("status", "--json"), ("doctor", "--json")):
        said = cli(*words, "--artifacts", made)
        assert CANARY not in said.out + said.err, words


def test_pieces_that_a_correction_leaves_are_removed_and_nothing_else(artifacts: Path, cli: Cli) -> None:
    at = ("--artifacts", artifacts)
    assert cli("gc", *at).out == "freed 0.0 MB in 0 files\n"
    assert cli("correct", "talk", "word", "large", "wide", "--everywhere", *at).code == 0
    told = json.loads(cli("status", "--json", *at).out)["artifacts"]
    would = json.loads(cli("gc", "--dry-run", "--json", *at).out)
    assert 0 < would["freed_bytes"] == told["spare_bytes"] < told["pieces_bytes"]
    before = {path: path.read_bytes() for path in (artifacts / "talk").glob("*.*")}
    gone = would["removed"][0]["files"]
    assert all((artifacts / "talk" / name).is_file() for name in gone)
    said = cli("gc", *at)
    assert f"in {len(gone)} files" in said.out
    assert not any((artifacts / "talk" / name).exists() for name in gone)
    assert {path: path.read_bytes() for path in before} == before
    assert cli("verify", *at).code == 0
    again = cli("redo", "talk", "--from", "publish", "--direct", "--json", *at)
    assert len(json.loads(again.out)["reused"]) == 8
    assert cli("gc", *at).out == "freed 0.0 MB in 0 files\n"
