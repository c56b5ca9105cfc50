"""A batch goes on past a bad episode, says which and why, and ends with exit code 3."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.prefect, pytest.mark.model]

TALK = """WEBVTT

00:00.000 --> 00:06.000
<v Ana Reyes>Welcome to the show. Today my guest is Ben Ito.

00:06.000 --> 00:12.000
<v Ana Reyes>Why did large networks begin to work so well?

00:12.000 --> 00:24.000
<v Ben Ito>The data became large enough that a big network could finally learn from it. Nobody had expected that.

00:24.000 --> 00:40.000
<v Ben Ito>A laboratory that measures honestly learns more from one failure than from ten lucky results.
"""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "first.vtt").write_text(TALK, encoding="utf-8")
    (folder / "last.vtt").write_text(TALK.replace("large", "deep"), encoding="utf-8")
    (folder / "bad.mp3").write_text("not a sound", encoding="utf-8")
    (folder / "talk.json").write_text("{}", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "sub" / "inner.vtt").write_text(TALK, encoding="utf-8")
    (folder / "out.vtt").symlink_to(tmp_path / "elsewhere.vtt")
    (tmp_path / "elsewhere.vtt").write_text(TALK, encoding="utf-8")
    (folder / os.fsdecode(b"caf\xe9.vtt")).write_text(TALK, encoding="utf-8")
    return folder


def test_the_others_finish_and_the_table_says_which_failed(
    prefect_server: None, cli: Callable[..., Any], inbox: Path, tmp_path: Path
) -> None:
    artifacts = tmp_path / "artifacts"
    said = cli("batch", inbox, "--artifacts", artifacts, "--json")
    assert said.code == 3, said.err
    rows = json.loads(said.out)["episodes"]
    assert {r["source"]: r["done"] for r in rows} == {"bad.mp3": False, "first.vtt": True, "last.vtt": True}
    assert "bad.mp3" in next(r["why"] for r in rows if not r["done"])
    skipped = json.loads(said.out)["skipped"]
    assert json.loads((artifacts / "catalog" / "batch.json").read_bytes()) == {"episodes": rows, "skipped": skipped}
    reasons = {"talk.json": "highlights run", "sub": "folder", "out.vtt": "link", "caf\\xe9.vtt": "UTF-8"}
    assert {one["source"] for one in skipped} == reasons.keys()
    for one in skipped:
        assert reasons[one["source"]] in one["why"]
        assert f"skipped: {one['source']}: {one['why']}" in said.err
    assert not (artifacts / "out").exists()
    assert cli("verify", "--artifacts", artifacts).code == 0

    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        table = next(a for a in client.read_artifacts() if a.key == "batch")
    assert "bad.mp3" in str(table.data)
    assert "skipped" in str(table.data)


def test_a_good_batch_ends_with_0(prefect_server: None, cli: Callable[..., Any], inbox: Path, tmp_path: Path) -> None:
    (inbox / "bad.mp3").unlink()
    shutil.rmtree(tmp_path / "artifacts", ignore_errors=True)
    said = cli("batch", inbox, "--artifacts", tmp_path / "artifacts")
    assert said.code == 0
    assert "Prefect" in said.err.splitlines()[0]  # what is being started, before it takes ten seconds
