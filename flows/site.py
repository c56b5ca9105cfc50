"""The flow `site`: brings what stands over all episodes up to date, by one writer at a time."""

import time
from pathlib import Path
from typing import Any

from flows import environment

environment.prepare()

from prefect import flow, task  # noqa: E402  Prefect reads its environment when it is imported
from prefect.cache_policies import NO_CACHE  # noqa: E402

from flows import alerts  # noqa: E402
from flows.job import ARTIFACTS  # noqa: E402
from flows.retries import RETRIES, RETRY_AFTER_S, world_failed  # noqa: E402
from pipeline import folders  # noqa: E402
from pipeline.corpus import publish_corpus  # noqa: E402
from pipeline.settings import gather  # noqa: E402
from pipeline.stages.publish.config import PublishConfig  # noqa: E402
from pipeline.store import Store  # noqa: E402


@task(
    name="site", retries=RETRIES, retry_delay_seconds=RETRY_AFTER_S, retry_condition_fn=world_failed,
    cache_policy=NO_CACHE, persist_result=False,
)  # fmt: skip
def update(
    artifacts: str, *, profile: str = "default", config: str | None = None, assignments: tuple[str, ...] = ()
) -> None:
    """Bring the tables, the search, the site, the feeds and the related episodes up to date."""
    settings = gather(profile=profile, config=Path(config) if config else None, assignments=assignments)
    publish_corpus(
        Store(folders.place(artifacts)), settings.related, base_url=settings.of(PublishConfig).base_url,
        site_config=settings.site, tables_config=settings.tables, wait_s=settings.store.wait_s,
    )  # fmt: skip


@flow(
    name="site", flow_run_name="site", persist_result=False, on_failure=[alerts.on_failure],
    on_completion=[alerts.on_completion], on_crashed=[alerts.on_crash],
)  # fmt: skip
def site(
    *,
    artifacts: str | None = None,
    profile: str = "default",
    config: str | None = None,
    assignments: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Publish every finished episode; return how many there are and how long it took.

    Args:
        artifacts: The folder of results. Empty uses the project's artifacts/.
        profile: The settings profile: default, fast, or one of your own in config/.
        config: A TOML file of settings on the worker's machine; its settings win over the profile.
        assignments: Single settings such as related.most=3.
    """
    began = time.monotonic()
    folder = artifacts or str(ARTIFACTS)
    update(folder, profile=profile, config=config, assignments=assignments)
    return {"episodes": len(Store(Path(folder)).episode_ids()), "seconds": round(time.monotonic() - began, 3)}
