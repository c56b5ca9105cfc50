"""What tests share: the command line in this process, one Prefect server, one real run of the sample episode."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from flows import environment

ROOT = Path(__file__).resolve().parents[1]
RAW_AUDIO = ROOT / "raw_audio"
SAMPLE = "three-surprises"
SERVER_STARTUP_S = 120  # Prefect's own default of 30 s is too short on two cores


settings.register_profile(  # a busy machine is no fault of the code
    "same-every-time", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("same-every-time")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden artifacts (never in CI)")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("--update-golden is for people: it must not be on in CI")


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run `highlights …` in this process."""
    from flows.main import TRACEBACK, run_command

    monkeypatch.setenv(TRACEBACK, "1")  # an unexpected error fails the test as what it is

    def call(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["highlights", *map(str, arguments)])
        capsys.readouterr()
        code = run_command()
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One real Prefect server for all tests that need one."""
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    environment.prepare(quiet=True)
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=SERVER_STARTUP_S), pytest.MonkeyPatch.context() as patched:
        patched.setenv("PREFECT_API_URL", PREFECT_API_URL.value())  # no command starts a server of its own
        yield


@dataclass(frozen=True)
class Run:
    """The sample episode, made once by the flow with real Whisper."""

    artifacts: Path
    folder: Path
    answer: dict[str, Any]


@pytest.fixture(scope="session")
def sample(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Run:
    from flows.episode import episode

    artifacts = tmp_path_factory.mktemp("sample") / "artifacts"
    answer = episode(SAMPLE, artifacts=str(artifacts), raw_audio=str(RAW_AUDIO))
    return Run(artifacts, artifacts / SAMPLE, answer)
