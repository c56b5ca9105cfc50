"""`highlights reanchor`: the times of an episode in another recording of it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson
from pipeline.errors import BadInput, Busy

if TYPE_CHECKING:  # they take time to import, which `--help` must not
    from pipeline.renditions import Anchored


def reanchor(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    audio: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The other recording, such as the published file with its adverts."),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The address at which that recording is published.", show_default="as before"),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Go back to the times of the recording it was made from.")
    ] = False,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Move all times to another recording of the same episode: with adverts, without its intro, at another speed.

    The page, captions, chapters and feeds are written with the new times, and the clips are cut from that recording.
    Words that are not in it are marked. Nothing is transcribed again.
    """
    from flows.job import Job, do
    from pipeline import renditions
    from pipeline.bench import equip
    from pipeline.settings import gather
    from pipeline.store import Store

    if undo == (audio is not None):
        raise BadInput("expected --audio FILE or --undo, found " + ("both" if undo else "neither"))
    if audio is not None and not audio.is_file():
        raise BadInput(f"expected an audio file, found none at {audio}")
    place, show, settings = Store(artifacts).episode(episode_id), screen.use(screen.Screen()), gather()
    found = None
    with place.locked(wait_s=settings.store.wait_s, say=show.say):
        if audio is not None:
            show.say(f"comparing {audio.name} with the audio of {episode_id}")
            found = renditions.find(place, audio, equip(settings, say=show.say), url=url)
        renditions.keep(place, found.other if found else None)
    try:
        with show.live():
            do(
                Job(episode_id=episode_id, artifacts=str(artifacts), made=True),
                run=show.stage, progress=show.progress, say=show.say,
            )  # fmt: skip
    except Busy as error:
        raise Busy(f"stored; the next run of {episode_id} applies it, because the episode is busy: {error}") from error
    if as_json:
        screen.answer(_answer(episode_id, found))
    else:
        _tell(episode_id, found)


def _answer(episode_id: str, found: "Anchored | None") -> dict[str, object]:
    return {
        "episode_id": episode_id,
        "audio": found.other.path if found else None,
        "words": found.words if found else None,
        "absent": found.absent if found else 0,
        "inserted": [{"start": gap.start, "end": gap.end} for gap in found.inserted] if found else [],
    }


def _tell(episode_id: str, found: "Anchored | None") -> None:
    """Print what was found, and what was not."""
    from pipeline.formats.times import clock

    if found is None:
        sys.stdout.write(f"{episode_id}: the times are those of the recording it was made from\n")
        return
    lines = [f"{episode_id}: the times are those of {Path(found.other.path).name}"]
    lines.append(f"{found.words - found.absent} of {found.words} words are at their places in it")
    if found.absent:
        lines.append(f"{found.absent} words are not in it; the transcript marks them, and quotes with them are flagged")
    if found.inserted:
        where = ", ".join(f"{clock(gap.start)}–{clock(gap.end)}" for gap in found.inserted)
        lines.append(f"other sound was put in at {where}")
    if found.other.audio.url:
        lines.append(f"links go to {found.other.audio.url}; if that is another recording, name its address with --url")
    sys.stdout.write("".join(screen.visible(line) + "\n" for line in lines))
