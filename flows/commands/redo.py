"""`highlights redo`: an episode made again from a stage on."""

from pathlib import Path
from typing import Annotated

import typer

from flows.app import ARTIFACTS, RAW_AUDIO, Artifacts, AsJson, Assign, Config, Direct, Profile, RawAudio
from flows.commands.run import run


def redo(
    episode_id: Annotated[str, typer.Argument(help="An episode made before, or any source that `run` takes.")],
    from_: Annotated[str, typer.Option("--from", help="The first stage to redo: ingest … publish.")],
    meta: Annotated[Path | None, typer.Option(help="The sidecar, where it does not lie beside the source.")] = None,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
    artifacts: Artifacts = ARTIFACTS,
    raw_audio: RawAudio = RAW_AUDIO,
    direct: Direct = False,
    as_json: AsJson = False,
) -> None:
    """Redo one episode from a stage on; what comes before is kept, and Whisper is loaded only for `transcribe`."""
    run(
        episode_id, transcript=None, meta=meta, profile=profile, config=config, assign=assign, redo_from=from_,
        artifacts=artifacts, raw_audio=raw_audio, direct=direct, as_json=as_json,
    )  # fmt: skip
