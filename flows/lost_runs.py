"""Runs that the server takes for running and that no process works on any more: they are told to the server.

Plain HTTP, so that `highlights up`, which looks every half minute, does not have to keep Prefect in memory.
"""

import base64
import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.access import DIRECT

ASK_S = 30.0
GRACE_S = 45.0  # from the state to its process: the worker starts it after it has set the state
PENDING_S = 180.0  # a worker on a busy machine takes its time from Pending to the first line of the flow
UNFINISHED = ["RUNNING", "CANCELLING", "PENDING"]
OPEN = {*UNFINISHED, "SCHEDULED", "PAUSED"}
ENDED = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]
CRASHED = {"type": "CRASHED", "name": "Crashed", "message": "its process was killed, or its machine was stopped"}
AGAIN = {"type": "SCHEDULED", "name": "AwaitingRetry", "message": "the worker that took it was killed before it began"}
Run = dict[str, Any]


class Api:
    """A Prefect server as it is asked over HTTP, with the key and the token that it wants."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self._client = url, str(uuid.uuid4())
        self._headers = {"Authorization": "Basic " + base64.b64encode(key.encode()).decode()}
        token = self.ask("GET", f"/csrf-token?client={self._client}")["token"]
        self._headers |= {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": self._client}

    def ask(self, method: str, path: str, body: Run | None = None) -> Any:
        """Return the answer to one request; `OSError` where the server is away or refuses."""
        data = None if body is None else json.dumps(body).encode()
        headers = self._headers | {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", data=data, headers=headers, method=method)
        with DIRECT.open(request, timeout=ASK_S) as answer:
            return json.loads(answer.read() or b"null")


def settle(api: Api, pool: str, alive: Collection[str]) -> list[str]:
    """Tell the server which runs are lost; return a line for each.

    Lost is a run of the work pool `pool` without a process among `alive` (ids of runs), and a run that is part of one
    that has ended. One that had not begun is scheduled again; every other one has crashed. `OSError` where the server
    does not answer.
    """
    asked = {"flow_runs": {"state": {"type": {"any_": UNFINISHED}}}, "limit": 200}
    found: list[Run] = api.ask("POST", "/flow_runs/filter", asked)
    said = []
    for run in sorted(found, key=lambda run: run["parent_task_run_id"] is not None):  # parents first
        state = _settled(api, run, pool, alive)
        if state:
            api.ask("POST", f"/flow_runs/{run['id']}/set_state", {"state": state, "force": True})
            said.append(f"the run {run['name']}: {state['message']}; it is {state['name']} now")
    return said + _settle_tasks(api)


def _settle_tasks(api: Api) -> list[str]:
    """End the tasks of runs that have ended: with a killed process nobody else does."""
    ended = {"state": {"type": {"any_": ENDED}}, "end_time": {"before_": _ago(GRACE_S)}}
    asked = {"task_runs": {"state": {"type": {"any_": ["RUNNING"]}}}, "flow_runs": ended, "limit": 200}
    tasks: list[Run] = api.ask("POST", "/task_runs/filter", asked)
    for task in tasks:
        api.ask("POST", f"/task_runs/{task['id']}/set_state", {"state": CRASHED, "force": True})
    return [f"the task {task['name']}: {CRASHED['message']}; it is Crashed now" for task in tasks]


def _ago(seconds: float) -> str:
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


def _settled(api: Api, run: Run, pool: str, alive: Collection[str]) -> Run | None:
    """Return the state that a lost run gets, None where it is not lost."""
    if run["id"] in alive:
        return None
    age_s = (datetime.now(UTC) - datetime.fromisoformat(run["state"]["timestamp"])).total_seconds()
    if run["parent_task_run_id"]:
        parent = _parent(api, run)
        return CRASHED if parent and parent["state_type"] not in OPEN and age_s >= GRACE_S else None
    if run["work_pool_name"] != pool:
        return None  # started by a command: its heartbeats say whether it is there
    if run["state_type"] == "PENDING":
        return AGAIN if age_s >= PENDING_S else None
    return CRASHED if age_s >= GRACE_S else None


def _parent(api: Api, run: Run) -> Run | None:
    """Return the run that a run is a part of, None where it was deleted."""
    try:
        task = api.ask("GET", f"/task_runs/{run['parent_task_run_id']}")
        found: Run = api.ask("GET", f"/flow_runs/{task['flow_run_id']}")
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise
    return found
