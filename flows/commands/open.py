"""`highlights open`: an episode's page in the browser."""

import sys
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts
from pipeline.errors import BadInput


def open(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    at: Annotated[str | None, typer.Option(metavar="TIME", help="Open the page at this time, such as 1:15.")] = None,
    only_print: Annotated[bool, typer.Option("--print", help="Print the address and open nothing.")] = False,
    artifacts: Artifacts = ARTIFACTS,
) -> None:
    """Open an episode's page in the browser and print its address."""
    import webbrowser

    from pipeline.store import Store

    page = Store(artifacts).episode(episode_id).folder / "page.html"
    if not page.is_file():
        raise BadInput(f"expected the page of {episode_id} at {page}, found none; see: highlights list")
    address = page.absolute().as_uri() + (f"#t={_seconds(at)}" if at is not None else "")
    sys.stdout.write(address + "\n")
    if not only_print and not webbrowser.open(address):
        screen.note("no browser opened; open the address yourself")


def _seconds(time: str) -> int:
    """Return seconds of 75, 1:15 or 1:02:15."""
    parts = time.split(":")
    if len(parts) > 3 or not all(part.isascii() and part.isdecimal() and len(part) < 7 for part in parts):
        raise BadInput(f"expected a time such as 1:15 after --at, found {time!r}")
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds
