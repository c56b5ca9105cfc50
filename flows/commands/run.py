"""`highlights run`: one episode's highlights."""

from pathlib import Path
from typing import Annotated

import typer

from flows.app import ARTIFACTS, RAW_AUDIO, Artifacts, AsJson, Assign, Config, Direct, Profile, RawAudio, text
from flows.work import report, work


def run(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="An audio file, a transcript file, or the id of an episode in raw_audio/."
        ),
    ],
    transcript: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Use this transcript (VTT, SRT, JSON) instead of Whisper.")
    ] = None,
    meta: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Read the sidecar from this file.", show_default="beside the source"),
    ] = None,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
    redo_from: Annotated[
        str | None, typer.Option(metavar="STAGE", help="Run this stage and all later stages again.")
    ] = None,
    artifacts: Artifacts = ARTIFACTS,
    raw_audio: RawAudio = RAW_AUDIO,
    direct: Direct = False,
    as_json: AsJson = False,
) -> None:
    """Make the highlights of one episode and print them. Finished stages are skipped."""
    from flows.job import Job

    job = Job(
        episode_id=source, transcript=text(transcript), meta=text(meta), profile=profile, config=text(config),
        assignments=tuple(assign or ()), redo_from=redo_from, artifacts=str(artifacts), raw_audio=str(raw_audio),
    )  # fmt: skip
    report(work(job, direct=direct), as_json=as_json)
