"""THE LINE: an episode enters, its highlights leave. The order of the stages is written here and nowhere else."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from pipeline import clipping, gone, ids
from pipeline.audit import RENDERER, audit, renderer
from pipeline.bench import Bench, whisper_config
from pipeline.checks import rules
from pipeline.checks.proof import Problem
from pipeline.corpus import PROFILE, RECORD, known_relations, publish_corpus, rendered
from pipeline.errors import BadInput
from pipeline.files import canonical, key_of, sha256
from pipeline.generations import sweep
from pipeline.memory import (
    Memory,
    RememberedReadings,
    RememberedVectors,
    RememberedVoices,
    RememberedWindows,
    Runner,
    Step,
)
from pipeline.ports import Progress
from pipeline.records import (
    Candidate,
    Correction,
    Corrections,
    Episode,
    Heard,
    Highlights,
    Narrative,
    Outline,
    Provenance,
    Questions,
    Quotes,
    Source,
    TopicMap,
    TopicReason,
    Transcript,
)
from pipeline.settings import Settings
from pipeline.stages.attribute import stage as attribute
from pipeline.stages.attribute.corrections import SPEAKER_OPS, NoSuchVoice, speaker_correction
from pipeline.stages.ingest import stage as ingest
from pipeline.stages.narrate import stage as narrate
from pipeline.stages.publish import stage as publish
from pipeline.stages.questions import stage as questions
from pipeline.stages.quotes import stage as quotes
from pipeline.stages.quotes.pins_and_bans import QUOTE_OPS, NoSuchPassage, quote_correction
from pipeline.stages.related import profile
from pipeline.stages.segment import stage as segment
from pipeline.stages.topics import stage as topics
from pipeline.stages.transcribe import stage as transcribe
from pipeline.store import EpisodeStore, Store

STAGES = ("ingest", "transcribe", "attribute", "segment", "topics", "quotes", "questions", "narrate", "publish")
COVER = "cover.jpg"
UNDO = "undo"  # takes a correction back; its target is the number of one made before
NAMES = {stage: f"{k:02d}_{stage}" for k, stage in enumerate(STAGES, start=1)}

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
    """Return the numbered names of a stage and all that follow; empty for None."""
    if stage is None:
        return frozenset()
    if stage not in STAGES:
        raise BadInput(f"expected a stage ({', '.join(STAGES)}), found {stage!r}")
    return frozenset(NAMES[s] for s in STAGES[STAGES.index(stage) :])


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
    corpus: bool = True,
    say: Callable[[str], None] = lambda _: None,
) -> Done:
    """Take one episode through all stages and publish it; stages whose key is known are not run again.

    An episode that another process works on is waited for; `say` hears of it, and of an id that is not the name's.
    `diary` holds what the caller wants kept in run.json beside our own notes. `corpus` brings the catalog, the site and
    the related episodes up to date; a batch does that once, at its end. `say` hears of a source that is gone, too.
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
        memory = Memory(place, run, redo, {NAMES[stage] for stage in gone.READ_THE_SOURCE} if missing else ())
        started = time.time()
        record, transcript = _stages(source, settings, bench, memory, progress)
        gone.told(missing, memory.overdue, say)
        clips = _cut(source, settings, bench, place, run, record, transcript)
        record, pictures = _pictured(source, bench, place, clips.record)
        record = record.model_copy(update={"related": known_relations(place)})
        own = profile(record, transcript, embedder=RememberedVectors(bench.embedder, place))
        place.publish(rendered(record, transcript) | clips.files | pictures | {PROFILE: canonical(own)})
        place.note(**{**(diary or {}), **_diary(memory, record, started), clipping.STEP: clips.known})
    if corpus:
        publish_corpus(store, settings.related, base_url=settings.publish.base_url, wait_s=settings.store.wait_s)
        record = place.load(RECORD, Highlights)
    return Done(record, transcript, tuple(memory.steps), place.folder)


def _words(  # noqa: PLR0917 -- what the line has at hand
    source: Source, settings: Settings, bench: Bench, memory: Memory, corrections: Corrections, progress: Progress
) -> tuple[Episode, Heard, Transcript]:
    """Return the episode with the people who speak in it, what was heard, and the transcript that all else rests on."""
    imported = source.transcript_path is not None
    episode = memory.step(
        NAMES["ingest"], Episode, ingest.ingest, version=ingest.VERSION, config=settings.ingest,
        engines={"decoder": bench.decoder, "reader": bench.importer},
        keyed={"reader"} if source.audio_path is None else {"decoder", "reader"}, inputs={"source": source},
    )  # fmt: skip
    heard = memory.step(
        NAMES["transcribe"], Heard, transcribe.transcribe, version=transcribe.VERSION, config=settings.transcribe,
        engines={
            "decoder": bench.decoder, "vad": bench.vad, "reader": bench.importer,
            "transcriber": RememberedWindows(
                bench.transcriber, memory.store, fresh=NAMES["transcribe"] in memory.redo,
                basis={"pcm": episode.audio.pcm_sha256, "whisper": whisper_config(settings).model_dump(mode="json")},
            ),
        },
        keyed={"reader"} if imported else {"decoder", "vad", "transcriber"},
        knobs=() if imported else (settings.voice_activity, settings.whisper),
        inputs={"episode": episode, "source": source}, progress=progress,
    )  # fmt: skip
    bench.put_away(bench.transcriber)  # half a gigabyte, before voices take as much
    _must_speak(source, episode, heard)
    transcript = memory.step(
        NAMES["attribute"], Transcript, attribute.attribute, version=attribute.VERSION, config=settings.attribute,
        engines={
            "voices": RememberedVoices(
                bench.voices, bench.decoder, bench.vad, memory.store,
                fresh=NAMES["attribute"] in memory.redo and not ids.sound_is_gone(source),
                basis={
                    "pcm": episode.audio.pcm_sha256,
                    "knobs": [c.model_dump(mode="json") for c in (settings.voice_activity, settings.voices)],
                },
            )
        },
        keyed=() if source.audio_path is None else {"voices"},
        knobs=() if source.audio_path is None else (settings.voice_activity, settings.voices),
        inputs={
            "episode": episode, "heard": heard, "source": source, "corrections": _standing(corrections, SPEAKER_OPS),
        },
        progress=progress,
    )  # fmt: skip
    bench.put_away(bench.voices)
    return attribute.with_people(episode, transcript), heard, transcript


def _judged(version: str) -> str:
    """Return the version of a stage that chooses by the rules of proof; 0.1.0 had the first rules and named none."""
    made_by = rules.CURRENT
    return version if made_by == rules.FIRST else f"{version}+{made_by.model_dump_json()}"


def _stages(
    source: Source, settings: Settings, bench: Bench, memory: Memory, progress: Progress
) -> tuple[Highlights, Transcript]:
    embedder = RememberedVectors(bench.embedder, memory.store)
    reader = RememberedReadings(bench.sentence_reader, memory.store)
    corrections = memory.store.corrections()
    episode, heard, transcript = _words(source, settings, bench, memory, corrections, progress)
    about = {"episode": episode, "transcript": transcript}
    outline = memory.step(
        NAMES["segment"], Outline, segment.segment, version=segment.VERSION, config=settings.segment,
        engines={"embedder": embedder, "reader": reader}, inputs=about,
    )  # fmt: skip
    topic_map = memory.step(
        NAMES["topics"], TopicMap, topics.topics, version=topics.VERSION, config=settings.topics,
        engines={"embedder": embedder}, inputs={"transcript": transcript, "outline": outline},
    )  # fmt: skip
    chosen = memory.step(
        NAMES["quotes"], Quotes, quotes.quotes, version=_judged(quotes.VERSION), config=settings.quotes,
        engines={"embedder": embedder, "reader": reader},
        inputs={**about, "coverage": heard.coverage, "outline": outline, "topic_map": topic_map,
            "corrections": _standing(corrections, QUOTE_OPS)},
    )  # fmt: skip
    asked = memory.step(
        NAMES["questions"], Questions, questions.questions, version=_judged(questions.VERSION),
        config=settings.questions, engines={"embedder": embedder},
        inputs={**about, "coverage": heard.coverage, "outline": outline},
    )  # fmt: skip
    shown = quotes.shown(topic_map, chosen)
    found = {"outline": outline, "topic_map": shown, "quotes": chosen, "questions": asked}
    told = memory.step(
        NAMES["narrate"], Narrative, narrate.narrate, version=_judged(narrate.VERSION), config=settings.narrate,
        engines={"embedder": embedder, "reader": reader, "writer": bench.writer},
        knobs=(settings.writer,), inputs={**about, **found},
    )  # fmt: skip
    made_by = Provenance(
        engine=heard.engine, embedder=embedder.identity, reader=bench.sentence_reader.identity,
        writer=bench.writer.identity if told.writing else None, writing=told.writing,
        decoder=episode.audio.decoder, transcript_revision=transcript.revision,
        config_sha256=sha256(canonical(settings)), rules=rules.CURRENT,
    )  # fmt: skip
    record = memory.step(
        NAMES["publish"], Highlights, publish.publish, version=publish.VERSION, config=settings.publish,
        inputs={
            **about, **found, "heard": heard, "narrative": told, "provenance": made_by, "plays": source.listens,
        },
    )  # fmt: skip
    return record, transcript


def _cut(  # noqa: PLR0917 -- what the line has at hand
    source: Source,
    settings: Settings,
    bench: Bench,
    place: EpisodeStore,
    run: Runner,
    record: Highlights,
    transcript: Transcript,
) -> clipping.Clips:
    """Return the record with its clips cut out of the audio; times only where there is none."""
    audio = Path(source.audio_path) if source.audio_path and settings.clips.cut else None
    return clipping.cut(
        record, transcript, audio, settings.clips, cutter=bench.cutter, decoder=bench.decoder, place=place, run=run,
        film=settings.clips.video, gone=ids.sound_is_gone(source),
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


def taken_back(corrections: Corrections) -> set[int]:
    """Return the numbers of corrections that a later one took back; `BadInput` where that names none before it.

    They are numbered from 1 in the order in which they were made, those that take another back included.
    """
    undone: set[int] = set()
    for number, correction in reversed(list(enumerate(corrections.corrections, start=1))):
        if correction.op == UNDO and number not in undone:
            if not (correction.target.isdecimal() and 1 <= int(correction.target) < number):
                raise BadInput(
                    f"correction {number}: expected the number of one made before it, found "
                    f"{correction.target[:40]!r}; `highlights correct ID list` shows the numbers"
                )
            undone.add(int(correction.target))
    return undone


def _standing(corrections: Corrections, ops: Collection[str]) -> Corrections:
    """Return the corrections that hold and concern one stage: others must not make its answer a new one."""
    undone = taken_back(corrections)
    numbered = enumerate(corrections.corrections, start=1)
    return Corrections(corrections=tuple(c for n, c in numbered if c.op in ops and n not in undone))


def correct(
    store: Store,
    episode_id: str,
    op: str,
    target: str,
    value: str,
    *,
    wait_s: float = 0.0,
    say: Callable[[str], None] = lambda _: None,
) -> Correction:
    """Keep a correction of a published episode; it is applied on every run from now on.

    One that holds already is not kept a second time: asking again after an interrupted run changes nothing.
    """
    place = store.episode(episode_id)
    with place.locked(wait_s=wait_s, say=say):
        record, transcript = load(place)
        before = place.corrections()
        try:
            if op == UNDO:
                correction = Correction(op=op, target=target, value=value)
                taken_back(Corrections(corrections=(*before.corrections, correction)))
            elif op in QUOTE_OPS:
                correction = quote_correction(record, transcript, op, target)
            else:
                correction = speaker_correction(transcript, op, target, value)
        except (NoSuchVoice, NoSuchPassage) as error:
            raise BadInput(f"{episode_id}: {error}") from error
        if not _holds(before, correction):
            place.correct(correction)
    return correction


def _holds(before: Corrections, asked: Correction) -> bool:
    """Say whether the last correction of the same words, of those not taken back, is the one that is asked for."""
    undone = taken_back(before)
    numbered = reversed(list(enumerate(before.corrections, start=1)))
    same = (c for n, c in numbered if n not in undone and (c.op == UNDO) == (asked.op == UNDO) and _about(c, asked))
    return next(same, None) == asked


def _about(one: Correction, other: Correction) -> bool:
    return one.at == other.at if one.at or other.at else one.target == other.target


def _must_speak(source: Source, episode: Episode, heard: Heard) -> None:
    if not heard.words:
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
        "versions": {name: version(name) for name in libraries},
        "flags": list(record.flags),
        RENDERER: renderer(),
    }


def load(place: EpisodeStore) -> tuple[Highlights, Transcript]:
    """Return a published episode; `ArtifactDamaged` where a file is missing or not whole."""
    return place.load("highlights.json", Highlights), place.load("transcript.json", Transcript)


def topic_reasons(place: EpisodeStore) -> tuple[TopicReason, ...]:
    """Return why each watch topic of an episode was found or not, as the topics stage left it."""
    return place.load(f"stages/{NAMES['topics']}.json", TopicMap).reasons


def considered(place: EpisodeStore) -> tuple[Candidate, ...]:
    """Return every passage that was considered as a quote, as the quotes stage left them."""
    return place.load(f"stages/{NAMES['quotes']}.json", Quotes).candidates


def verify(store: Store, episode_id: str) -> list[Problem]:
    """Prove one episode again from its artifacts alone; return everything that today's program does not prove."""
    found = audit(store, episode_id)
    return [*found.problems, *found.by_other_rules]
