"""Commands over all episodes: serve the site, search what was said."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, RAW_AUDIO, Artifacts, AsJson, RawAudio, answered, app
from pipeline.errors import BadInput


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.", min=0, max=65535)] = 8350,
    allow_audio: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Also send sound that lies below this folder; may be given several times."),
    ] = None,
    artifacts: Artifacts = ARTIFACTS,
    raw_audio: RawAudio = RAW_AUDIO,
) -> None:
    """Serve the site over all episodes on this machine; Ctrl-C ends it."""
    from flows import sounds
    from flows.serve import FRONT, SiteServer
    from pipeline.store import Store

    if not (artifacts / FRONT.lstrip("/")).is_file():
        raise BadInput(f"expected a site at {artifacts}{FRONT}, found none; make an episode first: highlights run FILE")
    allowed = tuple(allow_audio or ())
    for folder in allowed:
        if not folder.is_dir():
            raise BadInput(f"expected a folder of audio files after --allow-audio, found none at {folder}")
    sound = sounds.Sounds(Store(artifacts), (raw_audio, *allowed))
    with SiteServer(artifacts, port, sound) as running:
        missing = sound.folders_to_allow()
        if line := sounds.advice(missing, artifacts=artifacts, raw_audio=raw_audio, allowed=allowed):
            screen.use(screen.Screen()).say(line)
        sys.stdout.write(f"{running.address}\n")
        sys.stdout.flush()
        running.run()


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words that were said; all of them, in any order.")],
    most: Annotated[int, typer.Option(help="Most moments that are shown.", min=1, max=1000)] = 20,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Find the moments in all episodes at which words were said, the best first."""
    from flows.report import clock
    from pipeline.corpus import find
    from pipeline.store import Store

    store, unread = Store(artifacts), list[str]()
    with answered(as_json, hits=[], problems=[]):
        if not store.episode_ids():
            raise BadInput(f"expected episodes in {artifacts}, found none; make one with: highlights run FILE")
        hits = find(store, " ".join(words), most=most, unreadable=unread.append)
    for what in unread:
        screen.note(f"left out of the search: {what}")
    if not hits:
        screen.note(f"nobody says “{' '.join(words)}” in any episode of {artifacts}")
    if as_json:
        answer = {"hits": [hit.model_dump() for hit in hits], "problems": unread, "error": None}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    for hit in hits:
        who = f"{hit.speaker}: " if hit.speaker else ""
        sys.stdout.write(screen.visible(f"{hit.episode_id}  {clock(hit.start)}  {who}{hit.text}") + "\n")
        sys.stdout.write(f"    {artifacts / hit.episode_id / 'page.html'}#w{hit.word}\n")
