"""How things stand: what runs, the last batches, what there is and how large it is, what comes next."""

import shutil
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flows import access, environment, history, processes
from flows.lost_runs import Api
from pipeline import collecting, migrating
from pipeline.corpus import database
from pipeline.schedule import ScheduleConfig, spoken
from pipeline.store import CATALOG, Store

BATCHES = 5  # the last ones that are told
COMING = 3  # runs that are told
UNKNOWN = "unknown"  # which version made an episode


def standing(store: Store, schedule: ScheduleConfig, home: Path) -> dict[str, Any]:
    """Return everything as plain values."""
    return {
        "service": service(home),
        "batches": [_batch(told) for told in history.last(store.root, BATCHES)],
        "artifacts": sizes(store),
        "schedule": {"said": spoken(schedule.cron), "next": coming(home)},
    }


def service(home: Path) -> dict[str, Any]:
    """Return what `highlights up` started for this home, and which of it is alive."""
    there = processes.remembered(home / access.STATE_FILE)
    parts = {name: processes.is_alive(one) for name, one in there["processes"].items()} if there else {}
    answers = bool(there) and access.answers(there["url"]) if there else False
    return {"url": there["url"] if there else None, "answers": answers, "parts": parts}


def sizes(store: Store) -> dict[str, Any]:
    """Return how many episodes there are, and the bytes of what stands over all of them and of the free disk."""
    catalog = store.root / CATALOG
    place = database(store)
    there = store.root if store.root.is_dir() else store.root.absolute().parent
    ids = store.episode_ids()
    held = sum((collecting.held(store.episode(one)) for one in store.folders("*")), collecting.Held())
    return {
        "folder": str(store.root.absolute()),
        "episodes": len(ids),
        "made_by": dict(Counter(migrating.made_by(store.episode(one).run(), None) or UNKNOWN for one in ids)),
        **{f"{name}_bytes": size for name, size in asdict(held).items()},
        "catalog_bytes": sum(p.stat().st_size for p in catalog.resolve().rglob("*") if p.is_file()),
        "database_bytes": place.stat().st_size if place else 0,
        "free_bytes": shutil.disk_usage(there).free,
    }


def coming(home: Path) -> list[dict[str, str]]:
    """Return the next runs that the server has scheduled; none where it is not running."""
    there = service(home)
    if not there["answers"]:
        return []
    environment.prepare()
    asked = {
        "sort": "EXPECTED_START_TIME_ASC",
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        "limit": COMING,
    }
    found = Api(there["url"], access.key(home)).ask("POST", "/flow_runs/filter", asked)
    return [{"name": run["name"], "at": run["expected_start_time"], "state": run["state_name"]} for run in found]


def _batch(told: history.Told) -> dict[str, Any]:
    rows = [row for row in told.rows if not row.get("done")]
    known = {"began": told.asked.get("began", ""), "folder": told.asked.get("folder", ""), "state": told.state}
    counted = told.sums or {
        "made": sum(row.get("state") == "made" for row in told.rows),
        "unchanged": told.asked.get("unchanged", 0),
        "failed": len(rows),
        "seconds": 0.0,
    }
    figures = {name: counted.get(name, 0) for name in ("made", "unchanged", "failed", "seconds", "audio_s")}
    return known | figures | {"failures": {row["source"]: row["why"] for row in rows}}


def prometheus(now: dict[str, Any]) -> str:
    """Return how things stand in Prometheus' text format."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()

    def gauge(name: str, says: str, value: float, **labels: str) -> None:
        one = made.get(name) or Gauge(f"highlights_{name}", says, list(labels), registry=registry)
        made[name] = one
        (one.labels(**labels) if labels else one).set(value)

    made: dict[str, Gauge] = {}
    for name, says in (
        ("episodes", "Episodes that were made"),
        ("catalog_bytes", "Bytes of what stands over all episodes"),
        ("published_bytes", "Bytes of the episodes' published files"),
        ("answers_bytes", "Bytes of the stages' answers"),
        ("pieces_bytes", "Bytes of pieces of work"),
        ("runs_bytes", "Bytes of earlier runs"),
        ("spare_bytes", "Bytes that `highlights gc` would free"),
        ("free_bytes", "Free bytes on the disk of the artifacts"),
    ):
        gauge(name, says, now["artifacts"][name])
    gauge("server_answers", "Whether the server of `highlights up` answers", now["service"]["answers"])
    gauge("batches_running", "Batches at work", sum(one["state"] == "running" for one in now["batches"]))
    ended = next((one for one in now["batches"] if one["state"] != "running"), None)
    if ended:
        for state in ("made", "unchanged", "failed"):
            gauge(
                "last_batch_episodes", "Episodes of the last batch, by what became of them", ended[state], state=state
            )
        gauge("last_batch_seconds", "Seconds that the last batch took", ended["seconds"])
        gauge("last_batch_audio_seconds", "Seconds of audio of the episodes it made", ended["audio_s"])
        began = time.strptime(ended["began"], "%Y-%m-%dT%H:%M:%SZ") if ended["began"] else time.gmtime(0)
        gauge("last_batch_began_timestamp_seconds", "When the last batch began", calendar_seconds(began))
        gauge("last_batch_ok", "Whether the last batch ended without a failure", ended["state"] == "done")
    return generate_latest(registry).decode()


def calendar_seconds(moment: time.struct_time) -> float:
    """Return a UTC time as seconds since 1970."""
    import calendar

    return float(calendar.timegm(moment))
