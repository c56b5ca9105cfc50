"""A large backlog over many machines: one flow run for each chunk of episodes, on whichever worker is free.

`backlog` lists the inbox and asks for the runs. `chunk` makes its episodes one after the other, or all at once on a
Dask or Ray cluster, and brings the catalog up to date at its end. The work is that of `batch`: `job.do`.
"""

import time
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from flows import environment

environment.prepare()

from prefect import flow, task  # noqa: E402  Prefect reads its environment when it is imported
from prefect.artifacts import create_table_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.schemas.objects import State  # noqa: E402
from prefect.deployments import run_deployment  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402
from prefect.task_runners import TaskRunner  # noqa: E402
from pydantic import Field  # noqa: E402

from flows.job import ARTIFACTS, RAW_AUDIO, Job, do  # noqa: E402
from flows.retries import RETRIES, RETRY_AFTER_S, world_failed  # noqa: E402
from flows.rows import Row, row_of_done, row_without, why_of  # noqa: E402
from pipeline import folders  # noqa: E402
from pipeline.corpus import publish_corpus  # noqa: E402
from pipeline.errors import BadInput, MachineLacks  # noqa: E402
from pipeline.settings import gather  # noqa: E402
from pipeline.sources import elsewhere  # noqa: E402
from pipeline.sources.inbox_folder import slug  # noqa: E402
from pipeline.stages.publish.config import PublishConfig  # noqa: E402
from pipeline.store import Store  # noqa: E402

CHUNK = "chunk/asked"  # the deployment of prefect.yaml that makes a chunk
PER_CHUNK = 25  # a run costs some 12 s and a model load: 0.5 s for each of 25 episodes (docs/scaling.md)
Runner = Literal["here", "dask", "ray"]


@task(
    name="make an episode", task_run_name="{source}", retries=RETRIES, retry_delay_seconds=RETRY_AFTER_S,
    retry_condition_fn=world_failed, cache_policy=NO_CACHE, persist_result=False,
)  # fmt: skip
def make(source: str, common: dict[str, Any]) -> dict[str, Any]:
    """Make one episode of the inbox, without the catalog; return its row."""
    from flows.job import LOADED  # here: a cluster pickles this function with its globals

    began = time.monotonic()
    done = do(Job(episode_id=source, **common, corpus=False), benches=LOADED)
    return row_of_done(source, done, seconds=time.monotonic() - began)


@flow(name="chunk", persist_result=False)
def chunk(
    sources: Annotated[list[str], Field(description="Names of files in the inbox")],
    *,
    profile: Annotated[str, Field(description="Settings profile: default, or fast")] = "default",
    config: Annotated[str | None, Field(description="A TOML file of settings, at the same path on each worker")] = None,
    assignments: Annotated[tuple[str, ...], Field(description="Single settings: table.key=value")] = (),
    raw_audio: Annotated[str, Field(description="The inbox: a folder, or s3://BUCKET/FOLDER")] = str(RAW_AUDIO),
    artifacts: Annotated[str, Field(description="Results: a folder, or s3://BUCKET/FOLDER")] = str(ARTIFACTS),
    runner: Annotated[Runner, Field(description="Where the episodes are made: here, or on a cluster")] = "here",
    address: Annotated[str | None, Field(description="Of the cluster; none starts one on this machine")] = None,
) -> State[dict[str, list[Row]]]:
    """Make some episodes and bring the catalog up to date; a bad one ends nothing."""
    common = {"profile": profile, "config": config, "assignments": assignments, "raw_audio": raw_audio,
              "artifacts": artifacts}  # fmt: skip
    if runner == "here":
        states = [make(source, common, return_state=True) for source in sources]
        answers = [state.result(raise_on_failure=False) for state in states]
    else:
        answers = spread.with_options(task_runner=task_runner(runner, address))(sources, common)
    rows = [
        row_without(source, why_of(answer)) if isinstance(answer, BaseException) else answer
        for source, answer in zip(sources, answers, strict=True)
    ]
    settings = gather(profile=profile, config=Path(config) if config else None, assignments=assignments)
    publish_corpus(
        Store(folders.place(artifacts)), settings.related, base_url=settings.of(PublishConfig).base_url,
        site_config=settings.site, tables_config=settings.tables, wait_s=settings.store.wait_s,
    )  # fmt: skip
    create_table_artifact(key="chunk", table=rows, description=f"{len(rows)} episodes")
    return ended(rows)


@flow(name="episodes on a cluster", persist_result=False)
def spread(sources: list[str], common: dict[str, Any]) -> list[Any]:
    """Make all episodes at once, as the task runner allows; return an answer or an error for each."""
    futures = [make.submit(source, common) for source in sources]
    states = [_waited(future) for future in futures]
    return [state.result(raise_on_failure=False) for state in states]


def _waited(future: Any) -> State[Any]:
    future.wait()
    state: State[Any] = future.state
    return state


def ended(rows: list[Row]) -> State[dict[str, list[Row]]]:
    """Return the state that says how many of the episodes failed."""
    answer = {"episodes": rows}
    failed = sum(not one["done"] for one in rows)
    if not failed:
        return Completed(message=f"{len(rows)} episodes done", data=answer)
    message = f"{failed} of {len(rows)} episodes failed"
    if failed == len(rows):
        return Failed(message=message, data=answer)
    return Completed(name="CompletedWithFailures", message=message, data=answer)


def task_runner(runner: Runner, address: str | None) -> TaskRunner[Any]:
    """Return what spreads tasks over a cluster; `MachineLacks` where its extra is not installed."""
    try:
        if runner == "dask":
            from prefect_dask import DaskTaskRunner

            local = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
            cluster: dict[str, Any] = {"address": address} if address else {"cluster_kwargs": local}
            over_dask: TaskRunner[Any] = DaskTaskRunner(**cluster)
            return over_dask
        from prefect_ray import RayTaskRunner

        cluster = {"address": address} if address else {"init_kwargs": {"include_dashboard": False}}
        over_ray: TaskRunner[Any] = RayTaskRunner(**cluster)
        return over_ray
    except ImportError as error:
        raise MachineLacks(
            f"expected the extra {runner}, found {error}; install it: pip install 'episode-highlights[{runner}]'"
        ) from error


@flow(name="backlog", persist_result=False)
def backlog(
    *,
    raw_audio: Annotated[str, Field(description="The inbox: a folder, or s3://BUCKET/FOLDER")] = str(RAW_AUDIO),
    artifacts: Annotated[str, Field(description="Results: a folder, or s3://BUCKET/FOLDER")] = str(ARTIFACTS),
    profile: Annotated[str, Field(description="Settings profile: default, or fast")] = "default",
    per_chunk: Annotated[int, Field(ge=1, le=1000, description="Episodes of one flow run")] = PER_CHUNK,
    everything: Annotated[bool, Field(description="Ask for episodes again that there are already")] = False,
    runner: Annotated[Runner, Field(description="Where a chunk makes its episodes: here, or on a cluster")] = "here",
    address: Annotated[str | None, Field(description="Of the cluster; none starts one on each worker")] = None,
    deployment: Annotated[str, Field(description="What makes a chunk")] = CHUNK,
) -> list[str]:
    """Ask for a run for each chunk of the inbox and return their ids; the workers of the pool make them."""
    sources = left_to_make(folders.place(raw_audio), folders.place(artifacts), everything=everything)
    parts = [sources[start : start + per_chunk] for start in range(0, len(sources), per_chunk)]
    common = {"profile": profile, "raw_audio": raw_audio, "artifacts": artifacts, "runner": runner, "address": address}
    return [
        str(
            run_deployment(  # type: ignore[union-attr]  # called from a flow that is not async, it returns the run
                deployment, parameters={"sources": part, **common}, timeout=0, as_subflow=False,
                flow_run_name=f"{part[0]} and {len(part) - 1} more" if len(part) > 1 else part[0],
            ).id
        )
        for part in parts
    ]  # fmt: skip


def left_to_make(inbox: Path, artifacts: Path, *, everything: bool = False) -> list[str]:
    """Return the files of an inbox whose episodes have no record yet; a run that died left none."""
    made = set() if everything else Store(artifacts).finished()
    return [name for name in episodes(inbox) if slug(PurePosixPath(name).stem) not in made]


def episodes(inbox: Path) -> list[str]:
    """Return the name of one file for each episode of an inbox, audio before transcripts; `BadInput` for none."""
    found: dict[str, str] = {}
    for name in elsewhere.names(inbox):
        kind = elsewhere.kind_of(name)
        stem = PurePosixPath(name).stem
        if kind and (stem not in found or kind == "audio"):
            found[stem] = name
    if not found:
        raise BadInput(f"expected episodes in {folders.address_of(inbox) or inbox}, found none")
    return sorted(found.values())
