"""A reprocess goes before a night's batch; transcriptions have a global limit; old runs are deleted."""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.prefect


def test_queues_and_the_limit_are_made_once_and_stay_as_a_person_sets_them(prefect_server: None) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.workers.process import ProcessWorker

    from flows import queues

    pool = "queues-test"
    with get_client(sync_client=True) as client:
        template = ProcessWorker.get_default_base_job_template()
        client.create_work_pool(WorkPoolCreate(name=pool, type="process", base_job_template=template))
        queues.ensure(client, pool)
        made = {one.name: one for one in client.read_work_queues(work_pool_name=pool)}
        assert (made["now"].priority, made["now"].concurrency_limit) == (1, None)
        assert (made["night"].priority, made["night"].concurrency_limit) == (10, 1)
        assert client.read_global_concurrency_limit_by_name("transcribe").limit == 1
        client.update_work_queue(made["night"].id, concurrency_limit=3)
        queues.ensure(client, pool)
        again = {one.name: one for one in client.read_work_queues(work_pool_name=pool)}
        assert again["night"].concurrency_limit == 3


def test_only_runs_that_ended_before_are_deleted(prefect_server: None) -> None:
    from prefect import flow
    from prefect.client.orchestration import get_client

    from flows.cleanup import delete_before

    @flow(name="cleaned")
    def cleaned() -> None:
        return

    cleaned()
    with get_client(sync_client=True) as client:
        before = client.read_flow_runs()
        assert delete_before(client, datetime.now(UTC) - timedelta(days=1)) == 0
        assert len(client.read_flow_runs()) == len(before)
        assert delete_before(client, datetime.now(UTC) + timedelta(seconds=1)) >= 1
        assert [run for run in client.read_flow_runs() if run.name == before[0].name] == []
