"""What Prefect must find in the environment before it is imported: its home inside the project, and silence."""

import os
import sys
from pathlib import Path

from flows import access
from pipeline import folders

PROJECT = folders.home().absolute()

DEFAULTS = {
    "PREFECT_HOME": str(PROJECT / ".prefect"),  # absolute: a relative one follows the working directory
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # a first start migrates its database
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",  # the store is the only memory
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "60",  # seconds; three that are missing say that a run was killed
    "PREFECT_WORKER_QUERY_SECONDS": "2",  # that a run waits for a worker to look; Prefect's own 10 are half of a wait
    "PREFECT_LOGGING_EXTRA_LOGGERS": "pipeline",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",  # `pipeline` also logs where no flow runs (--direct)
    "DO_NOT_TRACK": "1",
}


RUN_LOG = "HIGHLIGHTS_RUN_LOG"  # set by `highlights up` for its worker: the file that runs write their lines to


def outlive_the_worker() -> None:
    """Write what this process says to a file where `up` names one: the pipe to a worker that is killed breaks.

    Prefect's console ends the process at its first line into a broken pipe.
    """
    path = os.environ.get(RUN_LOG)
    if path and os.environ.get("PREFECT__FLOW_RUN_ID"):
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        os.close(log)


def _own_python_first() -> None:
    """Let `python` mean this program's own one: prefect.yaml has a worker start runs by that name."""
    own, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
    if path.split(os.pathsep)[0] != own:
        os.environ["PATH"] = f"{own}{os.pathsep}{path}" if path else own


def prepare(*, quiet: bool = False) -> None:
    """Set what is not set yet; `quiet` also silences Prefect's own log lines on a person's terminal."""
    folders.local(folders.home())
    if os.environ.get(folders.HOME):  # a relative one would mean another folder in a flow run's own directory
        os.environ[folders.HOME] = str(PROJECT)
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    _own_python_first()
    access.prepare(Path(os.environ["PREFECT_HOME"]))
    outlive_the_worker()
    if quiet:
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")  # what a run says is still kept
        os.environ.setdefault("PREFECT_LOGGING_INTERNAL_LEVEL", "CRITICAL")
        os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
