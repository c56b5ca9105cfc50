"""What the two Whisper engines share: settings, batches, guards, and how tokens become cues of words.

It is no engine and imports no heavy library. An engine is an `Ear`: it encodes, detects, decodes and aligns one
batch; `listen` drives it, so that the same weights give the same guards and the same record from either library.

Windows are decoded without timestamp tokens: with them Whisper stops early in about every fourth window and counts
on being called again from there (11 min of three voices, base: 87 words lost with, 7 without; WER 12.4 and 7.7 %).
"""

import math
import os
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pipeline.errors import TranscriptionFailed
from pipeline.ports import RATE_HZ, AsrCue, AsrWindow, AsrWord, Progress, Samples
from pipeline.records import Record, Window

Sound = NDArray[np.float32]  # (n,), mono, 16 kHz, within [-1, 1)
Features = Any  # a batch of encoded sounds, in whatever the engine's library calls a tensor

# The guards of openai-whisper's own `transcribe`, and what they mean (Radford et al., 2022, section 4.5):
MAX_COMPRESSION = 2.4  # zlib ratio above which a window's text repeats itself
MIN_LOGPROB = -1.0  # mean log probability under which a window's text is a guess
SILENT_NO_SPEECH = 0.6  # together with a failed log probability: the window holds no speech
MIN_ALIGNED_S = 0.04  # a shorter sound has not two frames to align words with
MIN_CUE_S = 1.5  # shorter cues go on past a full stop: "Mr."
GPU_BATCH = 16
SENTENCE_END = tuple(".?!…。？！")


class WhisperConfig(Record):
    """How Whisper runs; the same for both engines."""

    model: str = Field(
        "base",
        min_length=1,
        description=(
            "Whisper model: tiny, base, small, medium, large-v1, large-v2, large-v3 (large), large-v3-turbo (turbo); "
            "tiny.en, base.en, small.en, medium.en for English alone; auto for the best that this machine can run; or "
            "the path of a checkpoint (.pt) or of a CTranslate2 folder."
        ),
    )
    real_time_share: float = Field(
        0.1,
        gt=0,
        le=10,
        exclude=True,  # the model that it chose is in the key
        description='Largest time that transcription may take with model = "auto", as a share of its length.',
    )
    beam: int = Field(1, ge=1, le=10, description="Beam size; 1 is greedy decoding, more is slower.")
    second_beam: int = Field(
        5, ge=1, le=10, description="Beam size of the second pass, which covers only uncertain stretches."
    )
    batch: int = Field(
        0,
        ge=0,
        le=64,
        description=(
            "Windows decoded in one batch; 0 chooses 1 on a CPU (a killed run loses one window) and 16 on a GPU."
        ),
    )
    threads: int = Field(
        0, ge=0, le=256, description="CPU threads; half encode ahead while the others decode. 0 uses one per core."
    )
    initial_prompt: str = Field(
        "", max_length=800, description="Prompt with names and spellings, given to the decoder before every window."
    )
    quantize: Literal["auto", "none", "int8"] = Field(
        "auto", description="int8 arithmetic in linear layers; auto uses it on a CPU, and half precision on a GPU."
    )
    retry_temperatures: tuple[Annotated[float, Field(gt=0, le=1)], ...] = Field(
        (0.4, 0.8),
        max_length=5,
        description=(
            "Sampling temperatures for windows that fail the quality checks; few, because noise fails at all of them."
        ),
    )


def batch_of(config: WhisperConfig, *, gpu: bool) -> int:
    """Return how many windows are decoded together."""
    return config.batch or (GPU_BATCH if gpu else 1)


def cores_here() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads_each(config: WhisperConfig) -> int:
    """Return how many threads encode, and how many decode at the same time.

    A decoder that takes one token at a time keeps one core busy and no second: two cores are worth more apart.
    """
    return max(1, (config.threads or cores_here()) // 2)


class OutOfMemory(Exception):
    """A batch did not fit into the memory of the device."""


@dataclass(frozen=True)
class Decoding:
    """One window's text tokens and the decoder's raw figures."""

    tokens: tuple[int, ...]
    text: str
    avg_logprob: float
    no_speech_prob: float
    temperature: float = 0.0

    @property
    def compression_ratio(self) -> float:
        """How well the text compresses: repetition does."""
        raw = self.text.encode()
        return len(raw) / len(zlib.compress(raw)) if raw else 0.0

    @property
    def confident(self) -> bool:
        """Whether the log probability holds; NaN does not."""
        return self.avg_logprob >= MIN_LOGPROB

    @property
    def silent(self) -> bool:
        """Whether the decoder itself says that nobody speaks."""
        return not self.confident and not self.no_speech_prob <= SILENT_NO_SPEECH

    @property
    def failed(self) -> bool:
        """Whether a second try with another temperature is called for."""
        return not self.silent and (not self.confident or self.compression_ratio > MAX_COMPRESSION)


@dataclass(frozen=True)
class AlignedWord:
    """A word, or a sign, as the aligner gives it, leading space and all."""

    text: str
    start: float
    end: float
    p: float


@dataclass(frozen=True)
class Manner:
    """How one call to a decoder is to be answered."""

    temperature: float = 0.0
    beam: int = 1
    prompt: str = ""


class Ear(Protocol):
    """What a Whisper library has to offer, one batch of windows at a time."""

    eot: int  # every token below it is text

    def encode(self, sounds: Sequence[Sound]) -> Features:
        """Return the encoder's view of sounds of at most 30 s."""

    def detect(self, features: Features) -> list[tuple[str, float]]:
        """Return the likeliest language of each sound, and its probability."""

    def decode(self, features: Features, language: str, how: Manner) -> list[Decoding]:
        """Return one decoding per sound; the same call gives the same answer."""

    def align(
        self, features: Features, language: str, texts: Sequence[list[int]], seconds: Sequence[float]
    ) -> list[list[AlignedWord]]:
        """Return the words of each sound's text tokens, timed in seconds from its start."""


def listen(
    ear: Ear,
    samples: Samples,
    windows: Sequence[Window],
    *,
    language: str | None,
    config: WhisperConfig,
    batch: int,
    progress: Progress,
    again: bool = False,
) -> Iterator[AsrWindow]:
    """Give one answer per window, in order; where `language` is unknown each window is decoded in its own.

    A batch that does not fit into memory is halved, for the rest as well. A second pass (`again`) takes more hypotheses
    and no prompt: prompts are a known cause of loops.
    """
    how = Manner(beam=config.second_beam) if again else Manner(beam=config.beam, prompt=config.initial_prompt)
    total = sum(w.end - w.start for w in windows)
    first = 0
    with ThreadPoolExecutor(1) as ahead:  # the next batch is encoded while this one is decoded

        def coming(at: int) -> Future[tuple[list[Sound], Features]]:
            return ahead.submit(_encoded, ear, samples, windows[at : at + batch])

        encoded = coming(0)
        while first < len(windows):
            try:
                sounds, features = encoded.result()
                encoded = coming(first + len(sounds))
                heard = _hear_batch(ear, sounds, features, language, how=how, retries=config.retry_temperatures)
            except OutOfMemory as error:
                if batch == 1:
                    raise TranscriptionFailed(
                        f"one window does not fit into memory with the model {config.model}; choose a smaller one"
                    ) from error
                wait([encoded])
                batch //= 2
                encoded = coming(first)
                continue
            yield from heard
            first += len(sounds)
            progress("transcribe", sum(w.end - w.start for w in windows[:first]), total)


def _encoded(ear: Ear, samples: Samples, windows: Sequence[Window]) -> tuple[list[Sound], Features]:
    """Return the sounds of a batch and what the encoder makes of them; nothing of no windows."""
    if not windows:
        return [], None
    sounds = [_sound(samples, w) for w in windows]
    return sounds, ear.encode(sounds)


def _sound(samples: Samples, window: Window) -> Sound:
    """Return a window's samples as the encoder wants them; reads only this stretch of a memory map."""
    stretch = samples[round(window.start * RATE_HZ) : round(window.end * RATE_HZ)]
    return np.asarray(stretch, np.float32) / 32768.0


def _hear_batch(
    ear: Ear, sounds: list[Sound], features: Features, language: str | None, *, how: Manner, retries: Sequence[float]
) -> list[AsrWindow]:
    """Decode a batch in one language, or first find out each window's own."""
    if language is not None:
        return _recognise(ear, sounds, features, (language, 1.0), how=how, retries=retries)
    detected = ear.detect(features)
    decoded: dict[int, AsrWindow] = {}
    for code in sorted({code for code, _ in detected}):
        members = [k for k, (other, _) in enumerate(detected) if other == code]
        chosen = [sounds[k] for k in members]
        part = features if len(members) == len(sounds) else ear.encode(chosen)
        for k, window in zip(
            members, _recognise(ear, chosen, part, (code, 1.0), how=how, retries=retries), strict=True
        ):
            decoded[k] = AsrWindow(language=code, language_p=detected[k][1], cues=window.cues)
    return [decoded[k] for k in range(len(sounds))]


def _recognise(
    ear: Ear,
    sounds: list[Sound],
    features: Features,
    language: tuple[str, float],
    *,
    how: Manner,
    retries: Sequence[float],
) -> list[AsrWindow]:
    """Decode, retry what fails, align, and give every cue its words."""
    code, language_p = language
    decodings = ear.decode(features, code, how)
    for temperature in retries:
        failed = [k for k, d in enumerate(decodings) if d.failed]
        if not failed:
            break
        part = features if len(failed) == len(sounds) else ear.encode([sounds[k] for k in failed])
        again = ear.decode(part, code, Manner(temperature, prompt=how.prompt))
        for k, second in zip(failed, again, strict=True):
            decodings[k] = better(decodings[k], second)
    seconds = [len(s) / RATE_HZ for s in sounds]
    texts = [
        [] if d.silent or s < MIN_ALIGNED_S else [t for t in d.tokens if t < ear.eot]
        for d, s in zip(decodings, seconds, strict=True)
    ]
    aligned = ear.align(features, code, texts, seconds) if any(texts) else [[] for _ in texts]
    return [
        AsrWindow(language=code, language_p=language_p, cues=cues_of(d, words))
        for d, words in zip(decodings, aligned, strict=True)
    ]


def better(first: Decoding, second: Decoding) -> Decoding:
    """Return the one that passes the guards; where neither does, the less repetitive, then the likelier one.

    Noise often fails every try: the first then stands, and its figures go into the record with it.
    """
    if second.silent:
        return first
    if not second.failed:
        return second
    first_loops, second_loops = (d.compression_ratio > MAX_COMPRESSION for d in (first, second))
    if first_loops != second_loops:
        return second if first_loops else first
    return second if second.avg_logprob > first.avg_logprob else first


def cues_of(decoding: Decoding, words: Sequence[AlignedWord]) -> tuple[AsrCue, ...]:
    """Return the window's cues, cut after each full stop, every cue with the figures of its window."""
    groups: list[list[AsrWord]] = []
    complete = True
    for word in words:
        if (complete and word.text[:1].isspace()) or not groups:
            groups.append([])
        groups[-1].append(AsrWord(word.text, word.start, word.end, _share(word.p)))
        complete = word.text.endswith(SENTENCE_END) and word.end - groups[-1][0].start >= MIN_CUE_S
    return tuple(
        AsrCue(
            start=group[0].start,
            end=group[-1].end,
            words=tuple(group),
            avg_logprob=_finite(decoding.avg_logprob),
            no_speech_prob=_share(decoding.no_speech_prob),
            compression_ratio=decoding.compression_ratio,
            temperature=decoding.temperature,
        )
        for group in groups
    )


def _share(value: float) -> float:
    """Return a probability as a number between 0 and 1; NaN becomes 0."""
    return min(1.0, max(0.0, float(value))) if math.isfinite(value) else 0.0


def _finite(value: float) -> float:
    """Return a log probability that JSON can hold; NaN becomes one that fails every guard."""
    return float(value) if math.isfinite(value) else -100.0
