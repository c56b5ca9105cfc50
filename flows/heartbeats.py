"""Prefect's own watch over runs wherever they work: one whose heartbeats stop has crashed.

`highlights up` sees processes of its own machine (`lost_runs`) sooner; this also covers runs of a command line and
of workers elsewhere.
"""

from datetime import timedelta

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.variables import Variable

NAME = "highlights: runs without heartbeats have crashed"
MADE = "highlights_heartbeats"  # the variable that says that it was made: a person who deleted it meant it
SILENT_S = 200  # three heartbeats of 60 s (flows/environment.py), and some
HEARTBEAT = "prefect.flow-run.heartbeat"
ANY_NEWS = "prefect.flow-run.*"  # a state has a name of its own at times (CompletedWithFailures)


def automation() -> AutomationCore:
    """Return the automation as Prefect documents it for zombie flows, with our times."""
    trigger = EventTrigger(
        posture=Posture.Proactive,
        match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
        for_each={"prefect.resource.id"},
        after={HEARTBEAT},
        expect={ANY_NEWS},
        threshold=1,
        within=timedelta(seconds=SILENT_S),
    )
    crash = ChangeFlowRunState(state=StateType.CRASHED, message=f"no heartbeat for {SILENT_S} s")
    about = "Marks runs whose process was killed. Switch it off here; highlights does not switch it on again."
    return AutomationCore(name=NAME, description=about, trigger=trigger, actions=[crash])


def ensure(client: SyncPrefectClient) -> None:
    """Make the automation once on each server; one that a person changed or deleted stays so."""
    if Variable.get(MADE) == "yes":
        return
    if not client.read_automations_by_name(NAME):
        client.create_automation(automation())
    Variable.set(MADE, "yes", overwrite=True)
