"""What limits each engine, and how far is the encoder from its arithmetic floor? `python -m benchmarks.limits [AUDIO]`.

Seconds of processor time per window of speech, by part, one after the other and one thread each, and the floor: the
encoder's multiplications and additions at the rate at which this core multiplies large matrices.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from benchmarks.asr import ENGINES, build, table
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.engines.voice_activity import Silero, VadConfig
from pipeline.engines.whisper_decoding import Manner
from pipeline.ports import RATE_HZ, Samples
from pipeline.records import Window
from pipeline.stages.transcribe.config import WindowConfig
from pipeline.stages.transcribe.windows import plan

FRAMES, DIM, LAYERS, MELS = 1500, 512, 6, 80  # of Whisper base
PARTS = ("encode", "decode", "align")

T = TypeVar("T")


def encoder_gflop() -> tuple[float, float]:
    """Return 1e9 operations of the encoder for one window: in its linear layers and convolutions, in its attention."""
    linear = 2 * FRAMES * 12 * DIM**2 * LAYERS + 2 * 2 * FRAMES * 3 * MELS * DIM + 2 * FRAMES * 3 * DIM**2
    return linear / 1e9, 4 * FRAMES**2 * DIM * LAYERS / 1e9


def rates() -> tuple[float, float]:
    """Return 1e9 operations a second of this core: in float32 and in int8."""
    import torch

    from pipeline.engines.openai_decoder import _int8

    x, layer = torch.randn(FRAMES, DIM), torch.nn.Linear(DIM, 4 * DIM)
    whole = _int8(layer.weight, layer.bias)
    found = []
    with torch.inference_mode():
        for work in (layer, whole):
            work(x)
            taken = []
            for _ in range(20):
                began = time.thread_time()
                work(x)
                taken.append(time.thread_time() - began)
            found.append(2 * FRAMES * 4 * DIM**2 / 1e9 / min(taken))
    return found[0], found[1]


def main() -> None:
    """Print a row per engine: seconds of one core per window."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("audio", type=Path, nargs="?", default=Path("raw_audio/three-surprises.opus"))
    parser.add_argument("--windows", type=int, default=8)
    args = parser.parse_args()
    decoded = Ffmpeg().decode(args.audio)
    vad, speech = _spent(lambda: Silero(VadConfig()).speech(decoded.samples))
    planned = plan(speech, decoded.seconds, WindowConfig())
    windows = planned[: args.windows]
    import torch

    torch.set_num_threads(1)
    rows = []
    for name in ENGINES:
        engine = build(name, threads=2)  # one thread a part
        _parts(engine, decoded.samples, windows[0])
        spent = np.array([_parts(engine, decoded.samples, window) for window in windows]).mean(0)
        shares = (f"{s:.2f} ({s / spent.sum():.0%})" for s in spent)
        rows.append((name, *shares, f"{vad / len(planned):.2f}", f"{spent.sum():.2f}"))
    print(table(["engine", *(f"{p} s" for p in PARTS), "voice activity s", "sum s"], rows))
    linear, attention = encoder_gflop()
    single, whole8 = rates()
    floor = linear / whole8 + attention / single
    mean = np.mean([w.end - w.start for w in windows])
    print(
        f"\na window holds {mean:.1f} s; the encoder takes {linear:.0f} GFLOP in linear layers and convolutions, "
        f"{attention:.0f} in attention"
    )
    print(f"one core: {single:.0f} GFLOP/s in float32, {whole8:.0f} in int8")
    print(
        f"floor of the encoder: {(linear + attention) / single:.2f} s in float32, {floor:.2f} s with int8 linear layers"
    )


def _parts(engine: Any, samples: Samples, window: Window) -> tuple[float, float, float]:
    """Return the seconds that the ASR of one window takes: to encode, to decode, to align; one after the other."""
    sound = np.asarray(samples[round(window.start * RATE_HZ) : round(window.end * RATE_HZ)], np.float32) / 32768
    encode, features = _spent(lambda: engine.encode([sound]))
    decode, (decoding,) = _spent(lambda: engine.decode(features, "en", Manner()))
    text = [t for t in decoding.tokens if t < engine.eot]
    align, _ = _spent(lambda: engine.align(features, "en", [text], [len(sound) / RATE_HZ]))
    return encode, decode, align


def _spent(work: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds of processor time that work takes, in all threads, and its answer."""
    began = time.process_time()
    answer = work()
    return time.process_time() - began, answer


if __name__ == "__main__":
    main()
