"""Keep a person's word on the narrative, have the judge read it, and make the episode with it."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from flows import screen
from flows.job import Job, do
from pipeline import approving, correcting
from pipeline.bench import equip
from pipeline.checks import judging
from pipeline.errors import Busy
from pipeline.records import Correction, Corrections, Highlights, Transcript
from pipeline.settings import gather
from pipeline.stages.publish.approvals import APPROVE, REWRITE, STRIKE, SUMMARY
from pipeline.store import Store

Asked = Callable[[Highlights, Transcript, Corrections], Sequence[Correction]]
SAID = {APPROVE: "approved", REWRITE: "rewritten", STRIKE: "struck out", SUMMARY: "rewritten", "title": "retitled"}


def keep(episode_id: str, artifacts: Path, asked: Asked, *, run: bool) -> None:
    """Keep what is asked for and say what became of each; with `run` the episode is made with it at once."""
    place, show = Store(artifacts).episode(episode_id), screen.use(screen.Screen())
    made = correcting.keep(place, asked, wait_s=gather().store.wait_s, say=show.say)
    if not made:
        typer.echo("nothing was changed", err=True)
        return
    _warn(place.published(), [c for c in made if c.op in (REWRITE, SUMMARY)])
    if not run:
        sys.stdout.write(f"stored; the next run of {episode_id} applies it\n")
        return
    job = Job(episode_id=episode_id, artifacts=str(artifacts), made=True)
    try:
        with show.live():
            record = do(job, run=show.stage, progress=show.progress, say=show.say).record
    except Busy as error:
        raise Busy(
            f"stored; the next run of {episode_id} applies it, because the episode is busy now: {error}"
        ) from error
    now = {(c.op, c.target, c.value): c for c in record.corrections}
    for wish in made:
        told = now.get((wish.op, wish.target, wish.value), wish)
        what = SAID[wish.op] if told.state == "applied" else told.state
        why = f" ({told.why})" if told.why else ""
        sys.stdout.write(screen.visible(f"{what}: {wish.value or wish.target}{why}") + "\n")


def _warn(before: tuple[Highlights, Transcript], wishes: Sequence[Correction]) -> None:
    """Say on stderr which sentences the judge does not find in the words that they cite."""
    if not wishes:
        return
    record, transcript = before
    bench = equip(gather(show=record.episode.show), say=screen.note)
    for wish in wishes:
        found = approving.judged(record, transcript, wish, embedder=bench.embedder, net=bench.entailment)
        if found.reasons or found.probability < judging.least(with_net=bool(bench.entailment)):
            why = "; ".join(map(str, found.reasons)) or f"{found.probability:.0%} probable"
            said = f"the judge does not find this in the words that it cites ({why}): {wish.value}"
            typer.echo(screen.visible(said), err=True)
