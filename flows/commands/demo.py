"""`highlights demo`: make and verify the sample episode."""

import sys

from flows import environment, screen
from flows.app import ARTIFACTS, RAW_AUDIO, Artifacts, Direct
from flows.commands.verify import verify
from flows.work import report, work


def demo(artifacts: Artifacts = ARTIFACTS, direct: Direct = False) -> None:
    """Make the highlights of the sample episode, print them and verify them."""
    from flows import starting
    from flows.job import Job

    if starting.put_sample(environment.PROJECT):
        screen.note(f"copied the sample episode to {RAW_AUDIO}/")
    worked = work(Job(episode_id=starting.SAMPLE, artifacts=str(artifacts)), direct=direct)
    report(worked, as_json=False)
    sys.stdout.write("\n")
    verify([worked.record.episode.id], artifacts=artifacts)
