"""The batch flow: every episode of the inbox; a bad one never ends it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from flows import environment

environment.prepare()

from prefect import flow  # noqa: E402  Prefect reads its environment when it is imported
from prefect.artifacts import create_table_artifact  # noqa: E402
from prefect.client.orchestration import get_client  # noqa: E402
from prefect.client.schemas.objects import State  # noqa: E402
from prefect.states import Completed, Crashed, Failed  # noqa: E402

from flows import alerts, board  # noqa: E402
from flows.episode import InRun  # noqa: E402
from flows.job import ARTIFACTS, RAW_AUDIO, Job, settings_for  # noqa: E402
from flows.making import Answer, Batch  # noqa: E402
from flows.rows import row_without  # noqa: E402


@flow(
    name="batch", flow_run_name="batch", persist_result=False, on_failure=[alerts.on_failure],
    on_completion=[alerts.on_completion], on_crashed=[alerts.on_crash],
)  # fmt: skip
def batch(
    *,
    raw_audio: str | None = None,
    artifacts: str | None = None,
    profile: str = "default",
    config: str | None = None,
    assignments: tuple[str, ...] = (),
    jobs: int | None = None,
) -> State[Answer]:
    """Make every episode of a folder; return a row each, also as a table artifact and catalog/batch.json.

    Episodes that are unchanged cost a look at their files and no run. Each of the others is a run of its own below
    this one, made by a process that keeps its models loaded. Files that are passed over are named with the reason.

    Args:
        raw_audio: The folder of episodes. Empty uses the project's raw_audio/.
        artifacts: The folder of results. Empty uses the project's artifacts/.
        profile: The settings profile: default, fast, or one of your own in config/.
        config: A TOML file of settings on the worker's machine; its settings win over the profile.
        assignments: Single settings such as quotes.per_section=2.
        jobs: How many episodes to make at once. Empty uses [batch] jobs of the settings.
    """
    ask = Job(
        episode_id=raw_audio or str(RAW_AUDIO), raw_audio=raw_audio or str(RAW_AUDIO),
        artifacts=artifacts or str(ARTIFACTS), profile=profile, config=config, assignments=assignments,
    )  # fmt: skip
    work = Batch(ask, settings_for(ask, None), board.current(), jobs=jobs, crashed=crashed)
    work.look()
    answer = work.make(InRun.here())
    rows = answer["episodes"]
    passed_over = [row_without(one["source"], f"skipped: {one['why']}") for one in answer["skipped"]]
    shown = [row for row in rows if row["state"] != "unchanged"] + passed_over
    create_table_artifact(key="batch", table=shown, description=f"{Path(ask.raw_audio).name}: {summed(answer)}")
    return ended(answer)


def ended(answer: Answer) -> State[Answer]:
    """Return the state that a batch ends in."""
    failed = answer["failed"]
    if not failed:
        return Completed(message=summed(answer), data=answer)
    if failed == len(answer["episodes"]):
        return Failed(message=summed(answer), data=answer)
    return Completed(name="CompletedWithFailures", message=summed(answer), data=answer)


def summed(answer: Answer) -> str:
    """Return the sums of a batch in words."""
    return f"{answer['made']} made, {answer['unchanged']} unchanged, {answer['failed']} failed"


def crashed(run_id: str, why: str) -> None:
    """Mark the run of a process that died: nobody else would."""
    with get_client(sync_client=True) as client:
        client.set_flow_run_state(UUID(run_id), Crashed(message=why), force=True)
        for one in client.read_task_runs(flow_run_filter=_of(run_id)):
            if one.state and not one.state.is_final():
                client.set_task_run_state(one.id, Crashed(message=why), force=True)


def _of(run_id: str) -> Any:
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    return FlowRunFilter(id=FlowRunFilterId(any_=[UUID(run_id)]))
