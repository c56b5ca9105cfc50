"""How much is done at once: episodes of a batch, and transcriptions of this machine, whoever asked for them."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pydantic import Field

from pipeline.errors import Busy
from pipeline.lock import Say, hold
from pipeline.records import Record

LOOK_EVERY_S = 0.2  # between two looks for a free place
TRANSCRIBE = "transcribe"  # the name of the limit, also of Prefect's global one


class BatchConfig(Record):
    """Batches: how much is done at once."""

    jobs: int = Field(
        default=1, ge=1, le=256, description="Episodes made at once, each by a process of its own with its own models"
    )
    transcriptions: int = Field(
        default=1, ge=1, le=256,
        description="Transcriptions at once on this machine, over all batches and runs: Whisper uses all cores alone",
    )  # fmt: skip
    keep_models: bool = Field(
        default=True,
        description="Keep all models loaded between the episodes of a batch; false needs 0.7 GB less for each job",
    )


@contextmanager
def place_of(root: Path, most: int, say: Say = lambda _: None) -> Iterator[None]:
    """Hold one of `most` places to transcribe while the block runs; wait for one as long as it takes.

    The places are lock files of this machine in `root`: the system frees that of a process that was killed.
    """
    host = re.sub(r"[^\w.-]", "-", socket.gethostname())
    files = [root / ".locks" / f"{TRANSCRIBE}-{host}-{k}.lock" for k in range(most)]
    told = False
    with ExitStack() as held:
        while True:
            for file in files:
                try:
                    held.enter_context(hold(file, "a place to transcribe"))
                except Busy:
                    continue
                yield
                return
            if not told:
                say(f"waiting to transcribe: at most {most} at once on this machine ([batch] transcriptions)")
                told = True
            time.sleep(LOOK_EVERY_S)
