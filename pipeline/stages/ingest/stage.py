"""Takes an episode in: decodes its audio, or reads its transcript, to know how long it is and what is odd about it."""

import math
from itertools import pairwise
from pathlib import Path

import numpy as np

from pipeline.errors import BadInput
from pipeline.ports import Decoded, Decoder, Samples, TranscriptReader, VoiceActivity
from pipeline.records import Audio, Chapter, Episode, RawTranscript, Source
from pipeline.records.flags import Flag
from pipeline.stage import Stage
from pipeline.stages.ingest.config import IngestConfig
from pipeline.stages.ingest.tracks import FIRST, chosen

WAVEFORM_PARTS = 480  # a page draws about three pixels each
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def ingest(
    source: Source, config: IngestConfig, *, decoder: Decoder, importer: TranscriptReader, vad: VoiceActivity
) -> Episode:
    """Return the episode with its measured length and flags; `BadInput` where there is nothing to work on.

    Without audio the length is what the publisher says, or where the transcript ends if that is later.
    """
    raw = (
        importer.read(Path(source.transcript_path), language=source.language)
        if source.transcript_path is not None
        else None
    )
    flags: set[Flag]
    if source.audio_path is not None:
        path = Path(source.audio_path)
        track = chosen(path, config.track, language=source.language, must_speak=raw is None, decoder=decoder, vad=vad)
        decoded = decoder.decode(path, track or FIRST)
        duration, flags = round(decoded.seconds, 3), set(decoded.flags)
        audio = _audio(source, decoded, track, decoder)
        flags |= _beside_audio(source, raw, duration, config)
        if decoded.damaged_from is not None:
            flags.add("times-unreliable")
    elif raw is not None:
        duration, flags = max(source.duration or 0.0, _end(raw)), {"no-audio"}
        audio = Audio(url=source.url)
        if source.duration is None:
            flags.add("length-from-transcript")
    else:
        raise BadInput(f"expected audio or a transcript of {source.episode_id}, found neither")
    flags |= set(source.flags)
    chapters = tuple(chapter for chapter in _in_order(source.chapters) if chapter.start < duration)
    if len(chapters) < len(_in_order(source.chapters)):
        flags.add("chapters-past-the-end")
    soundbites = tuple(bite for bite in source.soundbites if bite.end <= duration + config.length_s)
    if len(soundbites) < len(source.soundbites):
        flags.add("soundbites-past-the-end")
    return Episode(
        id=source.episode_id,
        title=source.title,
        show=source.show,
        number=source.number,
        published=source.published,
        language=source.language,
        duration=duration,
        people=source.people,
        audio=audio,
        links=source.links,
        licence=source.licence,
        chapters=chapters,
        soundbites=soundbites,
        flags=tuple(sorted(flags)),
    )


def _audio(source: Source, decoded: Decoded, track: int | None, decoder: Decoder) -> Audio:
    return Audio(
        path=source.audio_name,
        sha256=source.audio_sha256,
        pcm_sha256=decoded.sha256,
        url=source.url,
        declared_s=decoded.declared_s,
        decoded_s=round(decoded.seconds, 3),
        decoder=f"{decoder.identity.name} {decoder.identity.version}",
        track=track,
        waveform=waveform(decoded.samples),
        damaged_from=decoded.damaged_from,
    )


def waveform(samples: Samples) -> str:
    """Return the loudness of equal parts of the sound as base 36 digits, for drawing: z is the loudest part.

    Loudness is the square root of the RMS, which spreads speech over the height of a drawing.
    """
    edges = np.linspace(0, len(samples), min(WAVEFORM_PARTS, len(samples)) + 1, dtype=np.int64)
    rms = [float(np.sqrt(np.mean(np.square(samples[a:b].astype(np.float32))))) for a, b in pairwise(edges)]
    loudest = max(rms, default=0.0) or 1.0
    return "".join(DIGITS[round(math.sqrt(level / loudest) * (len(DIGITS) - 1))] for level in rms)


def _beside_audio(source: Source, raw: RawTranscript | None, duration: float, config: IngestConfig) -> set[Flag]:
    """Return what is odd about the audio beside its published length; refuse a transcript that runs past its end."""
    allowed = max(config.length_s, config.length_share * duration)
    flags: set[Flag] = set()
    if duration < config.short_s:
        flags.add("very-short")
    if source.duration is not None and abs(source.duration - duration) > allowed:
        flags.add("audio-length-differs-from-published")
    if raw is not None and (end := _end(raw)) > duration + allowed:
        raise BadInput(
            f"expected the transcript of {source.audio_name or source.episode_id} ({duration:.1f} s), found one that "
            f"runs to {end:.1f} s: the transcript and the audio do not match"
        )
    return flags


def _end(raw: RawTranscript) -> float:
    return max((word.end for word in raw.words), default=0.0)


def _in_order(chapters: tuple[Chapter, ...]) -> list[Chapter]:
    """Return chapters by time; of two at one time the first."""
    by_start: dict[float, Chapter] = {}
    for chapter in chapters:
        by_start.setdefault(chapter.start, chapter)
    return [by_start[start] for start in sorted(by_start)]


STAGE = Stage(
    name="ingest",
    function=ingest,
    answers=Episode,
    config=IngestConfig,
    reads=(Source,),
    uses=("decoder", "importer", "vad"),
    says="reading the audio",
    about="Who, when, length, digests, damage",
    version="6",
    opens_source=True,
    unused=lambda source: () if source.audio_path else {"decoder", "vad"},
)
