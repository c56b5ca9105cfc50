"""A batch goes on past a bad episode, says which and why, and ends with exit code 3."""

import json
import multiprocessing
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId, LogFilter, LogFilterFlowRunId
from prefect.client.schemas.sorting import FlowRunSort

from pipeline.stages import STAGES

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
    answer = json.loads(said.out.splitlines()[-1])
    assert answer.pop("event") == "batch"
    rows = answer["episodes"]
    assert {r["source"]: r["done"] for r in rows} == {"bad.mp3": False, "first.vtt": True, "last.vtt": True}
    assert "bad.mp3" in next(r["why"] for r in rows if not r["done"])
    skipped = answer["skipped"]
    kept = json.loads((artifacts / "catalog" / "batch.json").read_bytes())
    assert kept | {"seconds": 0} == answer | {"seconds": 0}
    reasons = {"talk.json": "highlights run", "sub": "folder", "out.vtt": "link", "caf\\xe9.vtt": "UTF-8"}
    assert {one["source"] for one in skipped} == reasons.keys()
    for one in skipped:
        assert reasons[one["source"]] in one["why"]
        assert f"skipped: {one['source']}: {one['why']}" in said.err
    assert not (artifacts / "out").exists()
    assert cli("verify", "--artifacts", artifacts).code == 0

    from prefect.client.orchestration import get_client
    from prefect.client.schemas.sorting import ArtifactSort

    with get_client(sync_client=True) as client:
        latest = client.read_artifacts(sort=ArtifactSort.CREATED_DESC)  # other tests have batches, too
    table = next(a for a in latest if a.key == "batch")
    assert "bad.mp3" in str(table.data)
    assert "skipped" in str(table.data)


def test_a_good_batch_ends_with_0(prefect_server: None, cli: Callable[..., Any], inbox: Path, tmp_path: Path) -> None:
    (inbox / "bad.mp3").unlink()
    shutil.rmtree(tmp_path / "artifacts", ignore_errors=True)
    said = cli("batch", inbox, "--artifacts", tmp_path / "artifacts")
    assert said.code == 0
    assert "Prefect" in said.err.splitlines()[0]  # what is being started, before it takes ten seconds
    run = next(run for run in reversed(_runs()) if run.name == "episode first")
    assert run.parent_task_run_id is not None
    with get_client(sync_client=True) as client:
        steps = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])))
    by_name = {step.name: step for step in steps}
    assert by_name.keys() == {f"{stage.name} first" for stage in STAGES}
    assert len({step.task_key for step in steps}) == len(STAGES)
    edges = {str(getattr(one, "id", None)) for one in by_name["attribute first"].task_inputs["wait_for"]}
    assert edges == {str(by_name[name].id) for name in ("ingest first", "transcribe first")}
    assert _has_logged(run.id, "finding topic sections took")


def _runs() -> list[Any]:
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(sort=FlowRunSort.START_TIME_ASC)


def _has_logged(run_id: Any, text: str) -> bool:
    """Say whether a run's log has a line, once it has arrived."""
    with get_client(sync_client=True) as client:
        for _ in range(30):
            lines = client.read_logs(LogFilter(flow_run_id=LogFilterFlowRunId(any_=[run_id])))
            if any(text in line.message for line in lines):
                return True
            time.sleep(1)
    return False


def test_without_work_no_server_is_asked_or_started(
    prefect_server: None, cli: Callable[..., Any], inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "bad.mp3").unlink()
    time.sleep(2.1)  # files that changed just now are not trusted
    assert cli("batch", inbox, "--artifacts", tmp_path / "artifacts", "--direct").code == 0
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    said = cli("batch", inbox, "--artifacts", tmp_path / "artifacts")
    assert said.code == 0, said.err
    assert "2 unchanged" in said.out


def test_a_process_that_is_killed_leaves_a_crashed_run_and_the_batch_goes_on(
    prefect_server: None, inbox: Path, tmp_path: Path
) -> None:
    from flows.batch import batch
    from flows.board import Board, use

    killed: list[str] = []

    class Killing(Board):
        """Kills the process that makes `first` as soon as it has begun a stage."""

        def stage(self, name: str, stage: str) -> None:
            super().stage(name, stage)
            if name == "first.vtt" and not killed:
                killed.append(name)
                (process,) = multiprocessing.active_children()
                os.kill(int(process.pid or 0), signal.SIGKILL)

    (inbox / "bad.mp3").unlink()
    use(Killing())
    try:
        answer: Any = batch(raw_audio=str(inbox), artifacts=str(tmp_path / "artifacts"), return_state=True).result()
    finally:
        use(Board())
    assert {row["source"]: row["state"] for row in answer["episodes"]} == {"first.vtt": "failed", "last.vtt": "made"}
    last = next(run for run in reversed(_runs()) if run.name == "episode first")
    assert last.state.type.value == "CRASHED"
    assert "signal 9" in last.state.message
