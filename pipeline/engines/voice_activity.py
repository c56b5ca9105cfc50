"""Finds speech with the Silero model that faster-whisper's wheel carries, and a level floor under it."""

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pipeline.errors import MachineLacks
from pipeline.ports import RATE_HZ, Samples
from pipeline.records import Identity, Record

FRAME = 512  # samples the model judges at a time: 32 ms
CONTEXT = 64  # samples of the frame before it that it also sees
BLOCK_FRAMES = 1875  # 1 minute: about 20 MB in flight, whatever the length of the episode
FRAME_S = FRAME / RATE_HZ
STATE_SHAPE = (1, 1, 128)  # the model's memory, h and c, carried from block to block


class VadConfig(Record):
    """Voice activity detection."""

    threshold: float = Field(
        0.35,
        ge=0.05,
        le=0.95,
        description="Speech probability that starts a stretch; Silero's default of 0.5 misses radio speech.",
    )
    release: float = Field(
        0.2, ge=0.01, le=0.95, description="Speech probability that ends a stretch; must be lower than the threshold."
    )
    floor_dbfs: float = Field(
        -75.0,
        ge=-100,
        le=-20,
        description="RMS level in dBFS below which nothing counts as speech; distant speakers reach -70.",
    )
    min_speech_s: float = Field(
        0.15, ge=0, le=2, description="Shortest stretch of speech in seconds; shorter sounds are clicks."
    )
    min_silence_s: float = Field(
        0.2, ge=0.03, le=5, description="Shortest silence in seconds that separates two stretches."
    )
    pad_s: float = Field(
        0.06, ge=0, le=0.5, description="Padding in seconds on both sides; soft consonants are detected late."
    )
    max_speech_s: float = Field(
        27.0, ge=5, le=29, description="Longest stretch in seconds; longer ones are split where speech is least likely."
    )


def identity() -> Identity:
    """Say which model this is, without loading it."""
    return Identity(
        name="silero-vad", version=f"faster-whisper {version('faster-whisper')}", model="v6", digest=_digest()
    )


class Silero:
    """A `VoiceActivity`; reads the samples in blocks, so that ten hours take no more memory than one."""

    def __init__(self, config: VadConfig) -> None:
        from faster_whisper.vad import get_vad_model  # imports onnxruntime when called

        try:
            self._session = get_vad_model().session
        except (RuntimeError, OSError) as error:
            raise MachineLacks(
                "expected the Silero model inside the faster-whisper package, found none that loads; "
                "reinstall faster-whisper and onnxruntime"
            ) from error
        self._config = config
        self._last: tuple[Samples, list[tuple[float, float]]] | None = None
        self.identity = identity()

    def speech(self, samples: Samples) -> list[tuple[float, float]]:
        """Return [start, end) seconds of speech, in order; stretches of a divided one touch, none overlap.

        The same array is judged once: words and voices are looked for in the same speech.
        """
        if self._last is None or self._last[0] is not samples:
            found = stretches(self.probabilities(samples), len(samples) / RATE_HZ, self._config)
            self._last = samples, found
        return list(self._last[1])

    def probabilities(self, samples: Samples) -> NDArray[np.float32]:
        """Return `(n,)` probabilities of speech, one for every 32 ms; 0 where the level is under the floor."""
        floor = 10 ** (self._config.floor_dbfs / 20)
        h = np.zeros(STATE_SHAPE, np.float32)
        c = np.zeros(STATE_SHAPE, np.float32)
        before = np.zeros(CONTEXT, np.float32)
        judged = [np.zeros(0, np.float32)]
        for frames in _blocks(samples):
            context = np.concatenate([before[None], frames[:-1, -CONTEXT:]])
            before = frames[-1, -CONTEXT:]
            out, h, c = self._session.run(None, {"input": np.concatenate([context, frames], 1), "h": h, "c": c})
            level = np.sqrt((frames**2).mean(1))
            judged.append(np.where(level < floor, 0.0, np.asarray(out).reshape(-1)).astype(np.float32))
        return np.concatenate(judged)


def _blocks(samples: Samples) -> Iterator[NDArray[np.float32]]:
    """Yield frames `(n, 512)` in [-1, 1), the last one filled up with silence."""
    step = BLOCK_FRAMES * FRAME
    for first in range(0, len(samples), step):
        block = np.asarray(samples[first : first + step], np.float32) / 32768.0
        yield np.pad(block, (0, -len(block) % FRAME)).reshape(-1, FRAME)


def stretches(p: NDArray[np.float32], duration: float, config: VadConfig) -> list[tuple[float, float]]:
    """Return speech as seconds from `(n,)` probabilities per frame of 32 ms: hysteresis, then lengths, then padding.

    Opens at `threshold`, closes once `release` is undercut for `min_silence_s`; the end is where that began.
    """
    patience = max(1, round(config.min_silence_s / FRAME_S))
    found: list[tuple[int, int]] = []
    opened: int | None = None
    quiet: int | None = None  # where the present silence began
    for k, value in enumerate(p):
        if value >= config.threshold:
            opened, quiet = (k if opened is None else opened), None
        elif opened is not None and value < config.release:
            quiet = k if quiet is None else quiet
            if k - quiet + 1 >= patience:
                found.append((opened, quiet))
                opened = quiet = None
    if opened is not None:
        found.append((opened, len(p) if quiet is None else quiet))
    long_enough = [(a, b) for a, b in found if (b - a) * FRAME_S >= config.min_speech_s]
    divided = [part for a, b in long_enough for part in _divide(p, a, b, int(config.max_speech_s / FRAME_S))]
    return _padded(divided, duration, config.pad_s)


def _divide(p: NDArray[np.float32], a: int, b: int, longest: int) -> list[tuple[int, int]]:
    """Cut a stretch of frames where speech is least likely, in the second half of what one part may hold."""
    parts = []
    while b - a > longest:
        cut = a + longest // 2 + int(np.argmin(p[a + longest // 2 : a + longest]))
        parts.append((a, cut))
        a = cut
    return [*parts, (a, b)]


def _padded(parts: list[tuple[int, int]], duration: float, pad_s: float) -> list[tuple[float, float]]:
    """Return frames as seconds, padded, but never past half of the silence to the neighbour."""
    starts = [a * FRAME_S for a, _ in parts]
    ends = [min(b * FRAME_S, duration) for _, b in parts]
    room = [(later - end) / 2 for end, later in zip(ends, starts[1:], strict=False)]
    before = [min(pad_s, r) for r in [starts[0], *room]] if parts else []
    after = [min(pad_s, r) for r in [*room, duration - ends[-1]]] if parts else []
    return [(s - x, e + y) for s, e, x, y in zip(starts, ends, before, after, strict=True)]


def _digest() -> str:
    """Return the SHA-256 of the model file inside the faster-whisper package."""
    package = find_spec("faster_whisper")  # found, not imported
    if package is None or package.origin is None:
        raise MachineLacks("expected the package faster-whisper, found none; run: make setup")
    (path,) = (Path(package.origin).parent / "assets").glob("silero*.onnx")
    return sha256(path.read_bytes()).hexdigest()
