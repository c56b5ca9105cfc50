"""Commands that read what was made: verify, show, doctor."""

import json
import sys
import time
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, app, console
from pipeline.errors import BadInput, ProofFailed


@app.command()
def verify(
    episode_ids: Annotated[list[str] | None, typer.Argument(help="Episodes to prove; all where none is named.")] = None,
    relisten: Annotated[
        bool, typer.Option("--relisten", help="Also hear the quoted spans again with the other engine; never a proof.")
    ] = False,
    deep: Annotated[
        bool, typer.Option("--deep", help="Also measure again how like a model's sentences are to the words they cite.")
    ] = False,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Prove episodes again from their artifacts alone: quotes, sentences, footnotes, spans and hashes."""
    from flows import checkup
    from flows.report import proved_line
    from pipeline import line
    from pipeline.store import Store

    store = Store(artifacts)
    failed: dict[str, list[str]] = {}
    reports: dict[str, dict[str, object]] = {}
    wanted = episode_ids or store.episode_ids()
    if not wanted:
        raise BadInput(f"expected episodes in {artifacts}, found none; make one with: highlights run FILE")
    for episode_id in wanted:
        started = time.monotonic()
        problems = line.verify(store, episode_id)
        record, transcript = line.load(store.episode(episode_id))
        measured = None
        if deep:
            measured, unlike = checkup.measure_again(record, transcript)
            problems += unlike
        if problems:
            failed[episode_id] = [str(p) for p in problems]
        reports[episode_id] = checkup.proof_report(record, transcript, problems, measured, time.monotonic() - started)
        if not as_json:
            said = "FAILED" if problems else "proved"
            sys.stdout.write(f"{said}  {episode_id}  {proved_line(record)}\n")
            for problem in problems:
                sys.stdout.write(screen.visible(f"    {problem}") + "\n")
    opinions = {i: checkup.second_opinion(i, artifacts, quiet=as_json) for i in wanted} if relisten else {}
    if as_json:
        answer = {"checked": wanted, "failed": failed, "reports": reports} | (
            {"relisten": opinions} if relisten else {}
        )
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    if failed:
        raise ProofFailed(f"{len(failed)} of {len(wanted)} episodes do not prove what they say: {', '.join(failed)}")


@app.command()
def show(
    episode_id: Annotated[str, typer.Argument(help="An episode that was made.")],
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Show an episode's highlights on the terminal (`--json`: the whole record)."""
    from flows import report
    from pipeline import line
    from pipeline.store import Store

    place = Store(artifacts).episode(episode_id)
    record, _ = line.load(place)
    if as_json:
        sys.stdout.write(record.model_dump_json() + "\n")
    else:
        report.show(record, place.folder, console())


@app.command()
def doctor(
    episode_id: Annotated[str | None, typer.Argument(help="Read out one episode's coverage instead.")] = None,
    fetch: Annotated[bool, typer.Option("--fetch", help="Get the weights that are missing.")] = False,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Say what this machine has and lacks: ffmpeg, weights, libraries, room to write."""
    from flows import checkup

    if episode_id:
        checkup.read_out(episode_id, artifacts, as_json=as_json)
    else:
        checkup.machine(artifacts, fetch=fetch, as_json=as_json)
