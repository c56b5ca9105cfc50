"""The command that corrects what was found: appended to the episode's corrections.jsonl, applied on every run."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts
from pipeline.errors import BadInput, Busy
from pipeline.records import Corrections, Highlights

if TYPE_CHECKING:  # they take time to import, which `--help` must not
    from flows.job import Job
    from pipeline.line import Done


class What(StrEnum):
    """The kinds of correction."""

    speaker = "speaker"
    merge = "merge"
    pin = "pin"
    ban = "ban"
    undo = "undo"
    list = "list"


def correct(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    what: Annotated[
        What,
        typer.Argument(
            metavar="ACTION",
            help="speaker: name a speaker. merge: join two speakers. pin, ban: choose or exclude a quote. "
            "list: print the corrections. undo: undo one.",
        ),
    ],
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="speaker, merge: a speaker's label (S2) or name. pin, ban: a quote's id or exact words. "
            "undo: a correction's number in the list.",
        ),
    ] = "",
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="speaker: the name, or nobody. merge: the other speaker.")
    ] = "",
    artifacts: Artifacts = ARTIFACTS,
    run: Annotated[bool, typer.Option("--run/--no-run", help="Apply the correction now, or with the next run.")] = True,
) -> None:
    """Correct a speaker, pin or ban a quote, list the corrections, or undo one.

    Corrections are stored with the episode and applied on every run. A correction that no longer applies is flagged.
    A later correction overrides an earlier one about the same words.
    """
    from flows.job import Job
    from pipeline import line
    from pipeline.settings import gather
    from pipeline.store import Store

    place = Store(artifacts).episode(episode_id)
    if what == What.list:
        _tell(place.corrections(), line.load(place)[0])
        return
    if not target.strip():
        raise BadInput(f"expected a target after {what.value}, found nothing; see: highlights correct --help")
    if value.strip() and what not in (What.speaker, What.merge):
        raise BadInput(
            f"expected nothing after the {'number' if what == What.undo else 'quote'} to {what.value}, "
            f"found {value[:80]!r}: put the words in quotes"
        )
    if not value.strip() and what in (What.speaker, What.merge):
        raise BadInput("expected a name, found an empty one; use the name nobody to remove a speaker's name")
    show = screen.use(screen.Screen())
    wait_s = gather().store.wait_s
    line.correct(Store(artifacts), episode_id, what.value, target, " ".join(value.split()), wait_s=wait_s, say=show.say)
    if not run:
        sys.stdout.write(f"stored the correction; the next run of {episode_id} applies it\n")
        return
    done = _applied(Job(episode_id=episode_id, artifacts=str(artifacts), made=True), show)
    _tell(place.corrections(), done.record)
    for voice in done.record.talk_time:
        said = f"  {voice.label}  {voice.speaker or 'unknown'}  {voice.share:.0%} of the talk, {voice.turns} turns"
        sys.stdout.write(screen.visible(said) + "\n")


def _applied(job: "Job", show: screen.Screen) -> "Done":
    """Run the episode with its corrections; where another process holds it, say that the correction is kept."""
    from flows.job import do

    try:
        with show.live():
            return do(job, run=show.stage, progress=show.progress, say=show.say)
    except Busy as error:
        kept = f"stored the correction; the next run of {job.episode_id} applies it, because the episode is busy now"
        raise Busy(f"{kept}: {error}") from error


def _tell(corrections: Corrections, record: Highlights) -> None:
    """Print every correction with its number and what became of it in the record."""
    from pipeline import line

    became = {(c.op, c.target, c.value, c.at, c.value_at): c for c in record.corrections}
    undone = line.undone_numbers(corrections)
    for number, asked in enumerate(corrections.corrections, start=1):
        found = became.get((asked.op, asked.target, asked.value, asked.at, asked.value_at))
        became_of = "applied" if asked.op == line.UNDO else found.state if found else asked.state
        state = "undone" if number in undone else became_of
        why = f" ({found.why})" if found and found.why else ""
        arrow = f" → {asked.value}" if asked.value else ""
        sys.stdout.write(screen.visible(f"{number:3}  {state}: {asked.op} {asked.target}{arrow}{why}") + "\n")
