"""What became of one file of a batch, as plain values: a line of the table, of the history and of the answer."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows import screen
from flows.job import Benches, Job, do
from pipeline.errors import HighlightsError
from pipeline.line import Done
from pipeline.memory import totals

Row = dict[str, Any]
MADE, UNCHANGED, FAILED = "made", "unchanged", "failed"


def row_of(source: str, known: Mapping[str, Any], *, seconds: float = 0.0) -> Row:
    """Return the row of an episode that is done: what was proved, how long it took, how much was there already."""
    quotes, sentences = known["quotes"], known["sentences"]
    stages = known["stages_made"] + known["stages_reused"]
    return {
        "source": Path(source).name,
        "episode_id": known["episode_id"],
        "done": True,
        "state": MADE if known["stages_made"] else UNCHANGED,
        "why": "",
        "quotes": f"{quotes['passed']}/{quotes['checked']}",
        "sentences": f"{sentences['passed']}/{sentences['checked']}",
        "reused": f"{known['stages_reused']}/{stages}",
        "audio_s": known["audio_s"],
        "seconds": round(seconds, 3),
    }


def row_without(source: str, why: str, *, seconds: float = 0.0) -> Row:
    """Return the row of a file of which nothing was made, with the reason."""
    return {
        "source": Path(source).name, "episode_id": "", "done": False, "state": FAILED, "why": why, "quotes": "",
        "sentences": "", "reused": "", "audio_s": 0.0, "seconds": round(seconds, 3),
    }  # fmt: skip


def row_of_done(source: str, done: Done, *, seconds: float) -> Row:
    """Return the row of an episode that was made here."""
    known = {"episode_id": done.record.episode.id} | totals(done.record, done.steps)
    return row_of(source, known, seconds=seconds)


def why_of(error: BaseException) -> str:
    """Return in one line why an episode failed."""
    kind = "" if isinstance(error, HighlightsError) else f"{type(error).__name__}: "
    return kind + " ".join(str(error).split())


def attempted(job: Job, make: Callable[[], Done]) -> Row:
    """Return the row of an episode, whatever becomes of it: a bad one never ends a batch."""
    began = time.monotonic()
    try:
        done = make()
    except Exception as error:
        return row_without(job.episode_id, why_of(error), seconds=time.monotonic() - began)
    return row_of_done(job.episode_id, done, seconds=time.monotonic() - began)


@contextmanager
def here() -> Iterator[Callable[[Job], Row]]:
    """Give what makes an episode in this process without Prefect; engines stay loaded for the next one."""
    benches, show = Benches(keeps=True), screen.current()

    def make(job: Job) -> Row:
        return attempted(job, lambda: do(job, benches=benches, run=show.stage, progress=show.progress, say=show.say))

    yield make
