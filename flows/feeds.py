"""The flow `feeds`: pull every subscription, then make the highlights of what came; a bad one never ends it."""

from collections import Counter
from pathlib import Path

from flows import environment

environment.prepare()

from prefect import flow, task  # noqa: E402  Prefect reads its environment when it is imported
from prefect.artifacts import create_table_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.schemas.objects import State  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402

from flows import alerts, board, screen  # noqa: E402
from flows.batch import crashed  # noqa: E402
from flows.episode import InRun  # noqa: E402
from flows.job import ARTIFACTS, Job  # noqa: E402
from flows.making import Batch  # noqa: E402
from flows.rows import Row  # noqa: E402
from pipeline import folders  # noqa: E402
from pipeline.errors import Busy  # noqa: E402
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
    jobs: int | None = None,
) -> State[dict[str, list[Row]]]:
    """Pull all subscriptions and make the highlights of what is new; return a row for each show and each episode.

    Args:
        feeds: The folder of subscriptions and of fetched files.
        artifacts: The folder of results.
        profile: The settings profile: default, fast, or one of your own in config/.
        config: A TOML file of settings on the worker's machine; its settings win over the profile.
        assignments: Single settings such as feeds.hours=4.
        jobs: How many episodes to make at once. Empty uses [batch] jobs of the settings.
    """
    folder, settings = folders.local(feeds), _settings(profile, config, assignments)
    shows = [_shown(one) for one in pull_all(folder, settings)]
    made = make(
        feeds=feeds, artifacts=artifacts, profile=profile, config=config, assignments=assignments, jobs=jobs
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


class Fetched:
    """The episodes of subscriptions that are fetched and not made yet; each is marked as it ends."""

    has_answer = False

    def __init__(self, folder: Path, wait_s: float) -> None:
        self.passed_over: list[dict[str, str]] = []
        self._folder, self._wait_s = folder, wait_s
        self._found = {path: (name, taken.stem) for name, taken, path in pull.to_make(folder)}
        self._of_a_name = Counter(path.name for path in self._found)

    def first(self) -> list[Path]:
        """Return all of them, those that were fetched first first."""
        return list(self._found)

    def later(self) -> list[Path]:
        """Return none: a pull comes before."""
        return []

    @property
    def is_growing(self) -> bool:
        """Say that no more come."""
        return False

    def name(self, path: Path) -> str:
        """Return a file's name, with its show's where two shows have a file of that name."""
        return path.name if self._of_a_name[path.name] == 1 else f"{path.parent.name}/{path.name}"

    def ended(self, path: Path, row: Row) -> None:
        """Mark an episode in its subscription; while a pull holds that, the next night sees that it is made."""
        show, stem = self._found[path]
        try:
            with state.alone(self._folder, wait_s=self._wait_s):
                pull.mark(self._folder, show, stem, why=row["why"])
        except Busy as error:
            self._wait_s = 0.0  # a pull takes hours: the others do not wait for it
            screen.current().say(f"{row['source']} is marked at the next pull: {error}")


@flow(name="make", flow_run_name="make", persist_result=False)
def make(
    *,
    feeds: str = str(FEEDS),
    artifacts: str = str(ARTIFACTS),
    profile: str = "default",
    config: str | None = None,
    assignments: tuple[str, ...] = (),
    jobs: int | None = None,
) -> list[Row]:
    """Make the highlights of every episode that was fetched and not made yet; return a row each.

    They are made as those of a batch are: by processes that keep their models loaded, so many at once as the settings
    say, and so many transcriptions at once.
    """
    folder, settings = folders.local(feeds), _settings(profile, config, assignments)
    files = Fetched(folder, settings.store.wait_s)
    if not files.first():
        return []
    ask = Job(
        episode_id=str(folder), profile=profile, config=config, assignments=assignments, raw_audio=str(folder),
        artifacts=artifacts,
    )  # fmt: skip
    batch = Batch(ask, settings, board.current(), jobs=jobs, files=files, crashed=crashed)
    batch.look()
    rows: list[Row] = batch.make(InRun.here())["episodes"]
    return rows


def _shown(one: pull.Pulled) -> Row:
    """Return a show's row as plain values."""
    return {
        "feed": one.name, "state": one.state, "fetched": len(one.fetched), "pending": one.pending,
        "failed": len(one.failures), "why": one.why or "; ".join(one.failures.values()),
    }  # fmt: skip


def _settings(profile: str, config: str | None, assignments: tuple[str, ...]) -> Settings:
    return gather(profile=profile, config=Path(config) if config else None, assignments=assignments)
