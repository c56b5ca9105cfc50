"""A real `highlights up` for tests, with a home of its own, and the means to talk to it."""

import base64
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from flows import processes
from tests.conftest import ROOT

HIGHLIGHTS = [sys.executable, "-m", "flows.main"]
START_S, RUN_S, ASK_S = 400, 240, 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Up:
    """One `highlights up` with a home of its own, as a person starts it, and the means to talk to it."""

    home: Path
    port: int
    said: list[str] = field(default_factory=list)
    since: float = 0.0
    process: subprocess.Popen[str] | None = None

    @property
    def env(self) -> dict[str, str]:
        """Another shell of the same person: it knows the home and nothing else."""
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "HIGHLIGHTS_"))}
        return plain | {"PREFECT_HOME": str(self.home)}

    def start(self, *options: str) -> None:
        """Start it and wait until it has said all it says."""
        command = [*HIGHLIGHTS, "up", "--port", str(self.port), *options]
        with (self.home / "said.txt").open("w") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=out, stderr=out, text=True)
        limit = time.monotonic() + START_S
        while "Ctrl-C" not in (self.home / "said.txt").read_text(encoding="utf-8"):
            assert self.process.poll() is None, (self.home / "said.txt").read_text(encoding="utf-8")
            assert time.monotonic() < limit
            time.sleep(0.5)
        self.said = (self.home / "said.txt").read_text(encoding="utf-8").splitlines()
        self.since = time.monotonic()

    def call(self, *arguments: str, timeout: float = RUN_S) -> "subprocess.CompletedProcess[str]":
        """Run `highlights …` in another shell."""
        return subprocess.run(
            [*HIGHLIGHTS, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=timeout,
            check=False,
        )  # fmt: skip

    def screen(self) -> str:
        """Return all that `up` has said since it was started."""
        return (self.home / "said.txt").read_text(encoding="utf-8")

    def answers(self) -> bool:
        """Tell whether the server is there."""
        try:
            return self.ask("GET", "/api/health", headers=self.allowed())[0] == 200
        except OSError:
            return False

    def key(self) -> str:
        return (self.home / "api-auth").read_text(encoding="utf-8").strip()

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any, dict[str, str]]:
        """Send one request as it is; return status, answer and headers."""
        sent = None if body is None else json.dumps(body)
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=ASK_S)) as connection:
            connection.request(method, path, sent, {"Content-Type": "application/json"} | (headers or {}))
            answer = connection.getresponse()
            text = answer.read().decode()
        said = json.loads(text) if text.startswith(("{", "[", '"')) else text
        return answer.status, said, {k.lower(): v for k, v in answer.getheaders()}

    def allowed(self) -> dict[str, str]:
        """Return the headers of somebody who has the key, with a token against forged requests."""
        key = {"Authorization": "Basic " + base64.b64encode(self.key().encode()).decode()}
        client = str(uuid.uuid4())
        status, token, _ = self.ask("GET", f"/api/csrf-token?client={client}", headers=key)
        assert status == 200
        return key | {"Prefect-Csrf-Token": token["token"], "Prefect-Csrf-Client": client}

    def runs(self, **filters: Any) -> list[Any]:
        status, found, _ = self.ask("POST", "/api/flow_runs/filter", filters, self.allowed())
        assert status == 200
        return list(found)

    def deployment(self, name: str) -> Any:
        status, found, _ = self.ask("GET", f"/api/deployments/name/{name}", headers=self.allowed())
        assert status == 200
        return found

    def children(self) -> dict[str, processes.Known]:
        running = processes.remembered(self.home / "up.json")
        assert running
        return {name: known for name, known in running["processes"].items() if name != "up"}


def wait_for(condition: Callable[[], Any], limit_s: float) -> Any:
    """Ask again and again until something comes of it."""
    limit = time.monotonic() + limit_s
    while not (found := condition()):
        assert time.monotonic() < limit, "it never came true"
        time.sleep(1)
    return found
