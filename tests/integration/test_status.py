"""`highlights status` tells what runs, the last batches, sizes and what comes next, also to Prometheus."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from flows.history import History
from tests.corpus_builder import corpus


@pytest.fixture
def artifacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    corpus(tmp_path / "artifacts", "ep-a", "ep-b")
    return tmp_path / "artifacts"


def ended(artifacts: Path) -> None:
    history = History(artifacts, {"folder": "inbox", "jobs": 2, "unchanged": 7})
    history.row({"source": "a.mp3", "state": "failed", "done": False, "why": "expected audio, found text"})
    history.row({"source": "b.mp3", "state": "made", "done": True, "why": ""})
    history.end({"state": "some failed", "made": 1, "unchanged": 7, "failed": 1, "seconds": 90.0, "audio_s": 3600.0})


def test_a_person_reads_what_there_is_and_what_failed(cli: Callable[..., Any], artifacts: Path) -> None:
    said = cli("status", "--artifacts", artifacts)
    assert said.code == 0
    assert "service    not running; `highlights up` starts it (03:00 every night)" in said.out
    assert ": 2 episodes;" in said.out
    assert "batch      none yet" in said.out
    ended(artifacts)
    lines = cli("status", "--artifacts", artifacts).out.splitlines()
    assert lines[-2].endswith("some failed: 1 made, 7 unchanged, 1 failed, 90 s")
    assert lines[-1].strip() == "FAILED a.mp3: expected audio, found text"


def test_a_batch_at_work_is_counted_by_its_rows(cli: Callable[..., Any], artifacts: Path) -> None:
    History(artifacts, {"folder": "inbox", "unchanged": 3}).row({"source": "b.mp3", "state": "made", "done": True})
    (batch,) = json.loads(cli("status", "--artifacts", artifacts, "--json").out)["batches"]
    assert (batch["state"], batch["made"], batch["unchanged"], batch["failed"]) == ("running", 1, 3, 0)


def test_a_batch_whose_process_is_gone_was_killed(cli: Callable[..., Any], artifacts: Path) -> None:
    folder = artifacts / ".batches"
    folder.mkdir()
    process = {"pid": 1, "started": "long ago"}
    line = json.dumps({"began": "2026-11-30T03:00:00Z", "process": process})
    (folder / "2026-1.jsonl").write_text(line + '\n{"source": "a.mp3", "sta', encoding="utf-8")
    (batch,) = json.loads(cli("status", "--artifacts", artifacts, "--json").out)["batches"]
    assert batch["state"] == "killed"


def test_prometheus_reads_the_figures(cli: Callable[..., Any], artifacts: Path) -> None:
    ended(artifacts)
    text = cli("status", "--artifacts", artifacts, "--prometheus").out
    found = {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["highlights_episodes", ()] == 2
    assert found["highlights_last_batch_episodes", ("failed",)] == 1
    assert found["highlights_last_batch_seconds", ()] == 90
    assert found["highlights_last_batch_ok", ()] == 0
    assert found["highlights_server_answers", ()] == 0


def test_an_empty_folder_is_told_as_such(cli: Callable[..., Any], artifacts: Path, tmp_path: Path) -> None:
    said = cli("status", "--artifacts", tmp_path / "new")
    assert said.code == 0, said.err
    assert ": 0 episodes;" in said.out
