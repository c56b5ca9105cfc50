"""The command that corrects what was found: appended to the episode's corrections.jsonl, applied on every run."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, app
from pipeline.errors import BadInput


class What(StrEnum):
    """What can be corrected."""

    speaker = "speaker"
    merge = "merge"
    pin = "pin"
    ban = "ban"


@app.command()
def correct(
    episode_id: Annotated[str, typer.Argument(help="An episode that was made.")],
    what: Annotated[What, typer.Argument(help="speaker: name a voice; merge: make two one; pin, ban: a quote.")],
    target: Annotated[
        str,
        typer.Argument(help="The voice, by its label (S2) or its name; or the quote, by its id or its exact words."),
    ],
    value: Annotated[
        str, typer.Argument(help="speaker: the name, or nobody; merge: the voice that it is one with; pin, ban: none.")
    ] = "",
    artifacts: Artifacts = ARTIFACTS,
    run: Annotated[bool, typer.Option("--run/--no-run", help="Apply it now; else with the next run.")] = True,
) -> None:
    """Correct a speaker, or pin or ban a quote.

    Corrections are kept for ever and applied on every run; one that no longer fits is flagged. Of two about the same
    words the later wins: a pin takes a ban back, and a ban a pin.
    """
    from flows.job import Job, do
    from pipeline import line
    from pipeline.store import Store

    if value.strip() and what in (What.pin, What.ban):
        raise BadInput(
            f"expected nothing after the quote to {what.value}, found {value[:80]!r}: put its words in quotes"
        )
    if not value.strip() and what in (What.speaker, What.merge):
        raise BadInput("expected a name, found an empty one; to take a name away say: nobody")
    line.correct(Store(artifacts), episode_id, what.value, target, " ".join(value.split()))
    if not run:
        sys.stdout.write(f"kept; the next run of {episode_id} applies it\n")
        return
    show = screen.use(screen.Screen())
    with show.live():
        done = do(
            Job(episode_id=episode_id, artifacts=str(artifacts)), run=show.stage, progress=show.progress, say=show.say
        )
    for correction in done.record.corrections:
        why = f" ({correction.why})" if correction.why else ""
        arrow = f" → {correction.value}" if correction.value else ""
        said = f"{correction.state}: {correction.op} {correction.target}{arrow}{why}"
        sys.stdout.write(screen.visible(said) + "\n")
    for voice in done.record.talk_time:
        said = f"  {voice.label}  {voice.speaker or 'unknown'}  {voice.share:.0%} of the talk, {voice.turns} turns"
        sys.stdout.write(screen.visible(said) + "\n")
