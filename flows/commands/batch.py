"""`highlights batch`: every episode of a folder."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from flows import environment, own_server, screen
from flows.app import ARTIFACTS, RAW_AUDIO, Artifacts, AsJson, Assign, Config, Profile, text
from pipeline.errors import BadInput, SomeFailed

if TYPE_CHECKING:  # Prefect takes seconds to import, which `--help` must not
    from flows.batch import Answer


def batch(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of episodes.", show_default="raw_audio/")
    ] = RAW_AUDIO,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Make every episode of a folder. Continue after an episode that fails, and exit with code 3."""
    if not folder.is_dir():
        raise BadInput(f"expected a folder of audio files, found none at {folder}")
    environment.prepare(quiet=True)
    show = screen.use(screen.Screen())
    with show.live():
        own_server.begin(show.say)
        from flows.batch import batch as batch_flow

        own_server.wait()
        state = batch_flow(
            raw_audio=str(folder), artifacts=str(artifacts), profile=profile, config=text(config),
            assignments=tuple(assign or ()), return_state=True,
        )  # fmt: skip
        answer = cast("Answer | BaseException", state.result(raise_on_failure=False))
    if isinstance(answer, BaseException):
        raise answer
    rows = answer["episodes"]
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        for row in rows:
            mark = "done  " if row["done"] else "FAILED"
            said = f"quotes {row['quotes']}, sentences {row['sentences']}" if row["done"] else row["why"]
            sys.stdout.write(screen.visible(f"{mark}  {row['source']}  {said}") + "\n")
    failed = [row for row in rows if not row["done"]]
    if failed:
        raise SomeFailed(f"{len(failed)} of {len(rows)} episodes failed: {', '.join(r['source'] for r in failed)}")
    if not rows:
        screen.current().say(f"nothing to do: no audio or transcript in {folder}")
