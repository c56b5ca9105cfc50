"""How fast is our transcribe stage beside the libraries' own ways? `python -m benchmarks.speed [AUDIO …] [--data DIR]`.

Joins the recordings (the sample, the test clips, every recording of `--data`), then lets each way hear them with word
times: same audio, weights, beam and threads. Every run is a process of its own, models are loaded and warmed up before
the clock starts; ways take turns, so that a busy machine is busy for all of them; medians of `--repeats`.
"""

import argparse
import json
import resource
import subprocess
import sys
import wave
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from benchmarks.asr import THREADS, build, recognise, table
from pipeline.engines import weights
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.ports import RATE_HZ

Way = Callable[[Path], object]
SOUND = (".opus", ".ogg", ".flac", ".mp3", ".m4a", ".wav")
WARM_UP = Path("tests/data/jfk.flac")
BATCH = 8  # of faster-whisper's own pipeline: more gains nothing on two cores


def ours(name: str) -> Callable[[int], Way]:
    """Return our whole stage with one engine: decoding, voice activity, windows, guards, word times."""

    def make(beam: int) -> Way:
        engine = build(name, beam=beam)
        return lambda audio: recognise(audio, engine)

    return make


def faster_whisper(beam: int) -> Way:
    """Return faster-whisper's own batched pipeline, with its own voice activity detection."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    folder = str(weights.fetch("whisper-base-ct2"))
    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True)
    pipeline = BatchedInferencePipeline(model)

    def way(audio: Path) -> object:
        sound = Ffmpeg().decode(audio).samples.astype(np.float32) / 32768
        cues, _ = pipeline.transcribe(sound, language="en", beam_size=beam, batch_size=BATCH, word_timestamps=True)
        return list(cues)

    return way


def openai_whisper(beam: int) -> Way:
    """Return what openai-whisper's command line calls, with word times and its temperature fallback."""
    import torch
    import whisper

    torch.set_num_threads(THREADS)
    model = whisper.load_model("base", device="cpu", download_root=str(weights.fetch("whisper-base")))
    options = {"beam_size": beam} if beam > 1 else {}

    def way(audio: Path) -> object:
        sound = Ffmpeg().decode(audio).samples.astype(np.float32) / 32768
        return model.transcribe(sound, language="en", fp16=False, word_timestamps=True, **options)

    return way


WAYS: dict[str, Callable[[int], Way]] = {
    "ours, openai-whisper": ours("openai-whisper"),
    "ours, faster-whisper": ours("faster-whisper"),
    "faster-whisper BatchedInferencePipeline": faster_whisper,
    "openai-whisper command line": openai_whisper,
}


def timed(name: str, audio: Path, beam: int) -> tuple[float, float]:
    """Run one way in a process of its own; return the seconds it took and the most memory it held, MB."""
    command = [sys.executable, "-m", "benchmarks.speed", str(audio), "--way", name, "--beam", str(beam)]
    seconds, memory = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return float(seconds), float(memory)


def joined(recordings: list[Path], target: Path) -> float:
    """Write the recordings one after the other as 16 kHz WAV, half a second apart; return the length in seconds."""
    pause = np.zeros(RATE_HZ // 2, np.int16)
    sound = np.concatenate([part for path in recordings for part in (Ffmpeg().decode(path).samples, pause)])
    with wave.open(str(target), "wb") as file:
        file.setparams((1, 2, RATE_HZ, len(sound), "NONE", ""))
        file.writeframes(sound.astype("<i2").tobytes())
    return len(sound) / RATE_HZ


def main() -> None:
    """Print seconds, share of real time and the ratio to each library's own way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("audio", type=Path, nargs="*", default=[Path("raw_audio/three-surprises.opus")])
    parser.add_argument("--data", type=Path, help="folder whose recordings are joined to it")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--way", choices=WAYS, help="run this one once and print seconds and MB as JSON")
    args = parser.parse_args()
    if args.way:
        way = WAYS[args.way](args.beam)
        way(WARM_UP)
        began = perf_counter()
        way(args.audio[0])
        print(json.dumps([perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
        return
    real = args.data or Path("tests/data")
    recordings = [*args.audio, *sorted(p for p in real.iterdir() if p.suffix in SOUND)]
    with TemporaryDirectory() as folder:
        audio = Path(folder) / "joined.wav"
        seconds = joined(recordings, audio)
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
        for _ in range(args.repeats):
            for name, taken in runs.items():
                taken.append(timed(name, audio, args.beam))
    took = {name: median(s for s, _ in taken) for name, taken in runs.items()}
    peak = {name: max(m for _, m in taken) for name, taken in runs.items()}
    library, slow = list(took.values())[2:]
    rows = [
        (n, f"{s:.1f}", f"{s / seconds:.3f}", f"{s / library:.2f}", f"{s / slow:.2f}", f"{peak[n]:.0f}")
        for n, s in took.items()
    ]  # fmt: skip
    print(f"{len(recordings)} recordings, {seconds:.0f} s, beam {args.beam}, {THREADS} threads; {args.repeats} runs\n")
    head = ["way", "wall s", "x real time", ": faster-whisper pipeline", ": openai-whisper command line", "peak MB"]
    print(table(head, rows))
    first, second = list(took.values())[:2]
    print(f"\nour openai-whisper engine : our faster-whisper engine {first / second:.2f}")


if __name__ == "__main__":
    main()
