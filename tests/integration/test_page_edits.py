"""What a person edits in Prefect's pages stays when the deployments are applied again; the rest follows the file."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.prefect


@pytest.fixture
def nightly(prefect_server: None) -> Iterator[tuple[Any, Callable[..., Any]]]:
    """A client, and what applies the deployment: anew each time, as Prefect's own command does."""
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import DeploymentScheduleCreate
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.variables import Variable

    @flow(name="edited")
    def edited(*, profile: str = "default") -> None: ...

    with get_client(sync_client=True) as client:

        def apply(cron: str = "0 3 * * *", **given: Any) -> Any:
            schedule = DeploymentScheduleCreate(schedule=CronSchedule(cron=cron, timezone="UTC"), active=True)
            made = client.create_deployment(
                client.create_flow(edited), "edited", schedules=[schedule], concurrency_limit=1, **given
            )
            return client.read_deployment(made)

        yield client, apply
        client.delete_deployment(client.read_deployment_by_name("edited/edited").id)
        if Variable.get("highlights_applied"):
            Variable.unset("highlights_applied")


def again(client: Any, apply: Callable[..., Any], **given: Any) -> Any:
    """Apply as `highlights up` does and return what the server has then."""
    from flows import page_edits

    edits = page_edits.of(client, [d for d in client.read_deployments() if d.name == "edited"])
    apply(**given)
    page_edits.remember(client, {"edited"})
    page_edits.put_back(client, edits)
    return client.read_deployment_by_name("edited/edited")


def times(deployment: Any) -> list[tuple[str, bool]]:
    return [(s.schedule.cron, s.active) for s in deployment.schedules]


def edit(client: Any, deployment: Any, **fields: Any) -> None:
    from prefect.client.schemas.actions import DeploymentUpdate

    client.update_deployment(deployment.id, DeploymentUpdate(**fields))


def cron(value: str) -> dict[str, Any]:
    return {"schedule": {"cron": value, "timezone": "UTC"}, "active": True}


def test_what_nobody_edited_follows_the_file(nightly: tuple[Any, Any]) -> None:
    client, apply = nightly
    again(client, apply)
    assert times(again(client, apply, cron="0 4 * * *")) == [("0 4 * * *", True)]


def test_an_edited_schedule_stays_over_several_upgrades(nightly: tuple[Any, Any]) -> None:
    client, apply = nightly
    made = again(client, apply)
    edit(client, made, schedules=[cron("30 5 * * *"), cron("0 12 * * *")])
    for new in ("0 4 * * *", "0 2 * * *"):
        found = again(client, apply, cron=new)
        assert sorted(times(found)) == [("0 12 * * *", True), ("30 5 * * *", True)]


def test_a_paused_schedule_stays_paused_and_takes_the_new_time(nightly: tuple[Any, Any]) -> None:
    client, apply = nightly
    made = again(client, apply)
    client.update_deployment_schedule(made.id, made.schedules[0].id, active=False)
    assert times(again(client, apply, cron="0 4 * * *")) == [("0 4 * * *", False)]


def test_limit_tags_parameters_and_pause_stay(nightly: tuple[Any, Any]) -> None:
    client, apply = nightly
    made = again(client, apply)
    edit(client, made, concurrency_limit=4, tags=["mine"], parameters={"profile": "fast"}, paused=True)
    found = again(client, apply, description="new words")
    assert (found.global_concurrency_limit.limit, found.tags, found.parameters) == (4, ["mine"], {"profile": "fast"})
    assert (found.paused, found.description) == (True, "new words")


def test_an_older_version_remembered_nothing_so_schedules_stay(nightly: tuple[Any, Any]) -> None:
    client, apply = nightly
    edit(client, apply(), schedules=[cron("30 5 * * *")])
    assert times(again(client, apply)) == [("30 5 * * *", True)]


def test_the_watch_over_heartbeats_is_made_once_and_a_person_may_delete_it(prefect_server: None) -> None:
    from prefect.client.orchestration import get_client

    from flows import heartbeats

    with get_client(sync_client=True) as client:
        heartbeats.ensure(client)
        heartbeats.ensure(client)
        (made,) = client.read_automations_by_name(heartbeats.NAME)
        assert made.trigger.within.total_seconds() == heartbeats.SILENT_S
        client.delete_automation(made.id)
        heartbeats.ensure(client)
        assert client.read_automations_by_name(heartbeats.NAME) == []
