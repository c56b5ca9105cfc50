"""`highlights seal`: a digest over everything that is published, to be kept elsewhere; and what changed since."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts
from pipeline.errors import BadInput, ProofFailed


def seal(
    check: Annotated[
        Path | None, typer.Option("--check", metavar="FILE", help="Say what changed since this seal was made.")
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Sign with the key in this file, or check the signature by it (HMAC-SHA256)."
        ),
    ] = None,
    artifacts: Artifacts = ARTIFACTS,
) -> None:
    """Print one digest over everything that is published, as JSON. Keep it elsewhere: `verify` cannot notice
    changes by somebody who makes all files fit each other; a seal can.
    """
    from pipeline.audit import sealing
    from pipeline.store import Store

    store, secret = Store(artifacts), sealing.read_key(key) if key else None
    if check is None:
        screen.answer(sealing.seal(store, secret), indent=1)
        return
    if not check.is_file():
        raise BadInput(f"expected a file that `highlights seal` printed, found none at {check}")
    found = sealing.changes(store, check.read_bytes(), check, secret)
    for what, names in (("changed", found.changed), ("gone", found.gone), ("new", found.new)):
        sys.stdout.writelines(f"{what}  {name}\n" for name in names)
    if found.any:
        raise ProofFailed(
            f"{len(found.changed)} changed and {len(found.gone)} gone since {check} was made; if your own "
            "runs changed them, make a new seal"
        )
    sys.stdout.write("unchanged since the seal was made\n")
