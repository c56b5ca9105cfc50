"""The command that takes an episode out: its folder, its rows, its part of the site."""

import difflib
import sys
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson
from pipeline.errors import BadInput

NEAR_IDS = 3  # named where an id is unknown


def delete(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")] = False,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Delete an episode's artifacts and remove it from tables, site and feeds. Keep its source files."""
    from pipeline.corpus import publish_corpus
    from pipeline.corpus.generations import discard
    from pipeline.store import CORRECTIONS, Store

    store = Store(artifacts)
    place = store.episode(episode_id)
    if not place.folder.is_dir():
        near = difflib.get_close_matches(episode_id, store.episode_ids(), n=NEAR_IDS)
        said = f"; similar ids: {', '.join(near)}" if near else ""
        raise BadInput(f"expected the id of an episode in {artifacts}, found {episode_id!r}{said}")
    if not yes:
        if not sys.stdin.isatty():
            raise BadInput(f"expected --yes, found no terminal to ask on; add --yes to delete {place.folder}")
        lost = " and its corrections" if (place.folder / CORRECTIONS).is_file() else ""
        if not typer.confirm(f"Delete {place.folder}{lost}? The source files are kept.", err=True):
            screen.current().say(f"kept {episode_id}")
            return
    discard(place)
    publish_corpus(store)
    if as_json:
        screen.answer({"deleted": episode_id})
    else:
        sys.stdout.write(f"deleted {episode_id}\n")
