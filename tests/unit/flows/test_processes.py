"""A process is known by its start as well as by its number, and ends with all that it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from flows import processes

STUBBORN = """
import signal, subprocess, sys, time
for sign in (signal.SIGINT, signal.SIGTERM):
    signal.signal(sign, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def stubborn() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that no polite signal ends, and the id of its child."""
    command = [sys.executable, "-c", STUBBORN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout
        yield process, int(process.stdout.readline())
        with suppress(ProcessLookupError):  # a test ended them all
            os.killpg(process.pid, signal.SIGKILL)


def test_a_process_that_runs_is_known_again(stubborn: tuple[subprocess.Popen[str], int]) -> None:
    process, _ = stubborn
    assert processes.is_alive(processes.known(process.pid))


def test_another_process_with_the_same_number_is_not_taken_for_it(stubborn: tuple[subprocess.Popen[str], int]) -> None:
    process, _ = stubborn
    assert not processes.is_alive({"pid": process.pid, "started": "another boot 1"})
    assert not processes.is_alive({"pid": process.pid, "started": ""})


def test_a_process_that_ended_is_not_alive(stubborn: tuple[subprocess.Popen[str], int]) -> None:
    process, _ = stubborn
    known = processes.known(process.pid)
    process.kill()
    time.sleep(0.2)  # it is not waited for: what is left of it counts as gone
    assert not processes.is_alive(known)


def test_ending_takes_the_children_along(stubborn: tuple[subprocess.Popen[str], int]) -> None:
    process, child = stubborn
    known = processes.known(child)
    processes.end(process.pid, lambda: process.poll() is not None, limit_s=0.3)
    assert process.poll() is not None
    time.sleep(0.2)
    assert not processes.is_alive(known)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"url": "x", "processes": {"up": {"pid": "x"}}}', '{"url": 1}'])
def test_a_file_of_another_shape_remembers_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "up.json").write_text(text, encoding="utf-8")
    assert processes.remembered(tmp_path / "up.json") is None


def test_what_is_remembered_is_read_back(tmp_path: Path) -> None:
    known = {"up": processes.Known(pid=1, started="a")}
    running: processes.Running = {"url": "http://x", "processes": known, "restarts": {"up": 2}}
    processes.remember(tmp_path / "up.json", running)
    assert processes.remembered(tmp_path / "up.json") == running
    assert [p.name for p in tmp_path.iterdir()] == ["up.json"]
