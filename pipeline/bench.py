"""The workbench: which engine stands behind each port, built when it is first used and not before.

A stage key needs to know an engine before it is loaded, so identities are made here from package metadata and the
pinned digests of weights; `tests/e2e` holds them against what the loaded engines say of themselves.
"""

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from pipeline.cards import Draw
from pipeline.engines import chapter_writer, ffmpeg, renditions, weights, whisper_models
from pipeline.engines.chat_writer import WriterConfig
from pipeline.engines.clip_cutter import ClipCutter
from pipeline.engines.cover_art import CoverArt
from pipeline.engines.entailment import NoNet
from pipeline.engines.imported_transcript import ImportedTranscript
from pipeline.engines.speaker_activity import ActivityConfig
from pipeline.engines.speakers import VoiceConfig
from pipeline.engines.voice_activity import VadConfig
from pipeline.engines.whisper_decoding import WhisperConfig, cores_here
from pipeline.files import key_of
from pipeline.language.tongues import primary
from pipeline.ports import (
    ActivityReader,
    ClaimReader,
    Cutter,
    Decoder,
    Embedder,
    PictureReader,
    Samples,
    SentenceParser,
    Transcriber,
    TranscriptReader,
    VoiceActivity,
    VoiceReader,
    Writer,
)
from pipeline.reading import PassageReader
from pipeline.records import Chapter, Identity, Record, SoundMatch
from pipeline.settings import Settings
from pipeline.sources.inbox import Tags
from pipeline.stages.transcribe.config import TranscribeConfig
from pipeline.system import give_back_memory, map_large_blocks

Say = Callable[[str], None]
FASTER_WHISPER_BUNDLES = {"base": "whisper-base-ct2"}
# By `benchmarks/speed.py` on two CPU cores, 20 minutes of speech: 0.043 and 0.049 of real time (docs/benchmarks.md).
FASTEST_FIRST = ("openai-whisper", "faster-whisper")
# The settings that an engine's answers depend on, by its name on the bench.
TABLES: Mapping[str, tuple[type[Record], ...]] = {
    "vad": (VadConfig,),
    "transcriber": (VadConfig, WhisperConfig),
    "voices": (VadConfig, VoiceConfig, ActivityConfig),
    "writer": (WriterConfig,),
}
HEAVY = ("transcriber", "voices")  # half a gigabyte each: let go once no stage needs them, by whom makes one episode
EMBEDDING_BUNDLE = "minilm-l6-int8"
VOICE_BUNDLE = "ecapa-voxceleb"
ACTIVITY_BUNDLE = "speaker-activity"


class Lazy:
    """An engine whose identity is known before it is loaded; any use of it loads it."""

    def __init__(self, identity: Identity, build: Callable[[], Any]) -> None:
        self.identity, self._build = identity, build

    @cached_property
    def _engine(self) -> Any:
        return self._build()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def let_go(self) -> bool:
        """Forget what was loaded, and its memory with it; the next use loads it again. Say whether there was any."""
        return self.__dict__.pop("_engine", None) is not None


@dataclass(frozen=True)
class Bench:
    """One engine per port."""

    decoder: Decoder
    cutter: Cutter
    pictures: PictureReader
    vad: VoiceActivity
    transcriber: Transcriber
    voices: VoiceReader
    importer: TranscriptReader
    embedder: Embedder
    parser: SentenceParser
    writer: Writer
    reading: PassageReader
    parsers: Mapping[str, SentenceParser] = field(default_factory=dict)  # of other languages than English, by code
    entailment: ClaimReader = field(default_factory=NoNet)  # false where this installation carries no net
    activity: ActivityReader | None = None  # None where nobody listens for voices that speak at once
    keeps: bool = False  # heavy engines stay loaded for the next episode

    def parser_of(self, language: str) -> SentenceParser:
        """Return the parser of a language; the English one where there is none, for nothing asks it then."""
        return self.parsers.get(primary(language), self.parser)

    def put_away(self, engine: object) -> None:
        """Let go of an engine that an episode does not need any more, unless the next one shall find it loaded."""
        if not self.keeps and isinstance(engine, Lazy) and engine.let_go():
            gc.collect()
            give_back_memory()


def equip(settings: Settings, *, say: Say = lambda _: None, keeps: bool = False) -> Bench:
    """Put the engines that the settings name on the bench; nothing is loaded yet, `say` hears what is fetched.

    `keeps`: what was loaded stays so for the next episode, also where one needs it no more.
    """
    map_large_blocks()
    decoder = ffmpeg.Ffmpeg(settings.decode)
    return Bench(
        decoder=decoder,
        cutter=ClipCutter(settings.clips, decoder),
        pictures=CoverArt(decoder),
        vad=cast("VoiceActivity", _vad(settings)),
        transcriber=cast("Transcriber", _transcriber(settings, say)),
        voices=cast("VoiceReader", _voices(settings, say)),
        importer=ImportedTranscript(),
        embedder=cast("Embedder", _embedder(settings, say)),
        parser=cast("SentenceParser", _parser()),
        parsers={"fr": cast("SentenceParser", _french())},
        writer=cast("Writer", _writer(settings)),
        reading=cast("PassageReader", _reading(say)),
        entailment=cast("ClaimReader", _entailment(say) or NoNet()),
        activity=cast("ActivityReader | None", _activity(settings, say)),
        keeps=keeps,
    )


def tools_key(settings: Settings) -> str:
    """Return the digest of the settings that decide what lies on the bench."""
    tables = (
        settings.decode, settings.voice_activity, whisper_config(settings), settings.voices, settings.speaker_activity,
        settings.embedding, settings.writer, settings.clips,
    )  # fmt: skip
    named = {type(table).__name__: table.model_dump(mode="json") for table in tables}
    return key_of(named | {"engine": engine_for(settings)})


def engine_for(settings: Settings) -> str:
    """Return the transcriber that `auto` stands for here: the first of FASTEST_FIRST that has weights for the model."""
    chosen = settings.of(TranscribeConfig).engine
    if chosen != "auto":
        return chosen
    path = whisper_models.named(settings.whisper.model)
    return FASTEST_FIRST[1] if path and path.is_dir() else FASTEST_FIRST[0]


def model_for(settings: Settings) -> str:
    """Return the Whisper model that the settings name; `auto` is the best that is fast enough on this machine."""
    if settings.whisper.model != whisper_models.AUTO:
        return settings.whisper.model
    return whisper_models.best_for(settings.whisper.real_time_share, cores=cores_here(), gpu=has_gpu())


@lru_cache
def has_gpu() -> bool:
    """Say whether torch finds a GPU here; loads torch."""
    from pipeline.engines import openai_whisper

    return openai_whisper.has_gpu()


@dataclass(frozen=True)
class ModelOffer:
    """A Whisper model on this machine."""

    model: str
    megabytes: int  # to download
    share: float  # of real time, reckoned
    wer: float | None  # per cent, published
    installed: bool
    auto: bool  # what `auto` stands for


def model_offers(settings: Settings) -> list[ModelOffer]:
    """Return every Whisper model by name with what it would cost here, the fastest first."""
    cores, gpu = cores_here(), has_gpu()
    best = whisper_models.best_for(settings.whisper.real_time_share, cores=cores, gpu=gpu)
    return [
        ModelOffer(
            model.name, round(model.megabytes), share, model.wer,
            weights.installed(whisper_models.bundle_of(model.name)), model.name == best,
        )
        for model, share in whisper_models.offers(cores=cores, gpu=gpu)
    ]  # fmt: skip


def whisper_bundle(settings: Settings) -> str | None:
    """Return the weights that transcription loads; None where the settings name a file, or none that there are."""
    model = model_for(settings)
    if whisper_models.is_path(model):
        return None
    if engine_for(settings) == "faster-whisper":
        return FASTER_WHISPER_BUNDLES.get(model)
    return whisper_models.bundle_of(model)


def weights_needed(settings: Settings) -> list[str]:
    """Return the bundles of weights that a run with these settings loads."""
    bundle = whisper_bundle(settings)
    activity = [ACTIVITY_BUNDLE] if settings.speaker_activity.enabled else []
    return [*([bundle] if bundle else []), EMBEDDING_BUNDLE, VOICE_BUNDLE, *activity]


def weights_digest(bundle: str, *, fetch: bool = False, say: Say = lambda _: None) -> str | None:
    """Return the digest of a bundle of weights that is installed, None where it is not; `fetch` gets it first."""
    if fetch and not weights.installed(bundle):
        weights.fetch(bundle, say=say)
    return weights.digest(bundle) if weights.installed(bundle) else None


def writer_answers(settings: Settings) -> tuple[bool, str] | None:
    """Say whether the writer's server answers, and how; None where no writer is set."""
    from pipeline.engines import chat_writer

    config = chat_writer.addressed(settings.writer)
    return chat_writer.ChatWriter(config).answers() if config.base_url else None


def ffmpeg_version() -> str:
    """Return the version of the ffmpeg that decodes here; `MachineLacks` where there is none."""
    return ffmpeg.identity().version


def audio_tags(path: Path) -> Tags:
    """Return what an audio file says of itself: its tags, and its chapters."""
    return ffmpeg.Ffmpeg().tags(path)


def card_drawer() -> Draw:
    """Return what draws the pictures of quotes, with the page's own fonts."""
    from pipeline.engines.quote_cards import QuoteCards
    from pipeline.formats.html import FONTS

    reading, working = (Path(__file__).parent / "formats" / "page" / "fonts" / name for name in FONTS.values())
    return QuoteCards(reading, working).draw


def matched_sound(here: Samples, there: Samples) -> SoundMatch:
    """Return where one recording of an episode lies in another; no stretches where they share nothing."""
    return renditions.match(here, there)


def write_chapters(source: Path, copy: Path, chapters: Sequence[Chapter], *, duration: float) -> None:
    """Copy an audio file with these chapters in place of its own; the sound and all other tags stay as they are."""
    chapter_writer.write_chapters(source, copy, chapters, duration=duration)


def whisper_config(settings: Settings) -> WhisperConfig:
    """Return how Whisper is asked: by the model chosen, with the glossary's spellings before its prompt if wanted."""
    prompt = settings.whisper.initial_prompt
    asked = settings.of(TranscribeConfig)
    if asked.glossary_prompt and asked.glossary:
        names = ", ".join(dict.fromkeys(term.write for term in asked.glossary))
        prompt = f"{names}. {prompt}".strip()
    return settings.whisper.model_copy(update={"initial_prompt": prompt, "model": model_for(settings)})


def _transcriber(settings: Settings, say: Say) -> Lazy:
    engine, config = engine_for(settings), whisper_config(settings)
    bundle, path = whisper_bundle(settings), whisper_models.named(config.model)
    digest = weights.digest(bundle) if bundle else None
    identity = Identity(
        name=engine,
        version=version(engine),
        model=whisper_models.title_of(path) if path else config.model,
        digest=whisper_models.digest_of(path) if path else digest,
    )

    def build() -> Any:
        if bundle:
            weights.fetch(bundle, say=say)
        if engine == "faster-whisper":
            from pipeline.engines.faster_whisper import FasterWhisper

            return FasterWhisper(config)
        from pipeline.engines.openai_whisper import OpenAIWhisper

        return OpenAIWhisper(config)

    return Lazy(identity, build)


def _vad(settings: Settings) -> Lazy:
    from pipeline.engines import voice_activity

    return Lazy(voice_activity.identity(), lambda: voice_activity.Silero(settings.voice_activity))


def _voices(settings: Settings, say: Say) -> Lazy:
    from pipeline.engines import speakers

    def build() -> Any:
        return speakers.Ecapa(weights.fetch(VOICE_BUNDLE, say=say), settings.voices)

    return Lazy(speakers.identity(), build)


def _activity(settings: Settings, say: Say) -> Lazy | None:
    from pipeline.engines import speaker_activity

    config = settings.speaker_activity
    if not config.enabled:
        return None
    return Lazy(
        speaker_activity.identity(), lambda: speaker_activity.PyanNet(weights.fetch(ACTIVITY_BUNDLE, say=say), config)
    )


def _embedder(settings: Settings, say: Say) -> Lazy:
    from pipeline.engines import embeddings

    def build() -> Any:
        return embeddings.MiniLM(weights.fetch(EMBEDDING_BUNDLE, say=say), settings.embedding)

    return Lazy(embeddings.identity(), build)


def _entailment(say: Say) -> Lazy | None:
    from pipeline.engines import entailment_net

    net = entailment_net.shipped()
    if net is None:
        return None
    return Lazy(
        entailment_net.identity(), lambda: entailment_net.EntailmentNet(net, weights.fetch(EMBEDDING_BUNDLE, say=say))
    )


def _reading(say: Say) -> Any:
    from pipeline.engines import reading_net

    net = reading_net.shipped()
    if net is None:
        return reading_net.NoReadingNet()
    return Lazy(reading_net.identity(), lambda: reading_net.ReadingNet(net, weights.fetch(EMBEDDING_BUNDLE, say=say)))


def _parser() -> Lazy:
    from pipeline.engines import spacy_text

    return Lazy(spacy_text.identity(), spacy_text.SpacyParser)


def _french() -> Lazy:
    from pipeline.engines import spacy_french

    return Lazy(spacy_french.identity(), spacy_french.FrenchParser)


def _writer(settings: Settings) -> Any:
    from pipeline.engines import chat_writer

    config = chat_writer.addressed(settings.writer)
    if not config.base_url:
        return chat_writer.FramesOnly()
    return Lazy(chat_writer.identity(config), lambda: chat_writer.ChatWriter(config))
