"""`highlights up`: the Prefect server of this machine, with a worker and the deployments."""

from enum import StrEnum
from typing import Annotated

import typer

from flows.app import Assign, Config, Profile


class UpPart(StrEnum):
    """A part of `up` that can run alone."""

    SERVER = "server"
    WORKER = "worker"


def up(
    port: Annotated[int, typer.Option(metavar="PORT", help="Run the server on this port.")] = 4200,
    only: Annotated[UpPart | None, typer.Option(metavar="PART", help="Run only this: server or worker.")] = None,
    listen: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Let the server listen on this address of this machine.")
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="Let the server be asked by this host name too. Repeat the option."),
    ] = None,
    runs: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="Let the worker do so many runs at once.")] = 4,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
) -> None:
    """Start a local Prefect server, a work pool, a worker and the deployments. Ctrl-C stops them."""
    from flows import deploy
    from pipeline.settings import gather

    wanted = deploy.WantedParts(only.value if only else None, port, listen, tuple(name or ()), runs)
    deploy.up(wanted, gather(profile=profile, config=config, assignments=assign or ()).schedule)
