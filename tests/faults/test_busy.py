"""An episode that another process works on is waited for; nothing is kept twice, nobody waits for ever."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.store import Store
from tests.conftest import ROOT, Said
from tests.faults.made import talk

pytestmark = pytest.mark.model
HOLDER = (
    "import sys, pathlib; from pipeline.store import EpisodeStore\n"
    "with EpisodeStore(pathlib.Path(sys.argv[1]), 'talk').locked(): print('held', flush=True); sys.stdin.read()"
)


@contextmanager
def held(artifacts: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDER, str(artifacts)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the talk and its artifacts."""
    from flows.job import Job, do

    folder = tmp_path_factory.mktemp("busy")
    do(Job(episode_id=str(talk(folder)), artifacts=str(folder / "artifacts")))
    return folder


def test_a_run_gives_up_after_the_time_of_the_settings_and_says_who_holds_the_episode(
    made: Path, cli: Callable[..., Said]
) -> None:
    with held(made / "artifacts") as holder:
        started = time.monotonic()
        said = cli("run", made / "talk.vtt", "--artifacts", made / "artifacts", "--direct", "--set", "store.wait_s=1.5")
        took = time.monotonic() - started
    assert said.code == 4
    waiting, gave_up = said.err.splitlines()
    assert f"talk is in use by process {holder.pid} (since 20" in waiting
    assert "waiting at most 1.5 s" in waiting
    assert f"talk is still in use by process {holder.pid}" in gave_up
    assert 1.5 <= took < 10


def test_a_run_goes_on_as_soon_as_the_episode_is_free(made: Path, cli: Callable[..., Said]) -> None:
    at = ("--artifacts", made / "artifacts", "--direct")
    with held(made / "artifacts") as holder:
        ending = subprocess.Popen([sys.executable, "-c", f"import os, time; time.sleep(2); os.kill({holder.pid}, 9)"])
        said = cli("run", made / "talk.vtt", *at)
        ending.wait()
    assert said.code == 0, said.err
    assert f"in use by process {holder.pid}" in said.err


def test_how_long_one_waits_makes_no_answer_a_new_one(made: Path, cli: Callable[..., Said]) -> None:
    at = ("--artifacts", made / "artifacts", "--direct", "--json")
    said = cli("run", made / "talk.vtt", *at, "--set", "store.wait_s=7")
    assert len(json.loads(said.out)["reused"]) == 9


def test_a_correction_that_met_a_busy_episode_is_kept_once(
    made: Path, cli: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ("--artifacts", made / "artifacts")
    asked = ("correct", "talk", "speaker", "Ana Reyes", "Mary Lane", *at)
    kept = Store(made / "artifacts").episode("talk").corrections
    from flows.commands import correct
    from pipeline.settings import Settings, gather

    briefly = gather(assignments=["store.wait_s=0.5"])
    monkeypatch.setattr("pipeline.settings.gather", lambda **_: briefly)
    monkeypatch.setattr("flows.job.gather", lambda **_: briefly)
    assert isinstance(briefly, Settings)
    with held(made / "artifacts"):
        said = cli(*asked)
    assert (said.code, len(kept().corrections)) == (4, 0), said.err

    applied = correct._applied  # between the correction and its run another process takes the episode

    def taken(job: object, show: object) -> object:
        with held(made / "artifacts"):
            return applied(job, show)

    monkeypatch.setattr(correct, "_applied", taken)
    said = cli(*asked)
    assert said.code == 4
    assert "stored the correction; the next run of talk applies it" in said.err
    monkeypatch.setattr(correct, "_applied", applied)
    said = cli(*asked)
    assert said.code == 0, said.err
    assert len(kept().corrections) == 1
    assert "1  applied: speaker Ana Reyes → Mary Lane" in said.out
