"""`highlights batch`: every episode of a folder."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from flows import environment, own_server, screen
from flows.app import ARTIFACTS, RAW_AUDIO, Artifacts, Assign, Config, Direct, Profile, text
from pipeline.errors import BadInput, SomeFailed

if TYPE_CHECKING:  # these take seconds to import, which `--help` must not
    from flows.board import Board
    from flows.job import Job
    from flows.making import Answer


def batch(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of episodes.", show_default="raw_audio/")
    ] = RAW_AUDIO,
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Make N episodes at once, each in a process of its own.",
            show_default="1, or [batch] jobs",
        ),
    ] = None,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
    artifacts: Artifacts = ARTIFACTS,
    direct: Direct = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a JSON object for each event as it happens; the last is the answer.")
    ] = False,
) -> None:
    """Make every episode of a folder. Continue after an episode that fails, and exit with code 3."""
    if not folder.is_dir():
        raise BadInput(f"expected a folder of audio files, found none at {folder}")
    if jobs is not None and jobs < 1:
        raise BadInput(f"expected at least 1 job, found {jobs}")
    from flows import board
    from flows.job import Job

    ask = Job(
        episode_id=str(folder), raw_audio=str(folder), artifacts=str(artifacts), profile=profile, config=text(config),
        assignments=tuple(assign or ()),
    )  # fmt: skip
    shown = board.use(board.Board(as_json=as_json))
    screen.use(screen.Screen())
    answer = _made(ask, shown, jobs=jobs, direct=direct)
    shown.emit("batch", answer)
    _told(answer, as_json=as_json)
    rows = answer["episodes"]
    failed = [row for row in rows if not row["done"]]
    if failed:
        raise SomeFailed(f"{len(failed)} of {len(rows)} episodes failed: {', '.join(r['source'] for r in failed)}")
    if not rows:
        shown.say(f"nothing to do: no audio or transcript in {folder}")


def _made(ask: "Job", shown: "Board", *, jobs: int | None, direct: bool) -> "Answer":
    """Make what there is to make; without any work no server is started."""
    from flows.job import settings_for
    from flows.making import Batch
    from flows.rows import here

    batch = Batch(ask, settings_for(ask, None), shown, jobs=jobs)
    if not batch.look() or direct:
        with shown.live():
            return batch.make(here)
    environment.prepare(quiet=True)
    own_server.begin(shown.say)
    from flows.batch import batch as batch_flow

    own_server.wait()
    with shown.live():
        state = batch_flow(
            raw_audio=ask.raw_audio, artifacts=ask.artifacts, profile=ask.profile, config=ask.config,
            assignments=ask.assignments, jobs=jobs, return_state=True,
        )  # fmt: skip
        answer = cast("Answer | BaseException", state.result(raise_on_failure=False))
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _told(answer: dict[str, Any], *, as_json: bool) -> None:
    """Print what became of each file that there was work for, and the sums."""
    if as_json:
        return
    from flows.board import said

    for row in answer["episodes"]:
        if row["state"] == "unchanged":  # a thousand lines that say nothing
            continue
        mark = "done  " if row["done"] else "FAILED"
        what = row["why"] if not row["done"] else said(row)
        sys.stdout.write(screen.visible(f"{mark}  {row['source']}  {what}") + "\n")
    heard = f", {answer['audio_s'] / 3600:.1f} h of audio" if answer["audio_s"] else ""
    sys.stdout.write(
        f"{answer['made']} made, {answer['unchanged']} unchanged, {answer['failed']} failed, "
        f"{answer['skipped_files']} files passed over; {screen.short_time(answer['seconds'])}{heard}\n"
    )
