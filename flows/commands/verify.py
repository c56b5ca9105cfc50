"""`highlights verify`: verify episodes from their artifacts alone."""

import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, answered
from pipeline.errors import BadInput, HighlightsError


def verify(
    episode_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="ID", help="The ids of the episodes to verify.", show_default="all episodes"),
    ] = None,
    relisten: Annotated[
        bool,
        typer.Option(
            "--relisten",
            help="Also transcribe the quotes with the other Whisper engine and compare; this proves nothing.",
        ),
    ] = False,
    deep: Annotated[
        bool,
        typer.Option("--deep", help="Also compute the similarity of model-written sentences to the cited words again."),
    ] = False,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Verify episodes and what is made over them from the artifacts alone: quotes, sentences, hashes, all files."""
    from flows import verdicts
    from pipeline.store import Store

    store = Store(artifacts)
    found: list[verdicts.Verdict] = []
    agreements: dict[str, object] = {}
    with answered(as_json, episodes=[], checked=[], failed={}, reports={}):
        wanted = episode_ids or verdicts.episodes(store)
        if not wanted:
            raise BadInput(f"expected episodes in {artifacts}, found none; make one with: highlights run FILE")
    for episode_id in dict.fromkeys(wanted):
        verdict = verdicts.judge(store, episode_id, deep=deep)
        if not as_json:
            sys.stdout.writelines(screen.visible(line) + "\n" for line in verdict.lines)
        if relisten and verdict.state != "unreadable":
            try:
                agreements[episode_id] = _relistened(episode_id, artifacts, quiet=as_json)
            except HighlightsError as error:  # the other episodes are heard all the same
                verdict = replace(verdict, error=error, report=verdict.report | {"error": str(error)})
        found.append(verdict)
    sound = not episode_ids and all(verdict.state in ("proved", "other-rules") for verdict in found)
    catalog = verdicts.judge_catalog(store) if sound else None  # what is made of a broken episode tells nothing
    if catalog and not as_json:
        sys.stdout.writelines(screen.visible(line) + "\n" for line in catalog.lines)
    if as_json:
        answer = verdicts.answer(found, agreements if relisten else None, catalog)
        screen.answer(answer)
    if trouble := verdicts.trouble(found, catalog):
        raise trouble


def _relistened(episode_id: str, artifacts: Path, *, quiet: bool) -> list[dict[str, object]]:
    """Hear an episode's quotes again with the other engine; print and return the agreement per quote."""
    from pipeline.audit.relisten import other_engine, relisten
    from pipeline.bench import equip
    from pipeline.settings import gather
    from pipeline.store import Store

    place = Store(artifacts).episode(episode_id)
    record, transcript = place.published()
    settings = other_engine(record, gather(show=record.episode.show))
    bench = equip(settings, say=screen.note)
    rows: list[dict[str, object]] = []
    texts = {q.id: q.text for q in record.quotes}
    for agreement in relisten(record, transcript, place.folder, bench):
        rows.append({**asdict(agreement), "share": round(agreement.share, 3)})
        if not quiet:
            said = f"{agreement.share:4.0%} by {agreement.engine}: {texts[agreement.quote]}"
            sys.stdout.write(screen.visible(f"    {agreement.quote} {said}") + "\n")
            if agreement.share < 1:
                sys.stdout.write(screen.visible(f"         other engine: {agreement.heard}") + "\n")
    return rows
