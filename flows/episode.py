"""The episode flow: the line with each stage as a Prefect task, and the page's summary as an artifact."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from flows import environment

environment.prepare()

import cloudpickle  # noqa: E402  Prefect reads its environment when it is imported
from prefect import Task, flow, runtime  # noqa: E402
from prefect.artifacts import create_markdown_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.schemas.objects import State  # noqa: E402
from prefect.concurrency.sync import concurrency  # noqa: E402
from prefect.context import hydrated_context, serialize_context  # noqa: E402
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: E402
from pydantic import WithJsonSchema  # noqa: E402

from flows import alerts, screen  # noqa: E402
from flows.crew import Make  # noqa: E402
from flows.job import ARTIFACTS, RAW_AUDIO, Benches, Job, do  # noqa: E402
from flows.report import summary_markdown  # noqa: E402
from flows.retries import RETRIES, RETRY_AFTER_S, world_failed  # noqa: E402
from flows.rows import Row, row_of, row_without, why_of  # noqa: E402
from flows.run_screen import RunScreen  # noqa: E402
from flows.site import update  # noqa: E402
from pipeline.corpus import RECORD  # noqa: E402
from pipeline.errors import HighlightsError, is_transient  # noqa: E402
from pipeline.limits import TRANSCRIBE  # noqa: E402
from pipeline.line import Done  # noqa: E402
from pipeline.memory import totals  # noqa: E402
from pipeline.records import Highlights  # noqa: E402
from pipeline.stages import STAGES  # noqa: E402
from pipeline.store import Store  # noqa: E402

T = TypeVar("T")
STAGE_NAMES = [stage.name for stage in STAGES]
StageName = Annotated[str, WithJsonSchema({"type": "string", "enum": STAGE_NAMES})]  # a choice in Prefect's form
MAKERS = {stage.answers: stage.name for stage in STAGES}

_benches = Benches()  # of this process, however many episodes it makes


def _task(name: str) -> Task[..., Any]:
    """Return the Prefect task of a step: of its own name and key, so that Prefect keeps a history of each."""

    def step(episode_id: str, work: Callable[[], Any]) -> Any:
        if name == TRANSCRIBE:
            with concurrency(TRANSCRIBE, occupy=1):  # Prefect's global limit of that name; none: no limit
                return screen.current().stage(name, work)
        return screen.current().stage(name, work)

    step.__name__ = step.__qualname__ = name
    return Task(
        step, name=name, task_run_name=f"{name} {{episode_id}}", retries=RETRIES, retry_delay_seconds=RETRY_AFTER_S,
        retry_condition_fn=world_failed, cache_policy=NO_CACHE, persist_result=False,
    )  # fmt: skip


STEPS = {name: _task(name) for name in (*STAGE_NAMES, "clips", "films")}
AFTER = {
    stage.name: [MAKERS[kind] for kind in stage.reads if kind in MAKERS and MAKERS[kind] != stage.name]
    for stage in STAGES
} | {"clips": [STAGE_NAMES[-1]], "films": ["clips"]}


class Tasks:
    """Runs each step as a Prefect task; memory is the store's business, so Prefect keeps nothing."""

    def __init__(self, episode_id: str) -> None:
        self.failed: BaseException | None = None  # what a task failed with after its last try
        self.done: dict[str, State[Any]] = {}
        self._episode_id = episode_id

    def __call__(self, name: str, work: Callable[[], T]) -> T:
        """Return what `work` returns; a transient failure is tried again by Prefect."""
        after = [self.done[one] for one in AFTER.get(name, ()) if one in self.done]
        step = STEPS.get(name) or _task(name)
        state = step(self._episode_id, work, wait_for=after, return_state=True)
        answer: T | BaseException = state.result(raise_on_failure=False)
        if isinstance(answer, BaseException):
            self.failed = answer
            raise answer
        self.done[name] = state
        return answer


def tried_again(job: Job, show: screen.Screen) -> Done:
    """Do a job; where the disk failed for a moment between two tasks, do it again: finished stages are kept."""
    name = Path(job.episode_id).stem
    for _ in range(RETRIES):
        tasks = Tasks(name)
        try:
            return do(job, benches=_benches, run=tasks, progress=show.progress, say=show.say)
        except (HighlightsError, OSError) as error:
            if error is tasks.failed or not is_transient(error):
                raise
            show.say(f"{error}: trying again in {RETRY_AFTER_S:.0f} s")
            time.sleep(RETRY_AFTER_S)
        if STAGES[-1].name in tasks.done:  # what was to be redone is done
            job = job.model_copy(update={"redo_from": None})
    return do(job, benches=_benches, run=Tasks(name), progress=show.progress, say=show.say)


def run_name() -> str:
    """Return the name of a run: "episode ilya-94 · redo quotes"."""
    asked = runtime.flow_run.parameters
    redo = asked.get("redo_from")
    return f"episode {Path(str(asked.get('episode_id'))).stem}" + (f" · redo {redo}" if redo else "")


@flow(
    name="episode", flow_run_name=run_name, persist_result=False, on_failure=[alerts.on_failure],
    on_completion=[alerts.on_completion], on_crashed=[alerts.on_crash],
)  # fmt: skip
def episode(
    episode_id: str,
    *,
    profile: str = "default",
    redo_from: StageName | None = None,
    transcript: str | None = None,
    meta: str | None = None,
    config: str | None = None,
    assignments: tuple[str, ...] = (),
    raw_audio: str | None = None,
    artifacts: str | None = None,
    corpus: bool = True,
) -> dict[str, Any]:
    """Make one episode's highlights; return where they are and what was proved.

    Args:
        episode_id: The id of an episode that was made before or lies in the inbox, or the path of an audio or
            transcript file on the worker's machine.
        profile: The settings profile: default, fast, or one of your own in config/.
        redo_from: Run this stage and all later stages again. Empty runs only what has changed.
        transcript: A transcript file (VTT, SRT, JSON) to use instead of Whisper. Empty uses what the sidecar says.
        meta: A sidecar file to use instead of the one beside the source.
        config: A TOML file of settings on the worker's machine; its settings win over the profile.
        assignments: Single settings such as quotes.per_section=2.
        raw_audio: The folder of episodes. Empty uses the project's raw_audio/.
        artifacts: The folder of results. Empty uses the project's artifacts/.
        corpus: Bring the tables, the site and the search up to date as well.
    """
    job = Job(
        episode_id=episode_id, profile=profile, redo_from=redo_from, transcript=transcript, meta=meta, config=config,
        assignments=assignments, raw_audio=raw_audio or str(RAW_AUDIO), artifacts=artifacts or str(ARTIFACTS),
        corpus=False,
    )  # fmt: skip
    outer = screen.current()
    show = screen.use(RunScreen(outer, runtime.flow_run.id, Path(episode_id).stem))
    try:
        done = tried_again(job, show)
    finally:
        screen.use(outer)
    record = done.record
    if corpus:
        update(job.artifacts, profile=profile, config=config, assignments=assignments)
        record = Store(Path(job.artifacts)).episode(record.episode.id).load(RECORD, Highlights)
    create_markdown_artifact(
        key=f"highlights-{record.episode.id}".replace(".", "-").replace("_", "-"),
        markdown=summary_markdown(record),
        description=f"Highlights of {record.episode.title}",
    )
    return {
        "episode_id": record.episode.id,
        "page": str(done.folder / "page.html"),
        "stages": [{"name": s.name, "seconds": s.seconds, "reused": s.reused} for s in done.steps],
        "verification": record.verification.model_dump(mode="json"),
        "totals": totals(record, done.steps),
    }


@dataclass(frozen=True)
class InRun:
    """What makes episodes in a process of a crew, each as a run below the run that leads the crew."""

    context: bytes  # of the leading run

    @classmethod
    def here(cls) -> "InRun":
        """Return it for the run that this is called in."""
        return cls(cloudpickle.dumps(serialize_context()))

    @contextmanager
    def __call__(self) -> Iterator[Make]:
        """Give what makes an episode; the leading run sees to it that no run stays, so none has a heartbeat."""
        with (
            hydrated_context(cloudpickle.loads(self.context)),
            temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
        ):
            _benches.keeps = True
            yield as_run


def as_run(job: Job) -> Row:
    """Make an episode as a Prefect run; return its row, whatever becomes of it."""
    began = time.monotonic()
    state = episode(**job.model_dump(), return_state=True)
    answer = state.result(raise_on_failure=False)
    seconds = time.monotonic() - began
    if isinstance(answer, BaseException):
        return row_without(job.episode_id, why_of(answer), seconds=seconds)
    return row_of(job.episode_id, {"episode_id": answer["episode_id"]} | answer["totals"], seconds=seconds)
