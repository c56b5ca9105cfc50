"""When Prefect tries a task again: where the world failed, not the episode."""

from typing import Any

from pipeline.errors import is_transient

RETRIES, RETRY_AFTER_S = 2, 2.0  # a disk or a registry may fail once; a bad episode fails the same way each time


def world_failed(_task: object, _run: object, state: Any) -> bool:
    """Say whether a task failed for a reason outside the episode that may be gone in a moment."""
    return is_transient(state.result(raise_on_failure=False))
