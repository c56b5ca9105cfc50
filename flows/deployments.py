"""The deployments of prefect.yaml on a running server: `python -m flows.deployments PREFECT_FILE`, called by `up`.

What a person set in Prefect's pages stays: an existing work pool is left alone, deployments are applied again only
when the file, the settings or the flows have changed, and what was edited in the pages stays even then.
"""

import asyncio
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectNotFound
from prefect.server.schemas.schedules import SCHEDULE_TYPES
from prefect.variables import Variable
from prefect.workers.process import ProcessWorker
from pydantic import TypeAdapter

from flows import heartbeats, page_edits, queues
from pipeline import folders
from pipeline.feeds import state
from pipeline.schedule import spoken

FEEDS = "feeds/nightly"  # off until there is a subscription
OFF = "highlights_feeds_off"  # the variable on the server that says that we, and no person, switched it off
MARK = "highlights_deployed"  # the variable on the server that says what was applied last
GIVEN = ("HIGHLIGHTS_PROJECT", "HIGHLIGHTS_CRON", "HIGHLIGHTS_TIMEZONE")  # what prefect.yaml takes from outside


def main() -> None:
    """Make sure that pool and deployments are there, then print one line for each deployment."""
    file = Path(sys.argv[1])
    wanted = read(file)
    with get_client(sync_client=True) as client:
        for name in dict.fromkeys(w["work_pool"]["name"] for w in wanted):
            ensure_pool(client, name)
            queues.ensure(client, name)
        names = {w["name"] for w in wanted}
        there = [d for d in client.read_deployments() if d.name in names]
        mark = digest(file)
        if names - {d.name for d in there} or Variable.get(MARK) != mark:
            edited = page_edits.of(client, there)
            apply(file)
            page_edits.remember(client, names)
            page_edits.put_back(client, edited)
            Variable.set(MARK, mark, overwrite=True)
        heartbeats.ensure(client)
        off = not follow_feeds(client, any_feeds=bool(state.load(folders.feeds(), damaged={})))
        for deployment in client.read_deployments():
            if deployment.name in names:
                name = f"{client.read_flow(deployment.flow_id).name}/{deployment.name}"
                said = (
                    "off until you add a feed: highlights feed add URL" if name == FEEDS and off else when(deployment)
                )
                sys.stdout.write(f"{name}: {said}\n")


def read(file: Path) -> list[Any]:
    """Return the deployments of a file; one clear line where it is of another shape."""
    try:
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
        wanted = [w for w in said["deployments"] if w["name"] and w["work_pool"]["name"]]
    except (yaml.YAMLError, KeyError, TypeError) as error:
        sys.exit(f"expected deployments with a name and a work_pool in {file}, found: {' '.join(str(error).split())}")
    return wanted


def ensure_pool(client: SyncPrefectClient, name: str) -> None:
    """Create the work pool where there is none."""
    try:
        client.read_work_pool(name)
    except ObjectNotFound:
        template = ProcessWorker.get_default_base_job_template()
        client.create_work_pool(WorkPoolCreate(name=name, type="process", base_job_template=template))


def digest(file: Path) -> str:
    """Return the digest of all that a deployment is made of: the file, its variables and the flows' code."""
    parts = [file.read_bytes(), *(os.environ.get(name, "").encode() for name in GIVEN)]
    parts += [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def apply(file: Path) -> None:
    """Let Prefect apply its file; what it says of a failure goes to stderr."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stderr or done.stdout)
        sys.exit(1)


def is_paused(deployment: Any) -> bool:
    """Tell whether a person paused the deployment, or every schedule of it."""
    return bool(deployment.paused or (deployment.schedules and not any(s.active for s in deployment.schedules)))


def follow_subscriptions() -> None:
    """Switch the feeds' schedule of the running server on or off, as `follow_feeds` does."""
    with get_client(sync_client=True) as client:
        follow_feeds(client, any_feeds=bool(state.load(folders.feeds(), damaged={})))


def follow_feeds(client: SyncPrefectClient, *, any_feeds: bool) -> bool:
    """Switch the schedule of the feeds on or off with the subscriptions; return False where it is off for want of one.

    A schedule that a person paused stays paused: only what was switched off here is switched on again.
    """
    try:
        deployment = client.read_deployment_by_name(FEEDS)
    except ObjectNotFound:  # a prefect.yaml of the person's own, without it
        return True
    ours = Variable.get(OFF) == "yes"
    if ours if any_feeds else not is_paused(deployment):
        for schedule in deployment.schedules:
            client.update_deployment_schedule(deployment.id, schedule.id, active=any_feeds)
        Variable.set(OFF, "no" if any_feeds else "yes", overwrite=True)
    return any_feeds


def when(deployment: Any) -> str:
    """Say when a deployment runs, from what the server keeps."""
    if not deployment.schedules:
        return "when you ask for it"
    if is_paused(deployment):
        return "paused in Prefect's pages; it does not run by itself"
    return " and ".join(_when(s.schedule) for s in deployment.schedules if s.active)


def _when(schedule: Any) -> str:
    kind: Any = TypeAdapter(SCHEDULE_TYPES).validate_python(schedule.model_dump())
    (upcoming,) = asyncio.run(kind.get_dates(1)) or [None]
    following = f"; next run {upcoming:%Y-%m-%d %H:%M %Z}" if upcoming else ""
    cron = getattr(schedule, "cron", None)
    rhythm = spoken(cron) if cron else str(getattr(schedule, "interval", "by a rule of its own"))
    return f"{rhythm}, {getattr(schedule, 'timezone', None) or 'UTC'}{following}"


if __name__ == "__main__":
    main()
