"""The flow `feeds`: pull every subscription, then make the highlights of what came; a bad one never ends it."""

from pathlib import Path

from flows import environment

environment.prepare()

from prefect import flow, task  # noqa: E402  Prefect reads its environment when it is imported
from prefect.artifacts import create_table_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.schemas.objects import State  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402

from flows import alerts, screen  # noqa: E402
from flows.episode import as_run  # noqa: E402
from flows.job import ARTIFACTS, Job  # noqa: E402
from flows.rows import Row  # noqa: E402
from flows.site import update  # noqa: E402
from pipeline import folders  # noqa: E402
from pipeline.feeds import pull, state  # noqa: E402
from pipeline.feeds.fetch import Web  # noqa: E402
from pipeline.settings import Settings, gather  # noqa: E402

FEEDS = folders.feeds()


@flow(
    name="feeds", flow_run_name="feeds", persist_result=False, on_failure=[alerts.on_failure],
    on_completion=[alerts.on_completion], on_crashed=[alerts.on_crash],
)  # fmt: skip
def feeds(
    *,
    feeds: str = str(FEEDS),
    artifacts: str = str(ARTIFACTS),
    profile: str = "default",
    config: str | None = None,
    assignments: tuple[str, ...] = (),
) -> State[dict[str, list[Row]]]:
    """Pull all subscriptions and make the highlights of what is new; return a row for each show and each episode."""
    folder, settings = folders.local(feeds), _settings(profile, config, assignments)
    shows = [_shown(one) for one in pull_all(folder, settings)]
    made = make(
        feeds=feeds, artifacts=artifacts, profile=profile, config=config, assignments=assignments
    )  # fmt: skip
    create_table_artifact(key="feeds", table=shows, description="Feeds")
    answer = {"feeds": shows, "episodes": made}
    bad = sum(one["state"] == "failed" for one in shows) + sum(not one["done"] for one in made)
    if not bad:
        return Completed(message=f"{len(shows)} feeds pulled, {len(made)} episodes made", data=answer)
    message = f"{bad} of {len(shows)} feeds and {len(made)} episodes failed"
    if bad == len(shows) + len(made):
        return Failed(message=message, data=answer)
    return Completed(name="CompletedWithFailures", message=message, data=answer)


@task(name="pull", cache_policy=NO_CACHE, persist_result=False)
def pull_all(folder: Path, settings: Settings) -> list[pull.Pulled]:
    """Fetch what is new of every subscription."""
    say = screen.current().say
    with (
        state.alone(folder, wait_s=settings.store.wait_s, say=say),
        Web(allow_private=settings.feeds.allow_private) as web,
    ):
        return pull.pull(folder, web, settings.feeds, say=say)


@flow(name="make", flow_run_name="make", persist_result=False)
def make(
    *,
    feeds: str = str(FEEDS),
    artifacts: str = str(ARTIFACTS),
    profile: str = "default",
    config: str | None = None,
    assignments: tuple[str, ...] = (),
) -> list[Row]:
    """Make the highlights of every episode that was fetched and not made yet; return a row each."""
    folder = folders.local(feeds)
    rows = []
    for name, taken, path in pull.to_make(folder):
        job = Job(
            episode_id=str(path), profile=profile, config=config, assignments=assignments, raw_audio=str(folder / name),
            artifacts=artifacts, corpus=False,
        )  # fmt: skip
        rows.append(as_run(job))
        settings = _settings(profile, config, assignments)
        with state.alone(folder, wait_s=settings.store.wait_s):
            pull.mark(folder, name, taken.stem, why=rows[-1]["why"])
    if rows:
        update(artifacts, profile=profile, config=config, assignments=assignments)
    return rows


def _shown(one: pull.Pulled) -> Row:
    """Return a show's row as plain values."""
    return {
        "feed": one.name, "state": one.state, "fetched": len(one.fetched), "pending": one.pending,
        "failed": len(one.failures), "why": one.why or "; ".join(one.failures.values()),
    }  # fmt: skip


def _settings(profile: str, config: str | None, assignments: tuple[str, ...]) -> Settings:
    return gather(profile=profile, config=Path(config) if config else None, assignments=assignments)
