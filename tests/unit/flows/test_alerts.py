"""Who is told of a failure: an address gets a JSON object, a command gets it on its input; neither can fail a run."""

import json
import logging
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flows import alerts, webhook
from pipeline.schedule import AlertsConfig

TOLD = {"event": "failed", "run": "batch"}


@pytest.fixture
def address() -> Iterator[tuple[str, list[Any]]]:
    got: list[Any] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Taker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", got
        server.shutdown()


def test_an_address_and_a_command_get_the_same_object(address: tuple[str, list[Any]], tmp_path: Path) -> None:
    url, got = address
    out = tmp_path / "told.json"
    script = f"import sys, pathlib; pathlib.Path({str(out)!r}).write_text(sys.stdin.read())"
    alerts.tell(AlertsConfig(webhook=url, command=f'{sys.executable} -c "{script}"'), TOLD)
    assert got == [TOLD]
    assert json.loads(out.read_text(encoding="utf-8")) == TOLD


def test_the_environment_names_an_address_that_is_secret(
    address: tuple[str, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, got = address
    monkeypatch.setenv(alerts.WEBHOOK, url)
    alerts.tell(AlertsConfig(webhook="https://elsewhere.example"), TOLD)
    assert got == [TOLD]


@pytest.mark.parametrize(
    ("config", "word"),
    [
        (AlertsConfig(webhook="http://127.0.0.1:1/"), "could not be posted"),
        (AlertsConfig(webhook="file:///etc/passwd"), "https://"),
        (AlertsConfig(command="/no/such/program"), "command"),
        (AlertsConfig(command="false"), "exit code 1"),
    ],
)
def test_what_fails_is_a_line_in_the_log(
    config: AlertsConfig, word: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "WAITS_S", (0.0, 0.0))
    with caplog.at_level(logging.WARNING):
        alerts.tell(config, TOLD)
    assert word in caplog.text


def test_only_the_leading_run_tells(address: tuple[str, list[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    url, got = address
    monkeypatch.setenv(alerts.WEBHOOK, url)
    flow, state = SimpleNamespace(name="batch"), SimpleNamespace(name="CompletedWithFailures", message="1 failed")
    run = SimpleNamespace(parent_task_run_id=None, parameters={}, name="batch", id="x")
    alerts.on_completion(flow, run, state)
    alerts.on_completion(flow, run, SimpleNamespace(name="Completed", message=""))
    alerts.on_failure(flow, SimpleNamespace(**(vars(run) | {"parent_task_run_id": "y"})), state)
    assert [(one["event"], one["message"]) for one in got] == [("some failed", "1 failed")]


def test_a_run_without_failures_is_told_where_the_settings_ask_for_it(
    address: tuple[str, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, got = address
    monkeypatch.setenv(alerts.WEBHOOK, url)
    asked = {"episode_id": "/inbox/talk-7.mp3", "assignments": ("alerts.finished=true",)}
    run = SimpleNamespace(parent_task_run_id=None, parameters=asked, name="episode talk-7", id="x")
    alerts.on_completion(SimpleNamespace(name="episode"), run, SimpleNamespace(name="Completed", message="done"))
    assert [(one["event"], one["episode"]) for one in got] == [("finished", "talk-7")]
