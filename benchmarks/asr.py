"""What the ASR benchmarks share: our transcribe stage on a file, without the line, and a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.engines.imported_transcript import ImportedTranscript
from pipeline.engines.voice_activity import Silero, VadConfig
from pipeline.engines.whisper_decoding import WhisperConfig
from pipeline.ports import Transcriber
from pipeline.records import Episode, RawTranscript, Source
from pipeline.stages.transcribe.config import TranscribeConfig
from pipeline.stages.transcribe.stage import transcribe

ENGINES = ("faster-whisper", "openai-whisper")
THREADS = 2


@dataclass(frozen=True)
class AsrRun:
    """One run of the stage: what it gave, the length of the sound and the seconds it took, decoding included."""

    transcript: RawTranscript
    seconds: float
    took_s: float


def build(name: str, *, beam: int = 1, threads: int = THREADS) -> Transcriber:
    """Return an engine with the base model."""
    config = WhisperConfig(model="base", beam=beam, threads=threads)
    if name == "faster-whisper":
        from pipeline.engines.faster_whisper import FasterWhisper

        return FasterWhisper(config)
    from pipeline.engines.openai_whisper import OpenAIWhisper

    return OpenAIWhisper(config)


def recognise(audio: Path, engine: Transcriber, language: str = "en") -> AsrRun:
    """Run decode, voice activity and the stage on one file."""
    began = perf_counter()
    decoder = Ffmpeg()
    seconds = decoder.decode(audio).seconds
    transcript = transcribe(
        Episode(id="bench", title="bench", duration=seconds),
        Source(episode_id="bench", title="bench", audio_path=str(audio)),
        TranscribeConfig(language=language),
        decoder=decoder,
        vad=Silero(VadConfig()),
        transcriber=engine,
        importer=ImportedTranscript(),
        progress=lambda *_: None,
    )
    return AsrRun(transcript, seconds, perf_counter() - began)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
