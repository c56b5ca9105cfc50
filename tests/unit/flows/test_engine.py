"""A worker starts Prefect's engine through a module that calls the collector of cycles less often."""

import os
import subprocess
import sys

from tests.conftest import ROOT

SAYS = """
import gc, runpy
from flows import engine
runpy.run_module = lambda name, **how: print(name, how["run_name"], gc.get_threshold()[0])
engine.main()
"""


def test_prefects_engine_is_run_with_fewer_collections() -> None:
    done = subprocess.run([sys.executable, "-c", SAYS], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["prefect.engine", "__main__", "100000"]


def test_a_run_that_is_not_named_is_told_by_prefect() -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    command = [sys.executable, "-m", "flows.engine"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Invalid flow run id" in done.stderr
