"""The episode flow: the line with each stage as a Prefect task, and the page's summary as an artifact."""

import time
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from flows import environment

environment.prepare()

from prefect import flow, task  # noqa: E402  Prefect reads its environment when it is imported
from prefect.artifacts import create_markdown_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from pydantic import WithJsonSchema  # noqa: E402

from flows import screen  # noqa: E402
from flows.job import ARTIFACTS, RAW_AUDIO, Job, do  # noqa: E402
from flows.report import summary_markdown  # noqa: E402
from pipeline.errors import HighlightsError, is_transient  # noqa: E402
from pipeline.line import Done  # noqa: E402
from pipeline.stages import STAGES  # noqa: E402

T = TypeVar("T")
STAGE_NAMES = [stage.name for stage in STAGES]
StageName = Annotated[str, WithJsonSchema({"type": "string", "enum": STAGE_NAMES})]  # a choice in Prefect's form
RETRIES, RETRY_AFTER_S = 2, 2.0  # a disk or a registry may fail once; a bad episode fails the same way each time


def world_failed(_task: object, _run: object, state: Any) -> bool:
    """Say whether a task failed for a reason outside the episode that may be gone in a moment."""
    return is_transient(state.result(raise_on_failure=False))


class Tasks:
    """Runs each step as a Prefect task; memory is the store's business, so Prefect keeps nothing."""

    def __init__(self) -> None:
        self.failed: BaseException | None = None  # what a task failed with after its last try
        self.done: set[str] = set()

    def __call__(self, name: str, work: Callable[[], T]) -> T:
        """Return what `work` returns; a transient failure is tried again by Prefect."""
        as_task = task(
            name=name,
            retries=RETRIES,
            retry_delay_seconds=RETRY_AFTER_S,
            retry_condition_fn=world_failed,
            cache_policy=NO_CACHE,
            persist_result=False,
        )
        try:
            answer: T = as_task(lambda: screen.current().stage(name, work))()
        except BaseException as error:
            self.failed = error
            raise
        self.done.add(name)
        return answer


def tried_again(job: Job) -> Done:
    """Do a job; where the disk failed for a moment between two tasks, do it again: finished stages are kept."""
    show = screen.current()
    for _ in range(RETRIES):
        tasks = Tasks()
        try:
            return do(job, run=tasks, progress=show.progress, say=show.say)
        except (HighlightsError, OSError) as error:
            if error is tasks.failed or not is_transient(error):
                raise
            show.say(f"{error}: trying again in {RETRY_AFTER_S:.0f} s")
            time.sleep(RETRY_AFTER_S)
        if STAGES[-1].name in tasks.done:  # what was to be redone is done
            job = job.model_copy(update={"redo_from": None})
    return do(job, run=Tasks(), progress=show.progress, say=show.say)


@flow(name="episode", persist_result=False)
def episode(
    episode_id: str,
    *,
    profile: str = "default",
    redo_from: StageName | None = None,
    transcript: str | None = None,
    meta: str | None = None,
    config: str | None = None,
    assignments: tuple[str, ...] = (),
    raw_audio: str = str(RAW_AUDIO),
    artifacts: str = str(ARTIFACTS),
    corpus: bool = True,
) -> dict[str, Any]:
    """Make one episode's highlights; return where they are and what was proved."""
    job = Job(
        episode_id=episode_id, profile=profile, redo_from=redo_from, transcript=transcript, meta=meta, config=config,
        assignments=assignments, raw_audio=raw_audio, artifacts=artifacts, corpus=corpus,
    )  # fmt: skip
    done = tried_again(job)
    create_markdown_artifact(
        key=f"highlights-{done.record.episode.id}".replace(".", "-").replace("_", "-"),
        markdown=summary_markdown(done.record),
        description=f"Highlights of {done.record.episode.title}",
    )
    return {
        "episode_id": done.record.episode.id,
        "page": str(done.folder / "page.html"),
        "stages": [{"name": s.name, "seconds": s.seconds, "reused": s.reused} for s in done.steps],
        "verification": done.record.verification.model_dump(mode="json"),
    }
