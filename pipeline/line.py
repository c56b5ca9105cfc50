"""THE LINE: an episode enters, its highlights leave. `pipeline/stages/__init__.py` lists the stages in order."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from pipeline import (
    clipping,
    correcting,
    gone,
    ids,
    known_voices,
    lasting_ids,
    migrating,
    reanchoring,
    renditions,
    show_wide,
    unchanged,
)
from pipeline.audit.verify import audit
from pipeline.bench import HEAVY, TABLES, Bench, whisper_config
from pipeline.checks import rules
from pipeline.checks.proof import Problem
from pipeline.corpus import PROFILE, RECORD, publish_corpus, rendered, renderer
from pipeline.corpus.generations import sweep
from pipeline.corpus.related import profile
from pipeline.corpus.rendering import RENDERER
from pipeline.errors import ArtifactDamaged, BadInput
from pipeline.files import canonical, key_of, sha256
from pipeline.memory import Memory, Runner, Step, totals
from pipeline.ports import Engine, Progress
from pipeline.records import (
    Candidate,
    Correction,
    Corrections,
    Episode,
    Highlights,
    ImportReport,
    KnownVoices,
    Narrative,
    Outline,
    Plays,
    Provenance,
    Quotes,
    RawTranscript,
    Record,
    Source,
    TopicMap,
    TopicReason,
    Transcript,
)
from pipeline.remembered import (
    RememberedOdds,
    RememberedParses,
    RememberedVectors,
    RememberedWindows,
)
from pipeline.settings import Settings
from pipeline.stages import STAGES
from pipeline.stages.publish.config import PublishConfig
from pipeline.store import PIECES, SEEN, EpisodeStore, Store
from pipeline.swapping import clear

COVER = "cover.jpg"
IMPORT = "import"  # the report of an imported transcript, kept beside the stages

T = TypeVar("T")


@dataclass(frozen=True)
class Done:
    """What one episode gave."""

    record: Highlights
    transcript: Transcript
    steps: tuple[Step, ...]
    folder: Path


def run_here(name: str, work: Callable[[], T]) -> T:
    """Run a step in this process, without an orchestrator."""
    return work()


def stages_from(stage: str | None) -> frozenset[str]:
    """Return the names of a stage and all that follow, none for None; `BadInput` where there is no such stage."""
    if stage is None:
        return frozenset()
    names = [s.name for s in STAGES]
    if stage not in names:
        raise BadInput(f"expected a stage ({', '.join(names)}), found {stage!r}")
    return frozenset(names[names.index(stage) :])


def process(
    source: Source,
    settings: Settings,
    bench: Bench,
    store: Store,
    *,
    redo_from: str | None = None,
    run: Runner = run_here,
    progress: Progress = lambda *_: None,
    diary: Mapping[str, object] | None = None,
    seen: unchanged.Signs | None = None,
    corpus: bool = True,
    say: Callable[[str], None] = lambda _: None,
) -> Done:
    """Take one episode through all stages and publish it; stages whose key is known are not run again.

    An episode that another process works on is waited for; `say` hears of it, of an id that is not the name's, and of a
    source that is gone. `diary` holds what the caller wants kept in run.json beside our own notes; `seen` are the signs
    of the files that the source was read from, kept so that the next run can tell by them that there is no work.
    `corpus` brings the catalog, the site and the related episodes up to date; a batch does that once, at its end.
    """
    redo = stages_from(redo_from)
    store.ready()
    source = ids.claimed(store, source, say=say)
    place = store.episode(source.episode_id)
    missing = ids.missing(source)
    bench = gone.without(missing, bench, source.episode_id)
    with place.locked(wait_s=settings.store.wait_s, say=say), ids.held(place, source):
        place.refuse_newer()
        sweep(place.folder)
        clear(place.folder)
        memory = Memory(place, run, redo, gone.OPEN_THE_SOURCE if missing else ())
        started = time.time()
        before, was = published_before(place), place.run()
        shared = show_wide.of_show(store, source.show)
        record, transcript = _stages(source, settings, bench, memory, shared, progress, say)
        gone.told(missing, memory.overdue, say)
        place.used.clear()
        record = lasting_ids.named(record, transcript, before)
        clips = _cut(source, settings, bench, place, run, record, transcript)
        record, pictures = _pictured(source, bench, place, clips.record)
        record = record.model_copy(update={"related": before.record.related if before else ()})
        record = lasting_ids.with_tombstones(record, transcript, before, today=datetime.now(UTC).date())
        if before and (before.record, before.transcript.revision) != (record, transcript.revision):
            place.keep_run()
        own = profile(record, transcript, embedder=RememberedVectors(bench.embedder, place))
        place.publish(rendered(record, transcript, place) | clips.files | pictures | {PROFILE: canonical(own)})
        noted = {**(diary or {}), **_diary(memory, record, started), clipping.STEP: clips.known, SEEN: None}
        if seen and not missing:
            with_ = unchanged.made_with(settings, bench)
            noted[SEEN] = unchanged.noted(ids.file_of(source) or "", seen, place, show=source.show, with_=with_)
        place.note(**noted)
        migrating.tell(before, record, was, say)
    if corpus:
        publish_corpus(
            store, settings.related, base_url=settings.of(PublishConfig).base_url, site_config=settings.site,
            tables_config=settings.tables, wait_s=settings.store.wait_s,
        )  # fmt: skip
        record = place.load(RECORD, Highlights)
    return Done(record, transcript, tuple(memory.steps), place.folder)


def _keep_import(memory: Memory, raw: RawTranscript) -> None:
    """Keep what became of every line of an imported transcript beside the stages."""
    if raw.imported is not None:
        key = memory.steps[-1].key
        if memory.store.get(IMPORT, key, ImportReport) != raw.imported:
            memory.store.put(IMPORT, key, raw.imported)


def imported(place: EpisodeStore) -> ImportReport | None:
    """Return what became of every line of an episode's transcript; `None` where none was imported."""
    return place.answer(IMPORT, ImportReport) if place.stage_path(IMPORT).is_file() else None


def _stages(  # noqa: PLR0917 -- what the line has at hand
    source: Source,
    settings: Settings,
    bench: Bench,
    memory: Memory,
    shared: Sequence[Correction],
    progress: Progress,
    say: Callable[[str], None],
) -> tuple[Highlights, Transcript]:
    """Run every stage on what those before it gave; return the record and the transcript that all else rests on.

    `shared` are the corrections of the whole show.
    """
    other = renditions.kept(memory.store)
    corrections = memory.store.corrections()
    on_file = known_voices.on_file(memory.store.root, source.show)
    have: dict[type[Record], Any] = {Source: source, Plays: source.listens, KnownVoices: on_file}
    concerned: Sequence[Correction] = ()  # of `shared`
    for number, stage in enumerate(STAGES):
        have[Corrections] = correcting.standing(corrections, stage.obeys, concerned)
        if stage.answers is Highlights and renditions.fits(other, have[Episode].audio, say):
            have |= reanchoring.made_of(have, other.audio)
        if Provenance in stage.reads:
            have[Provenance] = _made_by(have, settings, bench)
        anew = stage.name in memory.redo
        engines = {name: _engine(name, bench, memory, have, settings, anew=anew) for name in stage.uses}
        unused = stage.unused(source)
        tables = dict.fromkeys(table for name in stage.uses if name not in unused for table in TABLES.get(name, ()))
        answer = memory.step(
            stage, have, engines=engines, unused=unused, progress=progress,
            settings=[settings.of(kind) for kind in (stage.config, *tables)],
        )  # fmt: skip
        have[stage.answers] = answer
        if stage.answers is RawTranscript:
            _keep_import(memory, have[RawTranscript])
            concerned = show_wide.concerning(shared, have[Episode], have[RawTranscript])
            _must_speak(source, have[Episode], have[RawTranscript])
        for kind, renewed in stage.also.items():
            have[kind] = renewed(have.get(kind), answer)
        later = {name for following in STAGES[number + 1 :] for name in following.uses}
        for name in stage.uses:
            if name in HEAVY and name not in later:
                bench.put_away(getattr(bench, name))
    return have[Highlights], have[Transcript]


def _engine(
    name: str, bench: Bench, memory: Memory, have: Mapping[type[Record], Any], settings: Settings, *, anew: bool
) -> Engine:
    """Return an engine of the bench; a costly one keeps what it makes, and is asked only for what it lacks.

    `anew`: the stage that uses it is made anew, so that what was heard in the sound does not count.
    """
    engine: Engine = getattr(bench, name)
    if name == "embedder":
        return RememberedVectors(bench.embedder, memory.store)
    if name == "parser":
        return RememberedParses(bench.parser_of(have[Transcript].language), memory.store)
    if name == "reading":
        return RememberedOdds(bench.reading, memory.store)
    if name not in ("transcriber", "voices"):
        return engine
    pcm = have[Episode].audio.pcm_sha256
    if name == "transcriber":
        basis = {"pcm": pcm, "whisper": whisper_config(settings).model_dump(mode="json")}
        return RememberedWindows(bench.transcriber, memory.store, basis=basis, fresh=anew)
    again = anew and not ids.sound_is_gone(have[Source])
    return known_voices.listener(bench, settings, memory.store, have[Episode].audio, fresh=again)


def _made_by(have: Mapping[type[Record], Any], settings: Settings, bench: Bench) -> Provenance:
    """Return what a record says of how it was made."""
    told, reader = have[Narrative], bench.parser_of(have[Transcript].language).identity
    return Provenance(
        engine=have[RawTranscript].engine, embedder=bench.embedder.identity, reader=reader,
        reading=bench.reading.identity if bench.reading.identity.digest else None,
        writer=bench.writer.identity if told.writing else None, writing=told.writing,
        decoder=have[Episode].audio.decoder, transcript_revision=have[Transcript].revision,
        config_sha256=sha256(canonical(settings)), rules=rules.CURRENT,
    )  # fmt: skip


def _cut(  # noqa: PLR0917 -- what the line has at hand
    source: Source,
    settings: Settings,
    bench: Bench,
    place: EpisodeStore,
    run: Runner,
    record: Highlights,
    transcript: Transcript,
) -> clipping.Clips:
    """Return the record with its clips cut out of the sound that its times are of; times only where there is none."""
    other = renditions.kept(place) if record.episode.audio.rendition else None
    path = other.path if other else source.audio_path
    audio = Path(path) if path and settings.clips.cut else None
    whole = reanchoring.with_fit_clips(record, transcript)
    return clipping.cut(
        whole, transcript, audio, settings.clips, cutter=bench.cutter, decoder=bench.decoder, place=place, run=run,
        film=settings.clips.video, gone=path is not None and not Path(path).is_file(),
    )  # fmt: skip


def _pictured(
    source: Source, bench: Bench, place: EpisodeStore, record: Highlights
) -> tuple[Highlights, dict[str, bytes]]:
    """Return the record with its cover, and the file: the picture a person named, else the one in the audio file."""
    for path, digest in ((source.cover_path, source.cover_sha256), (source.audio_path, source.audio_sha256)):
        if path is None:
            continue
        key = key_of({"of": digest, "reader": bench.pictures.identity.model_dump(), "step": COVER})
        kept = place.piece("covers", key)
        if kept is None and Path(path).is_file():
            kept = bench.pictures.picture(Path(path)) or b""
            place.keep_piece("covers", key, kept)
        if kept:
            episode = record.episode.model_copy(update={"cover": COVER})
            return record.model_copy(update={"episode": episode}), {COVER: kept}
    return record, {}


def _must_speak(source: Source, episode: Episode, raw: RawTranscript) -> None:
    if not raw.words:
        raise BadInput(
            f"expected speech in {source.audio_name or source.episode_id}, found none in {episode.duration:.1f} s; "
            "check that it is the right file"
        )


def _diary(memory: Memory, record: Highlights, started: float) -> dict[str, object]:
    """Return what run.json says beside the keys: the one place for clock times and versions."""
    libraries = ("openai-whisper", "faster-whisper", "spacy", "pandas", "prefect", "episode-highlights")
    return {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        "seconds": round(time.time() - started, 3),
        "stages": [asdict(step) for step in memory.steps],
        "totals": totals(record, memory.steps),
        "versions": {name: version(name) for name in libraries},
        "flags": list(record.flags),
        RENDERER: renderer(),
        PIECES: sorted(memory.store.used),
    }


def published_before(place: EpisodeStore) -> lasting_ids.Before | None:
    """Return an episode as it was published last; None where there is none, or none that can be read."""
    if not (place.folder / RECORD).is_file():
        return None
    try:
        return lasting_ids.Before(*place.published())
    except ArtifactDamaged:
        return None  # it is made anew


def topic_reasons(place: EpisodeStore) -> tuple[TopicReason, ...]:
    """Return why each watch topic of an episode was found or not, as the topics stage left it."""
    now = _section_ids(place)
    return tuple(
        reason.model_copy(
            update={
                "sections": tuple(
                    s.model_copy(update={"section": now.get(s.section, s.section)}) for s in reason.sections
                )
            }
        )
        for reason in place.answer("topics", TopicMap).reasons
    )


def considered(place: EpisodeStore) -> tuple[Candidate, ...]:
    """Return every passage that was considered as a quote, as the quotes stage left them."""
    now = _section_ids(place)
    found = place.answer("quotes", Quotes).candidates
    return tuple(c.model_copy(update={"section": now.get(c.section, c.section)}) for c in found)


def _section_ids(place: EpisodeStore) -> Mapping[str, str]:
    """Return the id in the record of each section by the id that the stages count it by."""
    return lasting_ids.section_ids(place.answer("segment", Outline).sections, place.load(RECORD, Highlights))


def verify(store: Store, episode_id: str) -> list[Problem]:
    """Prove one episode again from its artifacts alone; return everything that today's program does not prove."""
    found = audit(store, episode_id)
    return [*found.problems, *found.by_other_rules]
