"""The flow `cleanup`: removes old runs from Prefect's database. Nothing in artifacts/ is touched."""

from datetime import UTC, datetime, timedelta

from flows import environment

environment.prepare()

from prefect import flow, get_run_logger  # noqa: E402  Prefect reads its environment when it is imported
from prefect.client.orchestration import SyncPrefectClient, get_client  # noqa: E402
from prefect.client.schemas.filters import (  # noqa: E402
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import TERMINAL_STATES  # noqa: E402
from prefect.exceptions import ObjectNotFound  # noqa: E402

AT_ONCE = 100  # runs that are asked for together


@flow(name="cleanup", flow_run_name="cleanup", persist_result=False)
def cleanup(*, keep_days: int = 30) -> int:
    """Delete finished runs that are older than `keep_days`; return how many.

    Args:
        keep_days: How many days a finished run is kept, with its log and its tasks.
    """
    if keep_days < 1:
        raise ValueError(f"expected at least 1 day, found {keep_days}")
    before = datetime.now(UTC) - timedelta(days=keep_days)
    with get_client(sync_client=True) as client:
        count = delete_before(client, before)
    get_run_logger().info("%d runs that ended before %s are deleted", count, f"{before:%Y-%m-%d}")
    return count


def delete_before(client: SyncPrefectClient, before: datetime) -> int:
    """Delete the runs that ended before a time; return how many. Their tasks and logs go with them."""
    old = FlowRunFilter(
        end_time=FlowRunFilterEndTime(before_=before),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(TERMINAL_STATES))),
    )
    count = 0
    while found := client.read_flow_runs(flow_run_filter=old, limit=AT_ONCE):
        for run in found:
            try:
                client.delete_flow_run(run.id)
            except ObjectNotFound:  # it went with the run that it was a part of
                continue
            count += 1
    return count
