"""One piece of work as a person or a schedule asks for it, and the way from there into the line."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from pydantic import Field, field_validator

from pipeline import folders, ids, unchanged
from pipeline.bench import Bench, audio_tags, equip, tools_key
from pipeline.errors import BadInput
from pipeline.limits import TRANSCRIBE, place_of
from pipeline.line import Done, process, run_here
from pipeline.memory import Runner
from pipeline.ports import Progress
from pipeline.records import Record, Source
from pipeline.settings import Settings, gather
from pipeline.sources import elsewhere, inbox
from pipeline.store import Store

T = TypeVar("T")
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
    made: bool = Field(default=False, exclude=True)  # `episode_id` is that of an episode made before, and no file

    @field_validator("raw_audio", "artifacts")
    @classmethod
    def _here(cls, path: str) -> str:
        """Return the folder on this machine that stands for it; `BadInput` for an address that none can stand for."""
        return str(folders.place(path))

    @field_validator("episode_id", "transcript", "meta", "config")
    @classmethod
    def _on_this_machine(cls, path: str | None) -> str | None:
        """Refuse an address (`BadInput`), however the job was asked for."""
        if path is not None:
            folders.local(path)
        return path


class Benches:
    """Engines that are loaded once for many jobs: one bench for all settings that name the same engines.

    `keeps`: also the heavy ones stay loaded between two jobs, unless [batch] keep_models is false.
    """

    def __init__(self, *, keeps: bool = False) -> None:
        self.keeps = keeps
        self._key = ""
        self._bench: Bench | None = None

    def of(self, settings: Settings, say: Callable[[str], None]) -> Bench:
        """Return the bench for settings; the one before goes where other engines are named."""
        if self._bench is None or tools_key(settings) != self._key:
            keeps = self.keeps and settings.batch.keep_models
            self._key, self._bench = tools_key(settings), equip(settings, say=say, keeps=keeps)
        return self._bench


LOADED = Benches(keeps=True)  # those of this process, for who makes many episodes one by one


def do(
    job: Job,
    *,
    benches: Benches | None = None,
    run: Runner = run_here,
    progress: Progress = lambda *_: None,
    say: Callable[[str], None] = lambda _: None,
) -> Done:
    """Find the source, gather its settings, put the engines on the bench and run the line.

    `benches` keeps the engines for the next job of this process.
    """
    store, began = Store(Path(job.artifacts)), time.time_ns()
    job = as_made(job, store)
    source, meta = find(job, store)
    settings = settings_for(job, source.show)
    bench = (benches or Benches()).of(settings, say)
    asked = {
        "episode_id": source.audio_path or source.transcript_path,
        "transcript": source.transcript_path if source.audio_path else None,
        "meta": str(Path(meta).absolute()) if meta else None,
    }
    by_itself = job.transcript is None and job.meta is None and not asked["meta"]
    seen = unchanged.inputs(Path(ids.file_of(source) or ""), source.show) if by_itself else {}
    if source.transcript_path is None:
        run = _one_place(run, store.root, settings.batch.transcriptions, say)
    return process(
        source, settings, bench, store, redo_from=job.redo_from, run=run, progress=progress,
        diary={"asked": asked, "settings": _named_settings(job)},
        seen=seen if unchanged.are_settled(seen, began) else None, corpus=job.corpus, say=say,
    )  # fmt: skip


def as_made(job: Job, store: Store) -> Job:
    """Return a job for an episode that was made with the profile, file and assignments of its last run.

    A job that names its own keeps them, and so does one for a file. `BadInput` where the file of settings is gone.
    """
    if not job.made or _named_settings(job) != _named_settings(Job(episode_id=job.episode_id)):
        return job
    kept = store.episode(job.episode_id).run().get("settings", {})
    if kept.get("config") and not Path(kept["config"]).is_file():
        raise BadInput(
            f"expected the settings file of the last run of {job.episode_id} at {kept['config']}, found none; put it "
            f"back, or choose other settings: highlights redo {job.episode_id} --from publish --config FILE"
        )
    return job.model_copy(update={**kept, "assignments": tuple(kept.get("assignments", ()))})


def _named_settings(job: Job) -> dict[str, str | list[str] | None]:
    config = str(Path(job.config).absolute()) if job.config else None
    return {"profile": job.profile, "config": config, "assignments": list(job.assignments)}


def settings_for(job: Job, show: str | None) -> Settings:
    """Return the settings of a job for an episode of a show."""
    config = Path(job.config) if job.config else None
    return gather(profile=job.profile, show=show, config=config, assignments=job.assignments)


def unchanged_of(job: Job) -> unchanged.Unchanged:
    """Return what tells which files of the inbox there is no work for, under the settings of a job."""

    def with_(show: str | None) -> str:
        settings = settings_for(job, show)
        return unchanged.made_with(settings, equip(settings))

    return unchanged.Unchanged(Store(Path(job.artifacts)), with_)


def _one_place(run: Runner, root: Path, most: int, say: Callable[[str], None]) -> Runner:
    """Return a runner that transcribes only where there is a place to."""

    def limited(name: str, work: Callable[[], T]) -> T:
        if name != TRANSCRIBE:
            return run(name, work)
        with place_of(root, most, say):
            return run(name, work)

    return limited


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

    A file that is named is meant, whatever lies beside it. An id means the episode that was made under it where that is
    redone or corrected, or where no other file of the inbox goes by it.
    """
    raw_audio = elsewhere.brought(Path(job.raw_audio), job.episode_id)
    path = inbox.file_named(job.episode_id, raw_audio)
    made = ids.known(store, job.episode_id)
    if made and path and path.suffix.lower() not in inbox.MEDIA:
        path = None  # a folder, say, that is called like the episode
    if made and path is None:
        there = [str(one.absolute()) for one in inbox.by_name(job.episode_id, raw_audio)]
        if job.made or job.redo_from or not there or ids.file_of(made) in there:
            return _again(job, made, store)
    return _read(job, job.episode_id, job.transcript, job.meta), job.meta


def _read(job: Job, source: str, transcript: str | None, meta: str | None) -> Source:
    return inbox.find(
        source,
        raw_audio=Path(job.raw_audio),
        artifacts=Path(job.artifacts),
        transcript=Path(transcript) if transcript else None,
        meta=Path(meta) if meta else None,
        tags=audio_tags,
    )


def _again(job: Job, made: Source, store: Store) -> tuple[Source, str | None]:
    """Return the source of an episode made before, as it is now; as it is remembered where a file of it is gone.

    It is read with the transcript and the sidecar that were given by hand then, unless the job names others.
    """
    meta = job.meta or store.episode(made.episode_id).asked().get("meta")
    transcript = job.transcript or (made.transcript_path if made.audio_path else None)
    own = {"episode_id": made.episode_id, "id_from": "episode"}
    if not ids.missing(made) and (meta is None or job.meta or Path(meta).is_file()):
        source = str(ids.file_of(made))
        return _read(job, source, transcript, meta).model_copy(update=own), meta
    moved = Path(job.raw_audio) / Path(str(ids.file_of(made))).name
    if moved.is_file():
        found = _read(job, str(moved), job.transcript, job.meta)
        if ids.has_content_of(found, made):
            return found.model_copy(update=own), job.meta
    return made, meta
