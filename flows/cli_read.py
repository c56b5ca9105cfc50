"""Commands that read what was made: verify, show, doctor."""

import json
import sys
from dataclasses import replace
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, answered, app, console
from pipeline.errors import BadInput, HighlightsError


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
    """Prove episodes again from their artifacts alone: quotes, sentences, footnotes, spans, hashes, published texts."""
    from flows import checkup, verdicts
    from pipeline.store import Store

    store = Store(artifacts)
    found: list[verdicts.Verdict] = []
    opinions: dict[str, object] = {}
    with answered(as_json, episodes=[], checked=[], failed={}, reports={}):
        wanted = episode_ids or store.episode_ids()
        if not wanted:
            raise BadInput(f"expected episodes in {artifacts}, found none; make one with: highlights run FILE")
    for episode_id in dict.fromkeys(wanted):
        verdict = verdicts.judge(store, episode_id, deep=deep)
        if not as_json:
            sys.stdout.writelines(screen.visible(line) + "\n" for line in verdict.lines)
        if relisten and verdict.state != "unreadable":
            try:
                opinions[episode_id] = checkup.second_opinion(episode_id, artifacts, quiet=as_json)
            except HighlightsError as error:  # the other episodes are heard all the same
                verdict = replace(verdict, error=error, report=verdict.report | {"error": str(error)})
        found.append(verdict)
    if as_json:
        answer = verdicts.answer(found, opinions if relisten else None)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    if error := verdicts.trouble(found):
        raise error


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
