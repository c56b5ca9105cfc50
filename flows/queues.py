"""Who goes first on a Prefect server, and how much is transcribed at once: work queues and one global limit.

They are made once. What a person changes or deletes afterwards stays so.
"""

from contextlib import suppress

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.client.schemas.objects import WorkQueue
from prefect.exceptions import ObjectAlreadyExists
from prefect.variables import Variable

from pipeline.limits import TRANSCRIBE

NOW, NIGHT = "now", "night"
QUEUES = {NOW: (1, None), NIGHT: (10, 1)}  # priority, the lower the earlier; how many runs at once
MADE = "highlights_queues"  # the variable that says that they were made
TRANSCRIPTIONS = 1  # at once over all workers of the server; Whisper uses all cores of a machine alone


def ensure(client: SyncPrefectClient, pool: str) -> None:
    """Make the queues of the work pool and the limit on transcriptions, once on each server."""
    if Variable.get(MADE) == "yes":
        return
    there = {queue.name: queue for queue in client.read_work_queues(work_pool_name=pool)}
    for name, (priority, most) in QUEUES.items():
        queue: WorkQueue = there.get(name) or client.create_work_queue(name, work_pool_name=pool)
        client.update_work_queue(queue.id, priority=priority, concurrency_limit=most)
    with suppress(ObjectAlreadyExists):
        client.create_global_concurrency_limit(
            GlobalConcurrencyLimitCreate(name=TRANSCRIBE, limit=TRANSCRIPTIONS, active=True)
        )
    Variable.set(MADE, "yes", overwrite=True)
