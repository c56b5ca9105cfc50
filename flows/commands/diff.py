"""`highlights diff`: what changed between two runs of an episode."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson
from pipeline.errors import BadInput

if TYPE_CHECKING:  # they take time to import, which `--help` must not
    from pipeline.comparing import Comparison
    from pipeline.lasting_ids import Before
    from pipeline.store import EpisodeStore

SHOWN = 12  # changes of a kind, and stretches of words, that are printed
LONGEST = 110  # characters of a text


def diff(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN",
            help="An earlier run: 1 is the last one before this, 2 the one before that; or another artifacts folder.",
        ),
    ] = "1",
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Print what changed since an earlier run: quotes, sections, sentences, and the words with their error rate.

    The last five runs that differ are kept. `redo`, `correct` and a new transcription make a run.
    """
    from pipeline.comparing import compared
    from pipeline.lasting_ids import Before
    from pipeline.store import Store

    place = Store(artifacts).episode(episode_id)
    now = Before(*place.published())
    found = compared(_earlier(place, run), now)
    if as_json:
        screen.answer(found.model_dump(mode="json"))
    else:
        sys.stdout.write(screen.visible("\n".join(told(found))) + "\n")


def _earlier(place: "EpisodeStore", run: str) -> "Before":
    """Return an earlier run; `BadInput` where there is none."""
    from pipeline.lasting_ids import Before
    from pipeline.store import Store

    kept = place.runs()
    if run.isdecimal():
        if not 1 <= int(run) <= len(kept):
            there = f"the runs 1 to {len(kept)}" if kept else "no earlier run; a run that changes something keeps one"
            raise BadInput(f"expected an earlier run of {place.id}, found {there}")
        return Before(*place.kept_run(kept[int(run) - 1]))
    folder = Path(run)
    if not folder.is_dir():
        raise BadInput(f"expected the number of an earlier run or a folder of artifacts, found {run[:80]!r}")
    return Before(*Store(folder).episode(place.id).published())


def told(found: "Comparison") -> list[str]:
    """Return what a person reads: a line for each kind, then the changes."""
    from flows.screen import clock

    before, after = found.words
    lines = [f"words: {before} → {after}, {found.word_error_rate:.2%} differ"]
    if found.made:
        lines.append(f"made otherwise: {', '.join(found.made)}")
    for what in dict.fromkeys(change.what for change in found.changes):
        mine = [change for change in found.changes if change.what == what]
        for how in ("gained", "lost", "moved", "retitled"):
            some = [change for change in mine if change.how == how]
            if not some:
                continue
            lines.append(f"{what}s {how}: {len(some)}")
            for change in some[:SHOWN]:
                was = (
                    f" (was {clock(float(change.before)) if how == 'moved' else change.before})"
                    if change.before
                    else ""
                )
                lines.append(f"  {change.id:8} {clock(change.start):>8}  {_short(change.text)}{was}")
            lines += [f"  … and {len(some) - SHOWN} more"] if len(some) > SHOWN else []
    for one in found.reworded[:SHOWN]:
        lines.append(f"  {clock(one.start):>8}  {_short(one.before) or '—'} → {_short(one.after) or '—'}")
    more = len(found.reworded) - SHOWN
    lines += [f"  … and {more} more stretches of words"] if more > 0 else []
    nothing = not found.changes and not found.reworded
    return [screen.visible(one) for one in ([*lines, "nothing else changed"] if nothing else lines)]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
