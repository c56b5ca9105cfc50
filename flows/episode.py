"""The episode flow: the line with each stage as a Prefect task, and the page's summary as an artifact."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from flows import environment

environment.prepare()

from prefect import flow, task  # noqa: E402  Prefect reads its environment when it is imported
from prefect.artifacts import create_markdown_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402

from flows import screen  # noqa: E402
from flows.job import ARTIFACTS, RAW_AUDIO, Job, do  # noqa: E402
from flows.report import summary_markdown  # noqa: E402

T = TypeVar("T")
StageName = Literal[
    "ingest", "transcribe", "attribute", "segment", "topics", "quotes", "questions", "narrate", "publish"
]
WORLD_RETRIES = 2  # a disk or a registry may fail once; a bad episode fails the same way each time


def world_failed(_task: object, _run: object, state: Any) -> bool:
    """Say whether a task failed for a reason outside the episode, so that trying again makes sense."""
    return isinstance(state.result(raise_on_failure=False), OSError)


def run_as_task(name: str, work: Callable[[], T]) -> T:
    """Run a step as a Prefect task; memory is the store's business, so Prefect keeps nothing."""
    shown = task(
        lambda: screen.current().stage(name, work),
        name=name,
        retries=WORLD_RETRIES,
        retry_delay_seconds=2,
        retry_condition_fn=world_failed,
        cache_policy=NO_CACHE,
        persist_result=False,
    )
    return shown()


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
    show = screen.current()
    done = do(job, run=run_as_task, progress=show.progress, say=show.say)
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
