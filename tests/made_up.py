"""Makes made-up episodes in processes of a crew, in the place of the line: no model, but the real store and signs."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.crew import Make
from flows.job import Job
from flows.rows import Row, attempted
from pipeline import unchanged
from pipeline.errors import BadInput
from pipeline.line import Done
from pipeline.memory import Step, totals
from pipeline.store import SEEN, Store
from tests.corpus_builder import put, renamed
from tests.record_builder import highlights

WITH = "made up"  # what such episodes are made with


def made(job: Job, with_: str = WITH) -> Done:
    """Make a made-up episode of a file; what the file says may make that fail, take long, or kill the process."""
    path = Path(job.episode_id)
    said = path.read_text(encoding="utf-8")
    seen = unchanged.inputs(path, None)
    if "slow" in said:
        time.sleep(1)
    if "bad" in said:
        raise BadInput("expected an episode, found none")
    if "bug" in said:
        raise ZeroDivisionError("a bug")
    if "kill" in said:
        os.kill(os.getpid(), signal.SIGKILL)
    record, transcript = highlights()
    record = renamed(record, path.stem, title=said.strip()[:40] or path.stem)
    store = Store(Path(job.artifacts))
    put(store, record, transcript)
    steps = (Step("quotes", 0.1, False, ""),)
    noted = unchanged.noted(str(path.absolute()), seen, store.episode(path.stem), show=None, with_=with_)
    store.episode(path.stem).note(**{SEEN: noted, "totals": totals(record, steps)})
    return Done(record, transcript, steps, store.episode(path.stem).folder)


@contextmanager
def made_up() -> Iterator[Make]:
    """Give what makes a made-up episode."""

    def make(job: Job) -> Row:
        return attempted(job, lambda: made(job))

    yield make


def unchanged_of(job: Job) -> Any:
    """Return what tells which made-up episodes are unchanged."""
    return unchanged.Unchanged(Store(Path(job.artifacts)), lambda _: WITH)
