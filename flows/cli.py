"""The command line: commands that make something. Answers go to stdout, talk and progress to stderr.

Exit codes: 0 done · 1 the work or a proof failed · 2 wrong usage or bad input · 3 some episodes of a batch failed ·
4 the machine lacks something · 130 interrupted · 143 ended by SIGTERM. `flows/main.py` makes them.
"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from flows import (  # noqa: F401  cli_… register their commands
    cli_correct,
    cli_delete,
    cli_explain,
    cli_export,
    cli_init,
    cli_inspect,
    cli_site,
    cli_up,
    environment,
    own_server,
    screen,
)
from flows.app import (
    ARTIFACTS,
    RAW_AUDIO,
    Artifacts,
    AsJson,
    Assign,
    Config,
    Direct,
    Profile,
    RawAudio,
    app,
    console,
    text,
)
from flows.cli_read import verify
from pipeline.errors import BadInput, ProofFailed, SomeFailed


def _work(job: Any, *, direct: bool) -> Any:
    """Run one job, by Prefect or directly, with progress on stderr; return its record, folder and steps."""
    from flows.job import already_done, do
    from pipeline import line
    from pipeline.store import Store

    show = screen.use(screen.Screen())
    if done := already_done(job, say=show.say):
        return done.record, done.folder, [(s.name, s.reused) for s in done.steps]
    with show.live():
        if direct:
            done = do(job, run=show.stage, progress=show.progress, say=show.say)
            return done.record, done.folder, [(s.name, s.reused) for s in done.steps]
        environment.prepare(quiet=True)
        own_server.begin(show.say)
        from flows.episode import episode

        own_server.wait()
        answer = episode(**job.model_dump(), return_state=True).result(raise_on_failure=False)
    if isinstance(answer, BaseException):
        raise answer
    place = Store(Path(job.artifacts)).episode(answer["episode_id"])
    record, _ = line.load(place)
    return record, place.folder, [(s["name"], s["reused"]) for s in answer["stages"]]


def _report(record: Any, folder: Path, steps: list[tuple[str, bool]], *, as_json: bool) -> None:
    """Print the answer of a run; raise `ProofFailed` where something printed could not be proved."""
    from flows import report, sounds

    if as_json:
        answer = {
            "episode_id": record.episode.id,
            "record": str(folder / "highlights.json"),
            "page": str(folder / "page.html"),
            "reused": [name for name, reused in steps if reused],
            "verification": record.verification.model_dump(mode="json"),
            "flags": list(record.flags),
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        report.show(record, folder, console())
        reused = sum(r for _, r in steps)
        if reused:
            screen.current().say(f"{reused} of {len(steps)} stages were already done and were not run again")
    if line := sounds.advice_for(record, folder):
        screen.current().say(line)
    if not report.all_proved(record):
        raise ProofFailed(
            f"{record.episode.id}: {report.proved_line(record)}; see: highlights verify {record.episode.id}"
        )


@app.command()
def run(
    source: Annotated[str, typer.Argument(help="An audio file, a transcript file, or an episode id of the inbox.")],
    transcript: Annotated[
        Path | None, typer.Option(help="Use this transcript (VTT, SRT, JSON) instead of Whisper.")
    ] = None,
    meta: Annotated[Path | None, typer.Option(help="The sidecar, where it does not lie beside the source.")] = None,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
    redo_from: Annotated[str | None, typer.Option(help="Redo this stage and all after it.")] = None,
    artifacts: Artifacts = ARTIFACTS,
    raw_audio: RawAudio = RAW_AUDIO,
    direct: Direct = False,
    as_json: AsJson = False,
) -> None:
    """Make the highlights of one episode. Stages already done are not run again."""
    from flows.job import Job

    job = Job(
        episode_id=source, transcript=text(transcript), meta=text(meta), profile=profile, config=text(config),
        assignments=tuple(assign or ()), redo_from=redo_from, artifacts=str(artifacts), raw_audio=str(raw_audio),
    )  # fmt: skip
    _report(*_work(job, direct=direct), as_json=as_json)


@app.command()
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


@app.command()
def batch(
    folder: Annotated[Path, typer.Argument(help="The inbox to work through.", show_default="raw_audio/")] = RAW_AUDIO,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Make every episode of a folder; a bad one does not end the others (exit code 3)."""
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
        answer = state.result(raise_on_failure=False)
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


@app.command()
def demo(artifacts: Artifacts = ARTIFACTS, direct: Direct = False) -> None:
    """Make the sample episode's highlights and prove them."""
    from flows import starting
    from flows.job import Job

    if starting.put_sample(environment.PROJECT):
        sys.stderr.write(screen.visible(f"the sample episode was put into {RAW_AUDIO}/") + "\n")
    record, folder, steps = _work(Job(episode_id=starting.SAMPLE, artifacts=str(artifacts)), direct=direct)
    _report(record, folder, steps, as_json=False)
    sys.stdout.write("\n")
    verify([record.episode.id], artifacts=artifacts)
