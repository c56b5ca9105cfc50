"""`highlights prefect`: Prefect's own command, pointed at the server of `highlights up`."""

import os
import sys

import typer

from flows import access, environment
from pipeline.errors import MachineLacks


def prefect(context: typer.Context) -> None:
    """Run Prefect's own command against the server of `highlights up`, with its address and key."""
    from flows import deploy
    from pipeline.settings import gather

    environment.prepare()
    if not os.environ.get(access.URL):
        raise MachineLacks("expected a Prefect server to talk to, found none; start one with: highlights up")
    for name, value in deploy.given(
        gather().schedule, project=str(environment.PROJECT)
    ).items():  # what `prefect deploy` of prefect.yaml takes
        os.environ.setdefault(name, value)
    os.execv(sys.executable, [sys.executable, "-m", "prefect", *context.args])
