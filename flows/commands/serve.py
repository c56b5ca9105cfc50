"""`highlights serve`: the site over all episodes, on this machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, RAW_AUDIO, Artifacts, RawAudio
from pipeline.errors import BadInput


def serve(
    port: Annotated[
        int,
        typer.Option(metavar="PORT", help="Listen on this port; 0 chooses a free one.", min=0, max=65535),
    ] = 8350,
    listen: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Listen on this address. Only 127.0.0.1 and localhost are answered.")
    ] = "127.0.0.1",
    allow_audio: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Also serve audio from this folder. Repeat the option for more folders."),
    ] = None,
    artifacts: Artifacts = ARTIFACTS,
    raw_audio: RawAudio = RAW_AUDIO,
) -> None:
    """Serve the site of all episodes on this machine until Ctrl-C, and print its address."""
    from flows import following, sounds
    from flows.site_server import FRONT, SiteServer
    from pipeline.store import Store

    store = Store(artifacts)
    following.follow(store, screen.use(screen.Screen()).say)
    if not (artifacts / FRONT.lstrip("/")).is_file():
        raise BadInput(f"expected a site at {artifacts}{FRONT}, found none; make an episode first: highlights run FILE")
    allowed = tuple(allow_audio or ())
    for folder in allowed:
        if not folder.is_dir():
            raise BadInput(f"expected a folder of audio files after --allow-audio, found none at {folder}")
    sound = sounds.Sounds(store, (raw_audio, *allowed))
    with SiteServer(artifacts, port, sound, listen) as running:
        missing = sound.folders_to_allow()
        if line := sounds.advice(missing, artifacts=artifacts, raw_audio=raw_audio, allowed=allowed):
            screen.use(screen.Screen()).say(line)
        sys.stdout.write(f"{running.address}\n")
        sys.stdout.flush()
        running.run()
