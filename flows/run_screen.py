"""What is said of an episode inside of a Prefect run: lines in the run's log, and its progress as an artifact."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from flows import environment

environment.prepare()

from prefect.artifacts import create_progress_artifact, update_progress_artifact  # noqa: E402

from flows.crew import RUN, CrewScreen  # noqa: E402
from flows.screen import PROGRESS, Screen, doing  # noqa: E402

T = TypeVar("T")
EVERY_S = 10.0  # between two updates of an artifact

log = logging.getLogger("pipeline.episode")
logging.getLogger("pipeline").setLevel(logging.INFO)  # Prefect takes what loggers give, and gives them no level


class RunScreen(Screen):
    """Passes everything on to the screen of the process, and to Prefect."""

    def __init__(self, outer: Screen, run_id: str | None, name: str) -> None:
        super().__init__(quiet=True)
        self._outer, self._name = outer, name
        self._artifacts: dict[str, tuple[UUID, float]] = {}  # by what is done: its artifact, and when it was updated
        if isinstance(outer, CrewScreen) and run_id:
            outer.tell(RUN, run_id)

    def say(self, text: str) -> None:
        """Print one line, and log it."""
        log.info("%s", text)
        self._outer.say(text)

    def stage(self, name: str, work: Callable[[], T]) -> T:
        """Show a stage, and log how long it took."""
        began = time.monotonic()
        answer = self._outer.stage(name, work)
        log.info("%s: %s took %.1f s", self._name, doing().get(name, name), time.monotonic() - began)
        return answer

    def progress(self, what: str, done: float, total: float) -> None:
        """Show how far a stage is: seconds of audio done, of how many; the run's page has it as an artifact."""
        self._outer.progress(what, done, total)
        if not total:
            return
        share = min(100.0, 100 * done / total)
        found = self._artifacts.get(what)
        if found is None:
            made: Any = create_progress_artifact(share, description=f"{self._name}: {PROGRESS.get(what, what)}")
            self._artifacts[what] = made, time.monotonic()
        elif done >= total or time.monotonic() - found[1] > EVERY_S:
            update_progress_artifact(found[0], progress=share)
            self._artifacts[what] = found[0], time.monotonic()
