"""`highlights gc`: removes what no run needs."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, answered
from pipeline.errors import BadInput, Busy


def gc(
    episode_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID", help="The ids of the episodes to clean.", show_default="all episodes"),
    ] = None,
    runs: Annotated[
        int, typer.Option(metavar="N", help="Keep this many earlier runs of each episode for `diff`.", min=0, max=5)
    ] = 5,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print what would be removed.")] = False,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Remove pieces of work that belong to no stage's answer, and old runs. Nothing published changes."""
    from pipeline import collecting
    from pipeline.store import Store

    store, busy, found = Store(artifacts), [], []
    with answered(as_json, removed=[]):
        wanted = episode_ids or store.folders("*")
        if unknown := [one for one in wanted if not store.episode(one).folder.is_dir()]:
            raise BadInput(f"expected ids of episodes in {artifacts}, found {', '.join(unknown)}")
    for episode_id in dict.fromkeys(wanted):
        try:
            one = collecting.collect(store.episode(episode_id), runs, dry=dry_run)
        except Busy:
            busy.append(episode_id)
            continue
        found.append(one)
        if one.files and not as_json:
            sys.stdout.write(f"{one.episode_id}  {len(one.files)} files, {one.freed / 1e6:.1f} MB\n")
    freed, files = sum(one.freed for one in found), sum(len(one.files) for one in found)
    if as_json:
        screen.answer({"removed": [asdict(one) for one in found], "freed_bytes": freed, "busy": busy, "dry": dry_run})
    else:
        sys.stdout.write(f"{'would free' if dry_run else 'freed'} {freed / 1e6:.1f} MB in {files} files\n")
    say = screen.current().say
    if busy:
        say(f"left alone, another process works on them: {', '.join(busy)}")
    if early := [one.episode_id for one in found if one.unknown]:
        say(
            f"pieces kept, an earlier version of the program made these episodes: {', '.join(early)}; "
            "run `highlights redo ID --from ingest` to have them named"
        )
