"""What a person changed of the deployments in Prefect's pages: it stays when the deployments are applied again.

Beside each deployment the server keeps what was applied last, as digests in a variable. What differs from it was
edited by somebody: schedules, limits, tags, parameters and so on each count on their own.
"""

import hashlib
import json
from collections.abc import Collection
from typing import Any

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.variables import Variable

APPLIED = "highlights_applied"  # {deployment: {field: digest}}
FIELDS = ("schedules", "active", "paused", "parameters", "tags", "description", "concurrency_limit", "job_variables",
          "work_queue_name", "enforce_parameter_schema")  # fmt: skip
UNSAID = ("schedules", "active", "paused", "concurrency_limit")  # kept from an older version, which remembered nothing
OF_A_SCHEDULE = ("schedule", "parameters", "slug", "max_scheduled_runs")
Edits = dict[Any, dict[str, Any]]  # deployment's id → field → value


def of(client: SyncPrefectClient, deployments: Collection[Any]) -> Edits:
    """Return what differs from what was applied last, by deployment."""
    kept = Variable.get(APPLIED) or {}
    found: Edits = {}
    for deployment in deployments:
        applied = kept.get(_name(client, deployment)) if isinstance(kept, dict) else None
        now = _fields(deployment)
        if applied is None:
            found[deployment.id] = {field: now[field] for field in UNSAID}
        else:
            found[deployment.id] = {f: v for f, v in now.items() if _digest(v) != applied.get(f)}
    return found


def remember(client: SyncPrefectClient, names: Collection[str]) -> None:
    """Keep what has just been applied, to compare with it next time."""
    applied = {
        _name(client, deployment): {field: _digest(value) for field, value in _fields(deployment).items()}
        for deployment in client.read_deployments()
        if deployment.name in names
    }
    Variable.set(APPLIED, applied, overwrite=True)


def put_back(client: SyncPrefectClient, edits: Edits) -> None:
    """Write a person's edits over what was applied. A schedule that was only paused is the new one, paused."""
    for id_, edited in edits.items():
        now = _fields(client.read_deployment(id_))
        changed = {field: value for field, value in edited.items() if now[field] != value}
        active = changed.pop("active", None)
        if changed:
            client.update_deployment(id_, DeploymentUpdate(**changed))
        switched = edited.get("active", now["active"]) if "schedules" in changed else active
        if switched is not None:
            for schedule in client.read_deployment(id_).schedules:
                client.update_deployment_schedule(id_, schedule.id, active=switched)


def _name(client: SyncPrefectClient, deployment: Any) -> str:
    return f"{client.read_flow(deployment.flow_id).name}/{deployment.name}"


def _fields(deployment: Any) -> dict[str, Any]:
    said = deployment.model_dump(mode="json")
    limit = said.get("global_concurrency_limit")
    schedules = [{key: schedule.get(key) for key in OF_A_SCHEDULE} for schedule in said["schedules"]]
    active = any(schedule["active"] for schedule in said["schedules"])
    own = {"schedules": schedules, "active": active, "concurrency_limit": limit["limit"] if limit else None}
    return {field: own[field] if field in own else said.get(field) for field in FIELDS}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]
