"""`highlights down` ends what an `up` that was killed left, and nothing that only has the same number."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import access, processes
from tests.conftest import ROOT

WAITS = "import sys, time; print('here', flush=True); time.sleep(600)"


@pytest.fixture
def left() -> Iterator[subprocess.Popen[str]]:
    """A process that leads its group, as a server of `up` does."""
    command = [sys.executable, "-c", WAITS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "here\n"
        yield process
        process.kill()


def down(home: Path, known: processes.Known) -> str:
    """Run the command over a home where `up` is gone and its server is this process."""
    gone: processes.Known = {"pid": 1, "started": "another boot 1"}
    processes.remember(home / access.STATE_FILE, {"url": "http://x", "processes": {"up": gone, "server": known}})
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {"PREFECT_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "flows.main", "down"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (home / access.STATE_FILE).exists()
    return done.stderr


def test_what_a_killed_up_left_is_ended(tmp_path: Path, left: subprocess.Popen[str]) -> None:
    assert "stopped: server" in down(tmp_path, processes.known(left.pid))
    assert left.wait(10) != 0


def test_another_process_with_the_same_number_goes_on(tmp_path: Path, left: subprocess.Popen[str]) -> None:
    known = processes.known(left.pid)
    assert "nothing is running" in down(tmp_path, {"pid": left.pid, "started": known["started"] + "0"})
    assert left.poll() is None


def test_a_home_where_nothing_was_started_is_no_error(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {"PREFECT_HOME": str(tmp_path / "x")}
    done = subprocess.run(
        [sys.executable, "-m", "flows.main", "down"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "nothing is running\n")
