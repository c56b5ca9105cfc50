"""Commands around the Prefect server of this machine: up, down, and Prefect's own command pointed at it."""

import os
import sys
from typing import Annotated

import typer

from flows import access, environment
from flows.app import Assign, Config, Profile, app
from pipeline.errors import MachineLacks


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Port of the server on 127.0.0.1.")] = 4200,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
) -> None:
    """Start a local Prefect server, a process work pool, a worker and the deployments; Ctrl-C ends them all."""
    from flows import deploy
    from pipeline.settings import gather

    deploy.up(port, gather(profile=profile, config=config, assignments=assign or ()).schedule)


@app.command()
def down() -> None:
    """End what `highlights up` started, also server and worker that a killed `up` left behind."""
    from flows import deploy

    ended = deploy.down()
    sys.stderr.write(f"ended: {', '.join(ended)}\n" if ended else "nothing runs here\n")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def prefect(context: typer.Context) -> None:
    """Run Prefect's own command on the server of `highlights up`, with its address and key."""
    from flows import deploy
    from pipeline.settings import gather

    environment.prepare()
    if not os.environ.get(access.URL):
        raise MachineLacks("expected a Prefect server to talk to, found none; start one: highlights up")
    for name, value in deploy.given(gather().schedule).items():  # what `prefect deploy` of prefect.yaml takes
        os.environ.setdefault(name, value)
    os.execv(sys.executable, [sys.executable, "-m", "prefect", *context.args])
