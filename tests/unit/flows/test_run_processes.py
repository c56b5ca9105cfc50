"""A run's process is found by what it was started with, and by nothing else."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from flows import processes, run_processes

pytestmark = pytest.mark.skipif(not run_processes.can_tell(), reason="this system does not show what processes got")
HERE, RUN = "http://127.0.0.1:1/api", "0b7c5a3e-1111-4222-8333-444455556666"
WAITS = "import time; print('here', flush=True); time.sleep(600)"


@pytest.fixture
def start() -> Iterator[Callable[..., int]]:
    running: list[subprocess.Popen[str]] = []

    def begin(**given: str) -> int:
        command = [sys.executable, "-c", WAITS]
        process = subprocess.Popen(command, env=os.environ | given, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout
        process.stdout.readline()
        return process.pid

    yield begin
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def test_the_run_of_this_server_is_found(start: Callable[..., int]) -> None:
    pid = start(PREFECT_API_URL=HERE, PREFECT__FLOW_RUN_ID=RUN)
    start(PREFECT_API_URL="http://127.0.0.1:2/api", PREFECT__FLOW_RUN_ID="another-server")
    start(PREFECT_API_URL=HERE)
    assert run_processes.alive(HERE) == {RUN: processes.known(pid)}


def test_they_end_when_they_shall(start: Callable[..., int]) -> None:
    known = processes.known(start(PREFECT_API_URL=HERE, PREFECT__FLOW_RUN_ID=RUN))
    assert run_processes.end(HERE) == 1
    assert not processes.is_alive(known)
    assert run_processes.end(HERE) == 0
