"""The schedule of the feeds follows the subscriptions, and never a person's choice."""

from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.prefect


@pytest.fixture
def nightly(prefect_server: None) -> Iterator[tuple[Any, Any]]:
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import DeploymentScheduleCreate
    from prefect.client.schemas.schedules import CronSchedule

    @flow(name="feeds")
    def feeds() -> None: ...

    with get_client(sync_client=True) as client:
        schedule = DeploymentScheduleCreate(schedule=CronSchedule(cron="0 3 * * *", timezone="UTC"), active=True)
        made = client.create_deployment(client.create_flow(feeds), "nightly", schedules=[schedule])
        yield client, lambda: client.read_deployment(made).schedules[0]
        client.delete_deployment(made)


def test_it_is_off_until_a_feed_is_added_and_again_when_the_last_is_gone(nightly: tuple[Any, Any]) -> None:
    from flows.deployments import follow_feeds

    client, schedule = nightly
    for any_feeds in (False, False, True, True, False, True):
        assert follow_feeds(client, any_feeds=any_feeds) is any_feeds
        assert schedule().active is any_feeds


def test_what_a_person_paused_stays_paused(nightly: tuple[Any, Any]) -> None:
    from flows.deployments import follow_feeds

    client, schedule = nightly
    follow_feeds(client, any_feeds=True)
    paused = schedule()
    client.update_deployment_schedule(paused.deployment_id, paused.id, active=False)
    for any_feeds in (True, False, True):
        follow_feeds(client, any_feeds=any_feeds)
        assert not schedule().active


def test_a_server_without_the_deployment_is_left_alone(prefect_server: None) -> None:
    from prefect.client.orchestration import get_client

    from flows.deployments import follow_feeds

    with get_client(sync_client=True) as client:
        assert follow_feeds(client, any_feeds=True)
