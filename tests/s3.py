"""A real S3-compatible server for tests: moto's, as a process of its own on 127.0.0.1."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.conftest import ROOT
from tests.e2e.running_up import free_port

START_S, RUN_S = 60.0, 240.0
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class S3:
    """Runs while the block runs, with one bucket; `env` is what a program needs to use it."""

    def __init__(self, bucket: str = "podcasts") -> None:
        self.port, self.bucket = free_port(), bucket
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {
            "AWS_ENDPOINT_URL": self.url, "AWS_ALLOW_HTTP": "true", "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests", "AWS_REGION": "us-east-1",
        }  # fmt: skip

    def __enter__(self) -> Self:
        """Start it and make the bucket."""
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
        limit = time.monotonic() + START_S
        while True:
            try:
                DIRECT.open(urllib.request.Request(f"{self.url}/{self.bucket}", method="PUT"), timeout=10).close()
                return self
            except (urllib.error.URLError, OSError):
                assert self._process.poll() is None
                assert time.monotonic() < limit
                time.sleep(0.2)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(20)


class Machine:
    """A machine with a home of its own: `highlights …` as a person calls it there."""

    def __init__(self, s3: S3, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home, self._s3 = home, s3

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "HIGHLIGHTS_", "AWS_"))}
        env = plain | self._s3.env | {"HIGHLIGHTS_HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(
            [sys.executable, "-m", "flows.main", *map(str, arguments)], cwd=self.home, env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: object, code: int = 0) -> str:
        with self.start(*arguments) as process:
            out, err = process.communicate(timeout=RUN_S)
        assert process.returncode == code, err
        return out + err
