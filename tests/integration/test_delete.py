"""`highlights delete`, and folders that were removed by hand: nothing of the episode stays in what is made over all."""

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.corpus import publish_corpus
from pipeline.records import Highlights
from pipeline.store import Store
from tests.corpus_builder import ANY, corpus
from tests.integration.test_batch import TALK


def traces(root: Path, id_: str) -> list[str]:
    """Return the files in which an episode is still named."""
    return [
        path.relative_to(root).as_posix()
        for folder in (root, (root / "catalog").resolve())
        for path in folder.rglob("*")
        if ".generations" not in path.relative_to(root).parts[:1] or folder != root
        if path.is_file() and path.name != "batch.json" and ".locks" not in path.parts and named(path, id_)
    ]


def named(path: Path, id_: str) -> bool:
    if path.suffix == ".parquet":
        return id_ in pd.read_parquet(path).to_csv()
    return id_ in path.name or id_.encode() in path.read_bytes()


def test_delete_takes_an_episode_out_of_everything(tmp_path: Path, cli: Callable[..., Any]) -> None:
    store = corpus(tmp_path, "kettle-1", "kettle-2", "kettle-3", related=ANY)
    assert "catalog/related.html" in [t.replace(".generations/1", "catalog") for t in traces(tmp_path, "kettle-2")]
    said = cli("delete", "kettle-2", "--yes", "--artifacts", tmp_path)
    assert (said.code, said.out) == (0, "deleted kettle-2\n")
    assert traces(tmp_path, "kettle-2") == []
    assert not (tmp_path / "kettle-2").exists()
    assert list((tmp_path / ".trash").iterdir()) == []
    others = {r.episode_id for id_ in ("kettle-1", "kettle-3") for r in related(store, id_)}
    assert others == {"kettle-1", "kettle-3"}, "related as the catalog was made before, without the one that is gone"
    assert [store.episode(id_).damage() for id_ in ("kettle-1", "kettle-3")] == [[], []]


def related(store: Store, id_: str) -> Any:
    return store.episode(id_).load("highlights.json", Highlights).related


def test_the_last_episode_can_be_deleted(tmp_path: Path, cli: Callable[..., Any]) -> None:
    corpus(tmp_path, "kettle-1")
    assert cli("delete", "kettle-1", "--yes", "--artifacts", tmp_path, "--json").out == '{"deleted": "kettle-1"}\n'
    assert traces(tmp_path, "kettle-1") == []
    assert list(pd.read_parquet(tmp_path / "catalog" / "episodes.parquet")["episode_id"]) == []


def test_an_unknown_id_is_told_with_those_near_it(tmp_path: Path, cli: Callable[..., Any]) -> None:
    corpus(tmp_path, "kettle-1", "kettle-2", "zebra")
    said = cli("delete", "ketle-2", "--yes", "--artifacts", tmp_path)
    assert said.code == 2
    assert "kettle-2" in said.err
    assert "zebra" not in said.err
    assert cli("delete", "../kettle-1", "--yes", "--artifacts", tmp_path).code == 2
    assert cli("delete", "catalog", "--yes", "--artifacts", tmp_path).code == 2


def test_without_a_terminal_nothing_is_deleted_unasked(tmp_path: Path, cli: Callable[..., Any]) -> None:
    corpus(tmp_path, "kettle-1")
    said = cli("delete", "kettle-1", "--artifacts", tmp_path)
    assert (said.code, "--yes" in said.err) == (2, True)
    assert (tmp_path / "kettle-1" / "highlights.json").is_file()


@pytest.mark.parametrize(("answer", "stays"), [("n\n", True), ("\n", True), ("y\n", False)])
def test_a_person_is_asked(
    tmp_path: Path, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, answer: str, stays: bool
) -> None:
    corpus(tmp_path, "kettle-1", "kettle-2")
    typed = io.StringIO(answer)
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    said = cli("delete", "kettle-1", "--artifacts", tmp_path)
    assert said.code == 0
    assert str(tmp_path / "kettle-1") in said.err
    assert (tmp_path / "kettle-1").exists() is stays


def test_a_busy_episode_is_refused(tmp_path: Path, cli: Callable[..., Any]) -> None:
    store = corpus(tmp_path, "kettle-1")
    with store.episode("kettle-1").locked():
        said = cli("delete", "kettle-1", "--yes", "--artifacts", tmp_path)
    assert (said.code, "kettle-1" in said.err) == (4, True)
    assert (tmp_path / "kettle-1" / "highlights.json").is_file()


def test_what_an_episode_was_made_from_stays(tmp_path: Path, cli: Callable[..., Any]) -> None:
    corpus(tmp_path / "artifacts", "kettle-1")
    sound = tmp_path / "raw_audio" / "kettle-1.wav"
    sound.parent.mkdir()
    (tmp_path / "artifacts" / "kettle-1" / "tone.wav").rename(sound)
    (tmp_path / "artifacts" / "kettle-1" / "raw").symlink_to(sound.parent, target_is_directory=True)
    assert cli("delete", "kettle-1", "--yes", "--artifacts", tmp_path / "artifacts").code == 0
    assert sound.is_file()


def test_a_folder_removed_by_hand_leaves_everything_when_the_corpus_is_published_next(tmp_path: Path) -> None:
    store = corpus(tmp_path, "kettle-1", "kettle-2", "kettle-3", related=ANY)
    shutil.rmtree(tmp_path / "kettle-3")
    publish_corpus(store, ANY)
    assert traces(tmp_path, "kettle-3") == []


@pytest.mark.model
def test_an_unchanged_run_notices_that_another_episode_was_removed(tmp_path: Path) -> None:
    for name in ("kettle-1", "kettle-2"):
        (tmp_path / f"{name}.vtt").write_text(TALK, encoding="utf-8")
        run(tmp_path, name)
    assert traces(tmp_path / "artifacts", "kettle-2")
    shutil.rmtree(tmp_path / "artifacts" / "kettle-2")
    assert "were finished already" in run(tmp_path, "kettle-1")
    assert traces(tmp_path / "artifacts", "kettle-2") == []


def run(folder: Path, name: str) -> str:
    """Make an episode by the command, in a process of its own."""
    command = ["run", str(folder / f"{name}.vtt"), "--direct", "--artifacts", str(folder / "artifacts")]
    done = subprocess.run(
        [sys.executable, "-m", "flows.main", *command], capture_output=True, text=True, check=True
    )  # fmt: skip
    return done.stderr
