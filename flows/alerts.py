"""Who is told when a run of Prefect fails, crashes, ends with failed episodes, or is done.

These are hooks of the flows. A run below another one tells nobody: the run that leads it does.
"""

import json
import logging
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

from flows import webhook
from pipeline.schedule import AlertsConfig
from pipeline.settings import gather

LIMIT_S = 30.0  # for a command to take it
WEBHOOK = "HIGHLIGHTS_WEBHOOK"  # an address is often a secret: the environment wins over the settings
CALM = "Completed"  # the name of the one state that nobody hears of unless they ask

log = logging.getLogger("pipeline.alerts")


def on_failure(flow: Any, flow_run: Any, state: Any) -> None:
    """Tell that a run failed."""
    _hook("failed", flow, flow_run, state)


def on_crash(flow: Any, flow_run: Any, state: Any) -> None:
    """Tell that the process of a run ended before its time."""
    _hook("crashed", flow, flow_run, state)


def on_completion(flow: Any, flow_run: Any, state: Any) -> None:
    """Tell that a run has finished: with failures always, without any where the settings ask for that."""
    _hook("finished" if state.name == CALM else "some failed", flow, flow_run, state)


def _hook(event: str, flow: Any, run: Any, state: Any) -> None:
    if run.parent_task_run_id is not None:
        return
    asked = run.parameters or {}
    config = asked.get("config")
    settings = gather(
        profile=asked.get("profile") or "default", config=Path(config) if config else None,
        assignments=tuple(asked.get("assignments") or ()),
    )  # fmt: skip
    if event == "finished" and not settings.alerts.finished:
        return
    told = {"event": event, "flow": flow.name, "run": run.name, "id": str(run.id), "message": state.message or ""}
    if asked.get("episode_id"):
        told["episode"] = Path(str(asked["episode_id"])).stem
    tell(settings.alerts, told)


def tell(config: AlertsConfig, told: dict[str, str]) -> None:
    """Post `told` to the address and hand it to the command, where there are any; a failure is a line in the log."""
    body = json.dumps(told, ensure_ascii=False).encode()
    address = os.environ.get(WEBHOOK) or config.webhook
    if address:
        try:
            attempt = webhook.post(address, body)
        except (OSError, ValueError) as error:
            log.warning("the alert could not be posted: %s", error)
        else:
            log.info("the alert was posted, attempt %d", attempt)
    if config.command:
        try:
            done = subprocess.run(shlex.split(config.command), input=body, timeout=LIMIT_S, check=False)
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            log.warning("the alert command could not be run: %s", error)
        else:
            if done.returncode:
                log.warning("the alert command ended with exit code %d", done.returncode)
