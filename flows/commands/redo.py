"""`highlights redo`: an episode made again from a stage on."""

from pathlib import Path
from typing import Annotated

import typer

from flows.app import ARTIFACTS, RAW_AUDIO, Artifacts, AsJson, Assign, Config, Direct, Profile, RawAudio
from flows.commands.run import run


def redo(
    episode_id: Annotated[
        str, typer.Argument(metavar="ID", help="The id of an episode that was made, or any source that `run` accepts.")
    ],
    from_: Annotated[
        str, typer.Option("--from", metavar="STAGE", help="The first stage to run again: ingest … publish.")
    ],
    meta: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Read the sidecar from this file.", show_default="beside the source"),
    ] = None,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
    artifacts: Artifacts = ARTIFACTS,
    raw_audio: RawAudio = RAW_AUDIO,
    direct: Direct = False,
    as_json: AsJson = False,
) -> None:
    """Run one stage of an episode and all later stages again. Earlier stages are kept."""
    run(
        episode_id, transcript=None, meta=meta, profile=profile, config=config, assign=assign, redo_from=from_,
        artifacts=artifacts, raw_audio=raw_audio, direct=direct, as_json=as_json,
    )  # fmt: skip
