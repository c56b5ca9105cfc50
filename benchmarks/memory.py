"""How much memory does a long episode take? `python -m benchmarks.memory [--hours 10] [--work DIR]`.

Makes an episode of silence with a stretch of the sample in every half hour, then measures, each in its own process:
decoding with voice activity and the spectrogram of every window, over what the process holds before; and a whole
`highlights run`. The peak of resident memory, files that are mapped included.
"""

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from benchmarks.asr import table
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.ports import RATE_HZ

SAMPLE = Path("raw_audio/three-surprises.opus")
EVERY_S, SPOKEN_S = 1800, 60


def peak_mb(who: int = resource.RUSAGE_SELF) -> float:
    """Return the most memory a process has held."""
    return resource.getrusage(who).ru_maxrss / 1024


def make(hours: float, target: Path) -> None:
    """Write the long episode as FLAC, a stretch at a time."""
    ffmpeg = Ffmpeg()
    speech = np.asarray(ffmpeg.decode(SAMPLE).samples)
    command = [
        ffmpeg.binary,
        "-v",
        "error",
        "-y",
        "-f",
        "s16le",
        "-ar",
        str(RATE_HZ),
        "-ac",
        "1",
        "-i",
        "-",
        str(target),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        assert child.stdin
        for k in range(int(hours * 3600 / EVERY_S)):
            first = k * SPOKEN_S * RATE_HZ % (len(speech) - SPOKEN_S * RATE_HZ)
            child.stdin.write(speech[first : first + SPOKEN_S * RATE_HZ].tobytes())
            child.stdin.write(bytes(2 * (EVERY_S - SPOKEN_S) * RATE_HZ))
        child.stdin.close()


def listen(audio: Path) -> tuple[float, float]:
    """Return the memory held before and at most while decoding, finding speech and making every window's spectrogram.

    Windows are planned over the whole length here, silence too: every sample is read and every spectrogram made.
    """
    from faster_whisper.feature_extractor import FeatureExtractor

    from pipeline.engines.voice_activity import Silero, VadConfig

    vad, mel = Silero(VadConfig()), FeatureExtractor()
    mel(np.zeros(30 * RATE_HZ, np.float32))
    before = peak_mb()
    samples = Ffmpeg().decode(audio).samples
    vad.speech(samples)
    for first in range(0, len(samples), 30 * RATE_HZ):
        mel(np.asarray(samples[first : first + 30 * RATE_HZ], np.float32) / 32768)
    return before, peak_mb()


def main() -> None:
    """Print a row per length and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, nargs="+", default=[1.0, 10.0])
    parser.add_argument("--work", type=Path, help="folder to work in; else a temporary one")
    parser.add_argument("--listen", type=Path, help="measure decoding of this file and print it as JSON")
    args = parser.parse_args()
    if args.listen:
        print(json.dumps(listen(args.listen)))
        return
    rows = []
    with TemporaryDirectory(dir=args.work) as folder:
        for hours in args.hours:
            audio = Path(folder) / f"long-{hours:g}.flac"
            make(hours, audio)
            began = perf_counter()
            command = [sys.executable, "-m", "benchmarks.memory", "--listen", str(audio)]
            before, most = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            rows.append((f"{hours:g} h", "decode, speech, spectrograms", f"{most - before:.0f}", f"{most:.0f}",
                         f"{perf_counter() - began:.0f}"))  # fmt: skip
            began = perf_counter()
            program = (
                "import resource, sys; from flows.commands import app; sys.argv[0] = 'highlights'\n"
                "try: app()\nexcept SystemExit as stop: code = stop.code\n"
                "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024); sys.exit(code)"
            )
            run = [sys.executable, "-c", program, "run", str(audio), "--direct", "--artifacts", f"{folder}/artifacts"]
            said = subprocess.run(
                [*run, "--set", "transcribe.language=en"], capture_output=True, text=True, check=False
            )
            if said.returncode:
                print(said.stderr[-2000:], file=sys.stderr)
            work, peak = f"highlights run, exit code {said.returncode}", float(said.stdout.split()[-1])
            rows.append((f"{hours:g} h", work, "", f"{peak:.0f}", f"{perf_counter() - began:.0f}"))
    print(table(["episode", "work", "MB over the model", "peak MB", "seconds"], rows))


if __name__ == "__main__":
    main()
