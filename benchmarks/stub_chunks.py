"""The flow `chunk` with stages that only sleep: what `python -m benchmarks.workers` lets real workers run.

All but the work itself is real: deployments, queue, workers, runs, tasks. HIGHLIGHTS_STUB_S is the length of a stage.
"""

import os
import time
from pathlib import Path
from typing import Any

from flows import backlog
from flows.job import Job
from pipeline.stages import STAGES

STAGE_S = float(os.environ.get("HIGHLIGHTS_STUB_S", "1"))


def asleep(job: Job, **_: object) -> str:
    """Sleep once for each stage, leave a file that says by whom and when the episode was made; return its name."""
    for _stage in STAGES:
        time.sleep(STAGE_S)
    name = Path(job.episode_id).stem
    place = Path(job.artifacts) / "made"
    place.mkdir(parents=True, exist_ok=True)
    with (place / name).open("a", encoding="utf-8") as file:
        file.write(f"{os.environ['PREFECT_HOME']} {time.time()}\n")
    return name


def _row(source: str, made: str, *, seconds: float) -> dict[str, Any]:
    return {"source": source, "episode_id": made, "done": True, "seconds": seconds}


def _no_catalog(*_: object, **__: object) -> None:
    return


for name, stub in (("do", asleep), ("row_of_done", _row), ("publish_corpus", _no_catalog)):
    setattr(backlog, name, stub)
chunk = backlog.chunk
