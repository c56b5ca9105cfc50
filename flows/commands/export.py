"""`highlights export`: the highlights in the forms that other programs ask for, made on request."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts
from pipeline.errors import BadInput


def export(
    episode_id: Annotated[str, typer.Argument(help="An episode that was made.")],
    chapters_into: Annotated[
        Path | None, typer.Option(help="Copy the episode's audio here, with chapters in it (ID3 CHAP, MP4, Vorbis).")
    ] = None,
    description: Annotated[
        bool, typer.Option("--description", help="Print chapters as lines for a YouTube or Apple description.")
    ] = False,
    obsidian: Annotated[Path | None, typer.Option(help="Write a note into this folder of an Obsidian vault.")] = None,
    epub: Annotated[Path | None, typer.Option(help="Write the highlights as an EPUB 3 book.")] = None,
    artifacts: Artifacts = ARTIFACTS,
) -> None:
    """Export an episode: chapters into a copy of its audio, description chapters, an Obsidian note, a book."""
    from flows import exporting
    from pipeline.store import Store

    if not (chapters_into or description or obsidian or epub):
        raise BadInput("expected --chapters-into FILE, --description, --obsidian FOLDER or --epub FILE, found none")
    place = Store(artifacts).episode(episode_id)
    if description:
        sys.stdout.write(exporting.description(place))
    for made in (
        exporting.chapters(place, chapters_into) if chapters_into else None,
        exporting.obsidian(place, obsidian) if obsidian else None,
        exporting.book(place, epub) if epub else None,
    ):
        if made:
            sys.stdout.write(screen.visible(str(made)) + "\n")
