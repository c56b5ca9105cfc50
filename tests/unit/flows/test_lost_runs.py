"""Which runs are told to have crashed: by what the server says of them and by the processes that are there."""

import io
import urllib.error
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import pytest

from flows import lost_runs


def ago(seconds: float) -> str:
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


class Answers:
    """A server that knows some runs and keeps what it is told."""

    def __init__(self, *runs: dict[str, Any], tasks: tuple[dict[str, Any], ...] = ()) -> None:
        self.runs = {run["id"]: run | {"state": {"timestamp": ago(run["age_s"])}} for run in runs}
        self.tasks, self.told = tasks, dict[str, str]()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        parts = path.strip("/").split("/")
        if method == "POST" and parts[1] == "filter":
            return list(self.tasks if parts[0] == "task_runs" else self.unfinished())
        if method == "POST":
            self.told[parts[1]] = body["state"]["name"]
            if parts[1] in self.runs:
                self.runs[parts[1]]["state_type"] = body["state"]["type"]
            return None
        if parts[0] == "task_runs":
            return {"flow_run_id": parts[1].removeprefix("task-of-")}
        if parts[1] not in self.runs:
            raise urllib.error.HTTPError(path, 404, "gone", Message(), io.BytesIO())
        return self.runs[parts[1]]

    def unfinished(self) -> list[dict[str, Any]]:
        return [run for run in self.runs.values() if run["state_type"] in lost_runs.UNFINISHED]


def run(name: str, state: str = "RUNNING", *, age_s: float = 600, of: str = "", pool: str | None = None) -> Any:
    return {
        "id": name, "name": name, "state_type": state, "age_s": age_s, "work_pool_name": pool,
        "parent_task_run_id": f"task-of-{of}" if of else None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("there", "alive", "told"),
    [
        ([run("a", pool="ours")], [], {"a": "Crashed"}),
        ([run("a", pool="ours")], ["a"], {}),
        ([run("a", pool="ours", age_s=5)], [], {}),
        ([run("a", "CANCELLING", pool="ours")], [], {"a": "Crashed"}),
        ([run("a", "PENDING", pool="ours")], [], {"a": "AwaitingRetry"}),
        ([run("a", "PENDING", pool="ours", age_s=60)], [], {}),
        ([run("a", pool="another")], [], {}),
        ([run("a")], [], {}),
        ([run("b", of="a"), run("a", pool="ours")], [], {"a": "Crashed", "b": "Crashed"}),
        ([run("b", of="a"), run("a", pool="ours")], ["a"], {}),
        ([run("b", of="a"), run("a", "CRASHED", pool="ours")], [], {"b": "Crashed"}),
        ([run("b", of="a"), run("a", "SCHEDULED", pool="ours")], [], {}),
        ([run("b", of="gone")], [], {}),
    ],
)
def test_only_what_nobody_works_on_is_lost(there: list[Any], alive: list[str], told: dict[str, str]) -> None:
    server = Answers(*[dict(one) for one in there])
    said = lost_runs.settle(server, "ours", alive)  # type: ignore[arg-type]
    assert server.told == told
    assert len(said) == len(told)


def test_the_tasks_of_ended_runs_end() -> None:
    server = Answers(tasks=({"id": "t", "name": "quotes"},))
    (line,) = lost_runs.settle(server, "ours", [])  # type: ignore[arg-type]
    assert (server.told, "quotes" in line) == ({"t": "Crashed"}, True)
