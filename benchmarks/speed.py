"""How fast is our transcribe stage beside the libraries' own ways? `python -m benchmarks.speed [AUDIO]`.

Same audio, weights, beam and threads, word times on, everything in one process; models loaded and warmed up before the
clock starts; medians of `--repeats`. Ways take turns, so that a busy machine is busy for all of them.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.hearing import THREADS, build, hear, table
from pipeline.engines import weights
from pipeline.engines.ffmpeg import Ffmpeg

Way = Callable[[Path], object]


def library_faster_whisper(beam: int) -> Way:
    """Return faster-whisper's own batched pipeline, with its own voice activity detection."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    folder = str(weights.fetch("whisper-base-ct2"))
    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True)
    pipeline = BatchedInferencePipeline(model)

    def way(audio: Path) -> object:
        sound = Ffmpeg().decode(audio).samples.astype(np.float32) / 32768
        cues, _ = pipeline.transcribe(sound, language="en", beam_size=beam, batch_size=8, word_timestamps=True)
        return list(cues)

    return way


def library_openai_whisper(beam: int) -> Way:
    """Return what openai-whisper's command line calls, with word times."""
    import whisper

    model = whisper.load_model("base", device="cpu", download_root=str(weights.fetch("whisper-base")))
    options = {"beam_size": beam} if beam > 1 else {}

    def way(audio: Path) -> object:
        sound = Ffmpeg().decode(audio).samples.astype(np.float32) / 32768
        return model.transcribe(sound, language="en", fp16=False, word_timestamps=True, **options)

    return way


def ours(name: str, beam: int) -> Way:
    """Return our stage with one engine."""
    engine = build(name, beam=beam)
    return lambda audio: hear(audio, engine)


def main() -> None:
    """Print seconds, share of real time and the ratio to the fastest library way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("audio", type=Path, nargs="?", default=Path("raw_audio/three-surprises.opus"))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--warm-up", type=Path, default=Path("tests/data/jfk.flac"))
    args = parser.parse_args()
    ways = {  # ours first: openai-whisper's thread policy has to be set before torch is loaded
        "ours, openai-whisper": ours("openai-whisper", args.beam),
        "ours, faster-whisper": ours("faster-whisper", args.beam),
        "faster-whisper BatchedInferencePipeline": library_faster_whisper(args.beam),
        "openai-whisper command line": library_openai_whisper(args.beam),
    }
    for way in ways.values():
        way(args.warm_up)
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(args.repeats):
        for name, way in ways.items():
            began = perf_counter()
            way(args.audio)
            took[name].append(perf_counter() - began)
    seconds = Ffmpeg().decode(args.audio).seconds
    middle = {name: median(times) for name, times in took.items()}
    base, slow = list(middle.values())[2:]
    rows = [(n, f"{m:.1f}", f"{m / seconds:.3f}", f"{m / base:.2f}", f"{m / slow:.2f}") for n, m in middle.items()]
    print(f"{args.audio.name}, {seconds:.0f} s, beam {args.beam}, {THREADS} threads, median of {args.repeats}\n")
    print(table(["way", "wall s", "x real time", ": faster-whisper", ": openai-whisper"], rows))


if __name__ == "__main__":
    main()
