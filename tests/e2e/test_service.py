"""`highlights up` is a service: each part of it is killed for real, comes back, and leaves no run RUNNING for ever.

One session serves all tests, in this order; the last one kills `up` itself, and the test is its supervisor.
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import processes, run_processes
from tests.e2e.running_up import RUN_S, Up, free_port, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.model]

BACK_S, SETTLED_S, LONG_S = 60, 300, 900
SLEEPER = """
import time
from flows import environment
environment.prepare()
from prefect import flow

@flow
def inner(seconds: float) -> None:
    time.sleep(seconds)

@flow
def sleeper(seconds: float = 0.0) -> None:
    inner(seconds)
"""


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    home = tmp_path_factory.mktemp("service")
    (home / "sleeper.py").write_text(SLEEPER, encoding="utf-8")
    running = Up(home, free_port())
    try:
        running.start()
        made = running.call(
            "prefect", "--no-prompt", "deploy", f"{home}/sleeper.py:sleeper", "--name", "slept", "--pool", "highlights"
        )
        assert made.returncode == 0, made.stdout + made.stderr
        yield running
    finally:
        ended = running.call("down")
        if running.process:
            running.process.wait(60)
    assert ended.returncode == 0
    assert not run_processes.alive(url(running))


def url(up: Up) -> str:
    return f"http://127.0.0.1:{up.port}/api"


def ask_for(up: Up, seconds: float) -> str:
    where = up.deployment("sleeper/slept")["id"]
    body = {"parameters": {"seconds": seconds}}
    status, made, _ = up.ask("POST", f"/api/deployments/{where}/create_flow_run", body, up.allowed())
    assert status == 201
    return str(made["id"])


def state(up: Up, run: str) -> str:
    return str(up.ask("GET", f"/api/flow_runs/{run}", headers=up.allowed())[1]["state_type"])


def unfinished(up: Up) -> list[Any]:
    there = {"state": {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}}}
    _, tasks, _ = up.ask("POST", "/api/task_runs/filter", {"task_runs": there}, up.allowed())
    return [*up.runs(flow_runs=there), *tasks]


def started(up: Up) -> str:
    """Return a run that is at work, its child too."""
    run = ask_for(up, LONG_S)
    wait_for(lambda: [r["state_type"] for r in up.runs() if r["name"] and r["state_type"] == "RUNNING"][1:], RUN_S)
    return run


def kill(known: processes.Known) -> None:
    os.kill(known["pid"], signal.SIGKILL)


def back(up: Up, name: str, before: processes.Known) -> bool:
    now = up.children().get(name)
    return now is not None and now != before and processes.is_alive(now)


@pytest.mark.parametrize("name", ["worker", "server"])
def test_a_part_that_is_killed_is_back_and_works_again(up: Up, name: str) -> None:
    before, since = up.children()[name], time.monotonic()
    kill(before)
    wait_for(lambda: back(up, name, before) and up.answers(), BACK_S)
    assert time.monotonic() - since < BACK_S
    assert f"the {name} was killed by SIGKILL; starting it again" in up.screen()
    run = ask_for(up, 0)
    wait_for(lambda: state(up, run) == "COMPLETED", RUN_S)


def test_a_run_whose_process_is_killed_with_its_worker_has_crashed_with_all_its_parts(up: Up) -> None:
    run = started(up)
    worker = up.children()["worker"]
    kill(worker)
    kill(run_processes.alive(url(up))[run])
    wait_for(lambda: state(up, run) == "CRASHED", SETTLED_S)
    wait_for(lambda: not unfinished(up), SETTLED_S)


def test_a_run_goes_on_while_its_worker_is_started_again(up: Up) -> None:
    run = ask_for(up, 45)
    wait_for(lambda: state(up, run) == "RUNNING", RUN_S)
    kill(up.children()["worker"])
    wait_for(lambda: state(up, run) not in {"RUNNING"}, RUN_S)
    assert state(up, run) == "COMPLETED"


def test_after_all_of_it_was_killed_the_next_start_leaves_no_run_running(up: Up, tmp_path: Path) -> None:
    run = started(up)
    assert up.process
    left, at_work = up.children(), run_processes.alive(url(up))[run]
    for known in (*left.values(), at_work, processes.known(up.process.pid)):
        kill(known)
    up.process.wait()
    since = time.monotonic()
    up.start()
    wait_for(lambda: state(up, run) == "CRASHED", SETTLED_S)
    wait_for(lambda: not unfinished(up), SETTLED_S)
    assert time.monotonic() - since < SETTLED_S
    again = ask_for(up, 0)
    wait_for(lambda: state(up, again) == "COMPLETED", RUN_S)


def test_the_end_of_up_ends_a_run_that_outlived_its_worker(up: Up) -> None:
    run = started(up)
    kill(up.children()["worker"])
    at_work = run_processes.alive(url(up))[run]
    assert up.process
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(120) == 0
    assert not processes.is_alive(at_work)
