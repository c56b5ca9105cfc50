"""The same job function makes a chunk of episodes here, on a Dask cluster and on a Ray cluster."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import BadInput
from pipeline.line import verify
from pipeline.store import Store
from tests.integration.test_batch import TALK

pytestmark = [pytest.mark.prefect, pytest.mark.model]


def needs(extra: str) -> Any:
    found = importlib.util.find_spec(f"prefect_{extra}") is not None
    return pytest.mark.skipif(not found, reason=f"needs the extra {extra}: pip install 'episode-highlights[{extra}]'")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name, food in (("a-talk", "bread"), ("b-talk", "cheese")):
        (folder / f"{name}.vtt").write_text(TALK.replace("bread", food), encoding="utf-8")
    (folder / "c-talk.vtt").write_text("no transcript at all", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "runner", ["here", pytest.param("dask", marks=needs("dask")), pytest.param("ray", marks=needs("ray"))]
)
@pytest.mark.filterwarnings("default")  # of Dask's and Ray's own threads and sockets
def test_a_chunk_is_made_and_a_bad_episode_ends_nothing(
    prefect_server: None, inbox: Path, tmp_path: Path, runner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.backlog import chunk

    monkeypatch.setenv("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    names = ["a-talk.vtt", "b-talk.vtt", "c-talk.vtt"]
    artifacts = tmp_path / "artifacts"
    state = chunk(names, raw_audio=str(inbox), artifacts=str(artifacts), runner=runner, return_state=True)  # type: ignore[arg-type]
    rows = state.result(raise_on_failure=False)["episodes"]
    assert [(one["source"], one["done"]) for one in rows] == list(zip(names, (True, True, False), strict=True)), rows
    assert state.name == "CompletedWithFailures"
    store = Store(artifacts)
    assert [verify(store, name) for name in ("a-talk", "b-talk")] == [[], []]
    assert (artifacts / "catalog" / "episodes.parquet").is_file()


def test_the_episodes_of_an_inbox_are_one_file_each(inbox: Path) -> None:
    from flows.backlog import episodes

    (inbox / "a-talk.mp3").touch()
    (inbox / "a-talk.toml").touch()
    (inbox / "notes.txt").touch()
    assert episodes(inbox) == ["a-talk.mp3", "b-talk.vtt", "c-talk.vtt"]


def test_an_episode_whose_run_died_is_left_to_make(inbox: Path, tmp_path: Path) -> None:
    from flows.backlog import left_to_make

    artifacts = tmp_path / "artifacts"
    (artifacts / "a-talk" / "stages").mkdir(parents=True)
    (artifacts / "b-talk").mkdir()
    (artifacts / "b-talk" / "highlights.json").write_text("{}", encoding="utf-8")
    assert left_to_make(inbox, artifacts) == ["a-talk.vtt", "c-talk.vtt"]
    assert left_to_make(inbox, artifacts, everything=True) == ["a-talk.vtt", "b-talk.vtt", "c-talk.vtt"]


def test_an_empty_inbox_is_one_clear_line(tmp_path: Path) -> None:
    from flows.backlog import episodes

    with pytest.raises(BadInput, match="expected episodes in"):
        episodes(tmp_path)
