"""`highlights status`: what runs, the last batches, sizes, what comes next."""

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from flows import environment, screen
from flows.app import ARTIFACTS, Artifacts, AsJson, Assign, Config, Profile, text


def status(
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
    prometheus: Annotated[bool, typer.Option("--prometheus", help="Print figures in Prometheus' text format.")] = False,
) -> None:
    """Print what is running, the last batches, how much there is, and what runs next."""
    from flows import standing
    from pipeline.settings import gather
    from pipeline.store import Store

    environment.prepare()
    settings = gather(profile=profile, config=Path(text(config) or "") if config else None, assignments=assign or ())
    now = standing.standing(Store(artifacts), settings.schedule, Path(os.environ["PREFECT_HOME"]))
    if prometheus:
        sys.stdout.write(standing.prometheus(now))
    elif as_json:
        screen.answer(now)
    else:
        sys.stdout.write(screen.visible("\n".join(said(now))) + "\n")


def said(now: dict[str, Any]) -> list[str]:
    """Return how things stand in lines."""
    from flows.standing import UNKNOWN
    from pipeline.migrating import PROGRAM

    service, kept = now["service"], now["artifacts"]
    if service["answers"]:
        parts = ", ".join(f"{name} {'runs' if runs else 'is down'}" for name, runs in service["parts"].items())
        lines = [f"service    {service['url'].removesuffix('/api')}: {parts}"]
        lines += [
            f"next       {run['at'][:16].replace('T', ' ')} UTC  {run['name']}" for run in now["schedule"]["next"]
        ]
    else:
        lines = [f"service    not running; `highlights up` starts it ({now['schedule']['said']})"]
    lines.append(
        f"artifacts  {kept['folder']}: {kept['episodes']} episodes; tables, site and search "
        f"{kept['catalog_bytes'] / 1e6:.1f} MB; {kept['free_bytes'] / 1e9:.1f} GB free"
    )
    named = {"published": "published", "answers": "stages", "pieces": "pieces of work", "runs": "earlier runs"}
    holds = ", ".join(f"{label} {kept[f'{name}_bytes'] / 1e6:.1f} MB" for name, label in named.items())
    lines.append(f"holds      {holds}; `highlights gc` would free {kept['spare_bytes'] / 1e6:.1f} MB")
    others = {by: count for by, count in sorted(kept["made_by"].items()) if by not in (version(PROGRAM), UNKNOWN)}
    if others:
        told = ", ".join(f"{count} by version {by}" for by, count in others.items())
        lines.append(
            f"versions   this is {version(PROGRAM)}; {told}: `highlights batch` brings them up to date, "
            "`highlights verify` says which no longer prove"
        )
    for one in now["batches"]:
        took = f", {screen.short_time(one['seconds'])}" if one["seconds"] else ""
        lines.append(
            f"batch      {one['began'][:16].replace('T', ' ')} UTC  {one['state']}: {one['made']} made, "
            f"{one['unchanged']} unchanged, {one['failed']} failed{took}"
        )
        lines += [f"           FAILED {name}: {why}" for name, why in one["failures"].items()]
    return lines if now["batches"] else [*lines, "batch      none yet; make one with: highlights batch"]
