"""Episodes that release 0.1.0 made are never called false where the rules have changed since.

`tests/data/released/0.1.0` holds an episode as that release wrote it, without its `stages/`.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.checks import rules
from pipeline.files import sha256
from tests.conftest import ROOT

RELEASED = ROOT / "tests" / "data" / "released" / "0.1.0"
ID = "patient-tools"
Cli = Callable[..., Any]


@pytest.fixture
def released(tmp_path: Path) -> Path:
    shutil.copytree(RELEASED / "artifacts", tmp_path / "artifacts")
    return tmp_path / "artifacts"


def edit(place: Path, old: str, new: str) -> None:
    """Change the record and its digest, as somebody would who knows where that is kept."""
    path, diary = place / "highlights.json", place / "run.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    run = json.loads(diary.read_bytes())
    run["files"]["highlights.json"] = sha256(path.read_bytes())
    diary.write_text(json.dumps(run), encoding="utf-8")


def test_what_the_first_release_told_is_said_to_be_of_another_version(released: Path, cli: Cli) -> None:
    said = cli("verify", ID, "--artifacts", released)
    assert said.code == 1
    assert said.out.startswith(f"OTHER RULES  {ID}  quotes verified 3/3, sentences verified 0/11")
    assert "not compared" in said.out
    assert f"made by version 0.1.0: frame rules 1, here {rules.CURRENT.frames}" in said.out
    assert f"run it again: highlights run {ID}" in said.out
    assert "made by another version" in said.err
    assert "FAILED" not in said.out
    assert "prove what they say" not in said.err
    report = json.loads(cli("verify", "--json", "--artifacts", released).out)["episodes"][0]
    assert (report["state"], report["made_by"], report["problems"]) == ("other-rules", "0.1.0", [])
    assert "sections[t02].narrative[2]" in {p["where"] for p in report["other_rules"]}


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("Nostalgia is when you miss", "Nostalgia is when I miss", "quotes[q0"),
        ("Tarn adds: “A dull chisel goes where", "Tarn adds: “A dull chisel never goes where", "narrative[2]"),
    ],
)
def test_other_rules_excuse_no_words_that_were_never_said(
    released: Path, cli: Cli, old: str, new: str, where: str
) -> None:
    edit(released / ID, old, new)
    said = cli("verify", ID, "--artifacts", released)
    assert said.code == 1
    assert said.out.startswith("FAILED")
    assert where in said.out
    assert "failed verification" in said.err


def test_a_sentence_of_the_same_rules_that_does_not_pass_is_false(released: Path, cli: Cli, monkeypatch: Any) -> None:
    monkeypatch.setattr(rules, "CURRENT", rules.FIRST)
    edit(released / ID, "Ivo Tarn answers that a sharp chisel goes", "Ivo Tarn answers that a dull chisel goes")
    said = cli("verify", ID, "--artifacts", released)
    assert said.out.startswith("FAILED")


def test_rules_of_a_newer_program_ask_for_an_upgrade(released: Path, cli: Cli) -> None:
    edit(released / ID, '"config_sha256"', '"rules": {"frames": 99},\n  "config_sha256"')
    said = cli("verify", ID, "--artifacts", released)
    assert said.out.startswith("OTHER RULES")
    assert f"frame rules 99, here {rules.CURRENT.frames}" in said.out
    assert "upgrade this program" in said.out
    assert "upgrade this program" in said.err


def test_a_newer_major_version_is_not_called_damaged_nor_replaced(released: Path, cli: Cli, tmp_path: Path) -> None:
    edit(released / ID, '"schema_version": "1.0.0"', '"schema_version": "1.99.0"')
    before = (released / ID / "highlights.json").read_bytes()
    again = cli("run", RELEASED / "raw_audio" / f"{ID}.vtt", "--direct", "--artifacts", released)
    assert (again.code, "newer version (schema 1.99.0" in again.err) == (1, True)
    assert (released / ID / "highlights.json").read_bytes() == before
    edit(released / ID, '"schema_version": "1.99.0"', '"schema_version": "9.0.0"')
    before = (released / ID / "highlights.json").read_bytes()
    said = cli("verify", ID, "--artifacts", released)
    assert (said.code, "made by a newer version" in said.err, "anew" in said.err) == (1, True, False)
    again = cli("run", RELEASED / "raw_audio" / f"{ID}.vtt", "--direct", "--artifacts", released)
    assert (again.code, "upgrade" in again.err) == (1, True)
    assert (released / ID / "highlights.json").read_bytes() == before


@pytest.mark.model
def test_running_it_again_makes_it_provable_under_the_new_rules(released: Path, cli: Cli, monkeypatch: Any) -> None:
    source = RELEASED / "raw_audio" / f"{ID}.vtt"
    counted = cli("status", "--artifacts", released).out
    assert "1 by version 0.1.0: `highlights batch` brings them up to date" in counted
    first = cli("run", source, "--direct", "--artifacts", released)
    assert first.code == 0
    assert "patient-tools was made by version 0.1.0 and is of version" in first.err
    assert "frame rules 1 → " in first.err
    assert "0.1.0" not in cli("status", "--artifacts", released).out
    said = cli("verify", ID, "--artifacts", released)
    assert (said.code, "not compared" in said.out) == (0, False)
    made = json.loads((released / ID / "highlights.json").read_bytes())
    assert made["provenance"]["rules"] == rules.CURRENT.model_dump()
    newer = {of: version + 1 for of, version in rules.CURRENT.model_dump().items()}
    monkeypatch.setattr(rules, "CURRENT", rules.Rules(**newer))
    assert cli("verify", ID, "--artifacts", released).code == 0, "newer rules that prove it too change nothing"
