"""`highlights repair`: makes again what is damaged, and only that."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, answered
from pipeline.errors import BadInput, ProofFailed


def repair(
    episode_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID", help="The ids of the episodes to repair.", show_default="all episodes"),
    ] = None,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Verify episodes and the catalog, and make again what is damaged. Whole stages are not run again."""
    from flows import repairing, verdicts
    from pipeline.store import Store

    store, show = Store(artifacts), screen.use(screen.Screen())
    with answered(as_json, repairs=[]):
        wanted = episode_ids or verdicts.episodes(store)
        if not wanted:
            raise BadInput(f"expected episodes in {artifacts}, found none; make one with: highlights run FILE")
    found = []
    for work in (*dict.fromkeys(wanted), None):
        one = repairing.repair_episode(store, work, show.say) if work else repairing.repair_catalog(store)
        found.append(one)
        if not as_json:
            sys.stdout.write(screen.visible(one.line) + "\n")
    left = [one.name for one in found if one.outcome == "not repaired"]
    error = f"{len(left)} of {len(found)} could not be repaired: {', '.join(left)}" if left else None
    if as_json:
        screen.answer({"repairs": [asdict(one) for one in found], "error": error})
    if error:
        raise ProofFailed(error)
