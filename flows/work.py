"""The work that `run`, `redo` and `demo` share: one job done by Prefect or directly, and its answer."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows import environment, own_server, screen
from flows.app import console
from pipeline.errors import ProofFailed

if TYPE_CHECKING:  # these take time to import, which `--help` must not
    from flows.job import Job
    from pipeline.line import Done
    from pipeline.records import Highlights


@dataclass(frozen=True)
class Worked:
    """What a job gave, whichever way it was done."""

    record: "Highlights"
    folder: Path
    steps: tuple[tuple[str, bool], ...]  # each stage's name, and whether it had been done before


def work(job: "Job", *, direct: bool) -> Worked:
    """Run one job, by Prefect or directly, with progress on stderr; return what it gave."""
    from flows.job import already_done, do
    from pipeline.store import Store

    show = screen.use(screen.Screen())
    if done := already_done(job, say=show.say):
        return _worked(done)
    with show.live():
        if direct:
            done = do(job, run=show.stage, progress=show.progress, say=show.say)
            return _worked(done)
        environment.prepare(quiet=True)
        own_server.begin(show.say)
        from flows.episode import episode

        own_server.wait()
        answer = episode(**job.model_dump(), return_state=True).result(raise_on_failure=False)
    if isinstance(answer, BaseException):
        raise answer
    place = Store(Path(job.artifacts)).episode(answer["episode_id"])
    record = place.record()
    return Worked(record, place.folder, tuple((s["name"], s["reused"]) for s in answer["stages"]))


def _worked(done: "Done") -> Worked:
    return Worked(done.record, done.folder, tuple((step.name, step.reused) for step in done.steps))


def report(worked: Worked, *, as_json: bool) -> None:
    """Print the answer of a run; raise `ProofFailed` where something printed could not be proved."""
    from flows import report as shown
    from flows import sounds

    record, folder, steps = worked.record, worked.folder, worked.steps
    if as_json:
        answer = {
            "episode_id": record.episode.id,
            "record": str(folder / "highlights.json"),
            "page": str(folder / "page.html"),
            "reused": [name for name, reused in steps if reused],
            "verification": record.verification.model_dump(mode="json"),
            "flags": list(record.flags),
        }
        screen.answer(answer)
    else:
        shown.show(record, folder, console())
        reused = sum(r for _, r in steps)
        if reused:
            screen.current().say(f"{reused} of {len(steps)} stages were finished already and were skipped")
    if line := sounds.advice_for(record, folder):
        screen.current().say(line)
    if not shown.all_proved(record):
        raise ProofFailed(
            f"{record.episode.id}: {shown.proved_line(record)}; see: highlights verify {record.episode.id}"
        )
