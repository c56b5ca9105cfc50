"""One piece of work as a person or a schedule asks for it, and the way from there into the line."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from pydantic import field_validator

from pipeline import folders
from pipeline.bench import equip
from pipeline.engines import inbox
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.line import Done, process, run_here
from pipeline.memory import Runner
from pipeline.ports import Progress
from pipeline.records import Record, Source
from pipeline.settings import gather
from pipeline.store import Store

RAW_AUDIO, ARTIFACTS = folders.raw_audio(), folders.artifacts()


class Job(Record):
    """What to work on and how; plain values, so that it can be a flow's parameters."""

    episode_id: str  # or the path of an audio or transcript file
    profile: str = "default"
    redo_from: str | None = None
    transcript: str | None = None
    meta: str | None = None
    config: str | None = None
    assignments: tuple[str, ...] = ()
    raw_audio: str = str(RAW_AUDIO)
    artifacts: str = str(ARTIFACTS)
    corpus: bool = True  # bring the catalog and the site up to date; a batch does that once, at its end

    @field_validator("episode_id", "transcript", "meta", "config", "raw_audio", "artifacts")
    @classmethod
    def _on_this_machine(cls, path: str | None) -> str | None:
        """Refuse an address (`BadInput`), however the job was asked for."""
        if path is not None:
            folders.local(path)
        return path


def do(
    job: Job,
    *,
    run: Runner = run_here,
    progress: Progress = lambda *_: None,
    say: Callable[[str], None] = lambda _: None,
) -> Done:
    """Find the source, gather its settings, put the engines on the bench and run the line."""
    store = Store(Path(job.artifacts))
    source, meta = find(job, store)
    settings = gather(
        profile=job.profile,
        show=source.show,
        config=Path(job.config) if job.config else None,
        assignments=job.assignments,
    )
    bench = equip(settings, say=say)
    asked = {
        "episode_id": source.audio_path or source.transcript_path,
        "transcript": source.transcript_path if source.audio_path else None,
        "meta": str(Path(meta).absolute()) if meta else None,
    }
    return process(
        source, settings, bench, store, redo_from=job.redo_from, run=run, progress=progress, diary={"asked": asked},
        corpus=job.corpus, say=say,
    )  # fmt: skip


class WorkNeeded(Exception):
    """A stage is not done yet."""


def already_done(job: Job, *, say: Callable[[str], None] = lambda _: None) -> Done | None:
    """Return an episode whose every stage is remembered, None where anything is left to do.

    So that asking again costs a second: no server has to be started to learn that there is no work. `say` hears of an
    episode that another process works on.
    """

    def refuse(name: str, work: Callable[[], object]) -> NoReturn:
        raise WorkNeeded(name)

    if job.redo_from:
        return None
    try:
        return do(job, run=refuse, say=say)
    except WorkNeeded:
        return None


def find(job: Job, store: Store) -> tuple[Source, str | None]:
    """Return the source a job names and its sidecar given by hand, if any.

    An episode whose file is not in the inbox is found by its own run.json, with the sidecar it was made with unless
    the job names another.
    """
    meta = job.meta

    def known(episode_id: str) -> Source | None:
        nonlocal meta
        asked = store.episode(episode_id).asked()
        before = job.model_copy(update=asked | ({"meta": job.meta} if job.meta else {})) if asked else None
        if before is None or before.episode_id == job.episode_id:
            return None
        source, meta = find(before, store)
        return source

    source = inbox.find(
        job.episode_id,
        raw_audio=Path(job.raw_audio),
        artifacts=Path(job.artifacts),
        transcript=Path(job.transcript) if job.transcript else None,
        meta=Path(job.meta) if job.meta else None,
        known=known,
        tags=Ffmpeg().tags,
    )
    return source, meta
