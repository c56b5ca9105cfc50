"""What a run says goes to a file where `up` names one, so that the end of its worker does not end it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SAYS = "from flows import environment; environment.outlive_the_worker(); print('said', flush=True)"


@pytest.mark.parametrize(("run", "in_file"), [("a-run", True), (None, False)])
def test_the_pipe_to_a_killed_worker_ends_no_run(tmp_path: Path, run: str | None, in_file: bool) -> None:
    log = tmp_path / "runs.log"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "HIGHLIGHTS_"))}
    env |= {"HIGHLIGHTS_RUN_LOG": str(log), "PREFECT_HOME": str(tmp_path)}
    env |= {"PREFECT__FLOW_RUN_ID": run} if run else {}
    read, write = os.pipe()
    os.close(read)  # the worker was killed
    done = subprocess.run(
        [sys.executable, "-c", SAYS], cwd=ROOT, env=env, stdout=write, stderr=subprocess.DEVNULL, check=False
    )
    os.close(write)
    assert (done.returncode == 0) is in_file
    assert log.is_file() is in_file
    assert not in_file or log.read_text(encoding="utf-8") == "said\n"


def test_python_means_the_programs_own_one_for_who_is_started_by_its_name(tmp_path: Path) -> None:
    says = "import os, shutil; from flows import environment; environment.prepare(); print(shutil.which('python'))"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "HIGHLIGHTS_"))}
    env |= {"PATH": os.defpath, "PREFECT_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", says], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).parent == Path(sys.executable).parent
