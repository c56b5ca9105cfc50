"""A part that ends is started again, after a wait that grows, and nothing is left in the end."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import supervisor
from flows.supervisor import SupervisedPart, Supervisor, how_it_ended

WAITS = ["timeit", "-n", "1", "-r", "1", "import time; time.sleep(600)"]
ENDS = ["timeit", "-n", "1", "-r", "1", "pass"]
LIMIT_S = 20.0


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def parts(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    made = Supervisor(os.environ, tmp_path, say=said.append, changed=lambda: said.append("changed"))
    yield made
    made.end()
    assert not any(part.is_running() for part in made.parts.values())


def until(parts: Supervisor, condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit
        parts.look()
        time.sleep(0.05)


def pid(part: SupervisedPart) -> int:
    assert part.process
    return part.process.pid


def test_a_part_that_was_killed_runs_again(parts: Supervisor, said: list[str], tmp_path: Path) -> None:
    part = parts.start("worker", WAITS, tmp_path / "log")
    first = pid(part)
    os.kill(first, signal.SIGKILL)
    until(parts, lambda: part.restarts == 1)
    assert part.is_running()
    assert pid(part) != first
    assert any("the worker was killed by SIGKILL; starting it again" in line for line in said)
    assert said.count("changed") == 2


def test_what_runs_is_left_alone(parts: Supervisor, tmp_path: Path) -> None:
    part = parts.start("worker", WAITS, tmp_path / "log")
    first = pid(part)
    assert not parts.look()
    assert pid(part) == first


def test_a_part_that_ends_at_once_waits_longer_each_time(
    parts: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_WAIT_S", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST_WAIT_S", 0.05)
    part = parts.start("server", ENDS, tmp_path / "log")
    part.wait_s, waits = 0.01, set()
    until(parts, lambda: waits.add(part.wait_s) or part.restarts == 4)  # type: ignore[func-returns-value]
    assert {0.02, 0.04, 0.05} <= waits


def test_its_words_are_kept_over_restarts(parts: Supervisor, tmp_path: Path) -> None:
    part = parts.start("server", ["no_module_of_this_name"], tmp_path / "log")
    until(parts, lambda: part.restarts == 1 and not part.is_running())
    assert (tmp_path / "log").read_text(encoding="utf-8").count("No module named no_module_of_this_name") == 2


def test_how_it_ended_is_said_in_words() -> None:
    assert how_it_ended(3) == "ended with exit code 3"
    assert how_it_ended(-signal.SIGTERM) == "was killed by SIGTERM"
    assert sys.platform != "win32"
