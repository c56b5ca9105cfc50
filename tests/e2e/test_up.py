"""`highlights up`: a real server, worker and deployments; one run through the worker; nothing left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.line import verify
from pipeline.store import Store
from tests.conftest import ROOT
from tests.integration.test_batch import TALK

pytestmark = [pytest.mark.prefect, pytest.mark.model]

HIGHLIGHTS = [sys.executable, "-m", "flows.cli"]
START_S, RUN_S = 240, 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Start `highlights up` with a home of its own; give the environment to talk to it; end it as Ctrl-C does."""
    home, port = tmp_path_factory.mktemp("up"), free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {"PREFECT_HOME": str(home)}
    command = [*HIGHLIGHTS, "up", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as up:
        assert up.stdout
        limit = time.monotonic() + START_S
        line = ""
        while "Prefect is up" not in line and time.monotonic() < limit and up.poll() is None:
            line = up.stdout.readline()
        assert "Prefect is up" in line
        yield env | {
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "HIGHLIGHTS_PROJECT": str(ROOT),
            "PORT": str(port),
        }
        up.send_signal(signal.SIGINT)
        try:
            assert up.wait(60) == 0
        finally:
            up.terminate()  # else leaving the block would wait for ever
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server is still there"


def test_the_deployment_reprocesses_an_episode_through_the_worker(server: dict[str, str], tmp_path: Path) -> None:
    inbox, artifacts = tmp_path / "inbox", tmp_path / "artifacts"
    inbox.mkdir()
    (inbox / "a-talk.vtt").write_text(TALK, encoding="utf-8")
    parameters = json.dumps({"episode_id": "a-talk", "raw_audio": str(inbox), "artifacts": str(artifacts)})
    command = [
        sys.executable,
        "-m",
        "prefect",
        "deployment",
        "run",
        "episode/reprocess",
        "--params",
        parameters,
        "--watch",
    ]
    done = subprocess.run(command, cwd=ROOT, env=server, capture_output=True, text=True, timeout=RUN_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert verify(Store(artifacts), "a-talk") == []


def test_the_nightly_batch_is_scheduled(server: dict[str, str]) -> None:
    command = [sys.executable, "-m", "prefect", "deployment", "inspect", "batch/nightly", "--output", "json"]
    done = subprocess.run(command, cwd=ROOT, env=server, capture_output=True, text=True, timeout=60, check=True)
    found = json.loads(done.stdout)
    assert found["work_pool_name"] == "highlights"
    assert [s["schedule"]["cron"] for s in found["schedules"]] == ["0 3 * * *"]


def test_a_taken_port_is_one_clear_line(server: dict[str, str]) -> None:
    command = [*HIGHLIGHTS, "up", "--port", server["PORT"]]
    done = subprocess.run(command, cwd=ROOT, env=server, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 4
    assert "--port" in done.stderr
