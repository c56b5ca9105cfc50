"""`highlights show`: an episode's highlights on the terminal."""

from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, console


def show(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Print an episode's highlights; with `--json` the whole record."""
    from flows import report
    from pipeline.store import Store

    place = Store(artifacts).episode(episode_id)
    record = place.record()
    if as_json:
        screen.answer(record.model_dump(mode="json"))
    else:
        report.show(record, place.folder, console())
