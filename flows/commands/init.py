"""`highlights init`: a starter folder for one's own episodes."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline import folders

ABOUT = {
    "config/default.toml": "every setting with its default and its reason",
    "config/shows/my-show.toml": "an example: settings of one show",
    "raw_audio/my-show-12.toml": "an example sidecar: what you know about one episode",
    "artifacts/README.md": "the folder for results",
    "prefect.yaml": "the schedules of `highlights up`",
}
NEXT = """next:
{here}  1. put an episode into raw_audio/, for instance my-show-12.mp3; the sidecar beside it is optional
  2. highlights run my-show-12
  3. highlights serve              the pages, in your browser
also: `highlights demo` makes a sample episode, `highlights doctor` checks this machine
"""


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write to.", show_default="the current directory")
    ] = folders.home(),  # noqa: B008  the environment does not change while a command runs
) -> None:
    """Write a starter folder with settings, an example sidecar and an input folder. Never change existing files."""
    from flows.starting import put_starter

    made = put_starter(folder)
    if not made:
        sys.stdout.write(f"all files already exist in {folder.absolute()}; nothing was changed\n")
        return
    sys.stdout.write(f"wrote to {folder.absolute()}:\n")
    for name in made:
        sys.stdout.write(f"  {name:27} {ABOUT[name]}\n")
    here = "" if folder.absolute() == folders.home().absolute() else f"  0. cd {shlex.quote(str(folder))}\n"
    sys.stdout.write(NEXT.format(here=here))
