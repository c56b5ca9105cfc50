"""`highlights up`: the Prefect server of this machine, with a worker and the deployments."""

from typing import Annotated

import typer

from flows.app import Assign, Config, Profile


def up(
    port: Annotated[int, typer.Option(metavar="PORT", help="Run the server on this port of 127.0.0.1.")] = 4200,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
) -> None:
    """Start a local Prefect server, a work pool, a worker and the deployments. Ctrl-C stops them."""
    from flows import deploy
    from pipeline.settings import gather

    deploy.up(port, gather(profile=profile, config=config, assignments=assign or ()).schedule)
