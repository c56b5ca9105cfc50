"""A batch sees first what is done; a bad or killed episode stops nobody; new files are taken; the history is kept."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import history, making
from flows.board import Board
from flows.job import Job
from pipeline.corpus import publish_corpus
from pipeline.settings import gather
from pipeline.store import Store
from tests.made_up import made_up, unchanged_of


@pytest.fixture(autouse=True)
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "unchanged_of", unchanged_of)


@pytest.fixture
def inbox(tmp_path: Path) -> Callable[..., Path]:
    def fill(**said: str) -> Path:
        folder = tmp_path / "inbox"
        folder.mkdir(exist_ok=True)
        for name, text in said.items():
            (folder / f"{name}.vtt").write_text(text, encoding="utf-8")
        return folder

    return fill


def batch(folder: Path, board: Board | None = None, jobs: int = 2, crashed: Any = None) -> making.Answer:
    artifacts = folder.parent / "artifacts"
    ask = Job(episode_id=str(folder), raw_audio=str(folder), artifacts=str(artifacts))
    work = making.Batch(ask, gather(), board or Board(), jobs=jobs, crashed=crashed or (lambda *_: None))
    work.look()
    return work.make(made_up)


def listed(folder: Path) -> set[str]:
    import pandas as pd

    table = pd.read_parquet((folder.parent / "artifacts" / "catalog").resolve() / "episodes.parquet")
    return set(table["episode_id"])


def test_one_poisoned_episode_of_a_hundred_leaves_99(inbox: Callable[..., Path]) -> None:
    said = {f"talk-{k:02d}": f"talk {k}" for k in range(99)}
    folder = inbox(poisoned="kill", **said)
    answer = batch(folder)
    assert (answer["made"], answer["failed"], answer["state"]) == (99, 1, "some failed")
    (bad,) = [row for row in answer["episodes"] if not row["done"]]
    assert bad["source"] == "poisoned.vtt"
    assert "killed by signal 9" in bad["why"]
    assert listed(folder) == set(said)


def test_bad_episodes_and_bugs_are_rows_with_their_reason(inbox: Callable[..., Path]) -> None:
    answer = batch(inbox(a="fine", b="bad", c="bug"))
    assert [(row["state"], row["why"]) for row in answer["episodes"]] == [
        ("made", ""), ("failed", "expected an episode, found none"), ("failed", "ZeroDivisionError: a bug"),
    ]  # fmt: skip


def test_what_is_unchanged_is_neither_made_nor_given_to_a_process(inbox: Callable[..., Path]) -> None:
    folder = inbox(a="one", b="two")
    batch(folder)
    (folder / "b.vtt").write_text("three", encoding="utf-8")
    inbox(c="four")
    answer = batch(folder)
    assert {row["source"]: row["state"] for row in answer["episodes"]} == {
        "a.vtt": "unchanged", "b.vtt": "made", "c.vtt": "made",
    }  # fmt: skip
    assert answer["unchanged"] == 1


def test_files_that_come_while_it_works_are_taken(inbox: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "LOOK_S", 0.2)
    folder = inbox(**{f"slow-{k}": "slow" for k in range(3)})

    class Dropping(Board):
        def ended(self, row: Any) -> None:
            super().ended(row)
            if row["source"] == "slow-0.vtt":
                inbox(late="late")

    answer = batch(folder, Dropping(), jobs=1)
    assert [row["source"] for row in answer["episodes"]] == ["slow-0.vtt", "slow-1.vtt", "slow-2.vtt", "late.vtt"]
    assert answer["made"] == 4


def test_the_history_tells_of_each_batch(inbox: Callable[..., Path]) -> None:
    folder = inbox(a="one", b="bad")
    batch(folder)
    batch(folder)
    newest, first = history.last(folder.parent / "artifacts", 5)
    assert (first.state, first.sums["made"], len(first.rows)) == ("some failed", 1, 2)
    assert (newest.state, newest.sums["unchanged"], len(newest.rows)) == ("some failed", 1, 1)


def test_who_leads_hears_the_run_of_a_process_that_died(inbox: Callable[..., Path]) -> None:
    crashed: list[tuple[str, str]] = []
    folder = inbox(a="kill")
    ask = Job(episode_id=str(folder), raw_audio=str(folder), artifacts=str(folder.parent / "artifacts"))
    work = making.Batch(ask, gather(), Board(), crashed=lambda *told: crashed.append(told))
    work._runs["a.vtt"] = "an id"
    work.look()
    work.make(made_up)
    assert [run for run, _ in crashed] == ["an id"]


BATCH = (
    "import sys; from pathlib import Path; from tests.integration.test_making import batch; batch(Path(sys.argv[1]))"
)


def test_a_killed_batch_loses_no_finished_episode_and_leaves_no_process(inbox: Callable[..., Path]) -> None:
    folder = inbox(a="one", b="two", **{f"slow-{k:02d}": "slow" for k in range(30)})
    artifacts = folder.parent / "artifacts"
    running = subprocess.Popen([sys.executable, "-c", BATCH, str(folder)])
    limit = time.monotonic() + 60
    while not (artifacts / "slow-01" / "highlights.json").exists():
        assert time.monotonic() < limit
        time.sleep(0.1)
    children = _children(running.pid)
    running.send_signal(signal.SIGKILL)
    running.wait()
    limit = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in children):
        assert time.monotonic() < limit, "a process outlived its leader"
        time.sleep(0.1)
    assert history.last(artifacts, 1)[0].state == "killed"
    store = Store(artifacts)
    finished = set(store.episode_ids())
    assert {"a", "b", "slow-00", "slow-01"} <= finished
    publish_corpus(store)  # as the next command does, whichever it is
    assert listed(folder) == finished


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()


def test_a_batch_tells_each_event_as_json(inbox: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    batch(inbox(a="one"), Board(as_json=True))
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["event"] for one in events] == ["began", "episode"]
    assert events[1]["state"] == "made"
