"""What Prefect must find in the environment before it is imported: its home inside the project, and silence."""

import os
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
    "PREFECT_LOGGING_EXTRA_LOGGERS": "pipeline",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",  # `pipeline` also logs where no flow runs (--direct)
    "DO_NOT_TRACK": "1",
}


def prepare(*, quiet: bool = False) -> None:
    """Set what is not set yet; `quiet` also silences Prefect's own log lines on a person's terminal."""
    folders.local(folders.home())
    if os.environ.get(folders.HOME):  # a relative one would mean another folder in a flow run's own directory
        os.environ[folders.HOME] = str(PROJECT)
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    access.prepare(Path(os.environ["PREFECT_HOME"]))
    if quiet:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
        os.environ.setdefault("PREFECT_LOGGING_INTERNAL_LEVEL", "CRITICAL")
        os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
