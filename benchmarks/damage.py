"""Is damaged audio noticed, and sound audio left in peace? `python -m benchmarks.damage [--count 200] [--clean 100]`.

Takes the sample episode, encodes it as mp3, m4a, opus and flac, and cuts, holes or flips bits of each at random
places, 1 s of sound or more; then decodes. A file is noticed when it is refused or carries a damage flag. Clean files
are random excerpts in the same formats.
"""

import argparse
import subprocess
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.errors import NotAudio

SAMPLE = Path("raw_audio/three-surprises.opus")
CODECS = {"mp3": ["-b:a", "64k"], "m4a": ["-b:a", "64k"], "opus": ["-b:a", "32k"], "flac": []}
LENGTH_S = 60.0
FLAGS = {"audio-truncated", "audio-damaged"}


def excerpt(ffmpeg: Ffmpeg, start_s: float, length_s: float, target: Path) -> bytes:
    """Encode a stretch of the sample and return the file's bytes."""
    codec = CODECS[target.suffix[1:]]
    cut = ["-ss", f"{start_s:.3f}", "-t", f"{length_s:.3f}", "-i", str(SAMPLE), "-ar", "48000"]
    subprocess.run([ffmpeg.binary, "-v", "error", "-y", *cut, *codec, str(target)], check=True)
    return target.read_bytes()


def damaged(data: bytes, kind: str, draw: np.random.Generator) -> bytes:
    """Return the bytes with 1 to 20 s of their sound cut off the end, zeroed or flipped in the middle."""
    share = float(draw.uniform(1.5, 20.0)) / LENGTH_S
    size = int(len(data) * share)
    if kind == "cut":
        return data[: len(data) - size]
    at = int(draw.uniform(0.1, 0.85 - share) * len(data))
    if kind == "hole":
        return data[:at] + bytes(size) + data[at + size :]
    body = bytearray(data)
    for place in draw.integers(at, at + size, size=max(50, size // 100)):
        body[place] ^= 1 << int(draw.integers(8))
    return bytes(body)


def noticed(ffmpeg: Ffmpeg, path: Path) -> bool:
    """Say whether decoding refuses or flags the file."""
    try:
        return bool(FLAGS & set(ffmpeg.decode(path).flags))
    except NotAudio:
        return True


def main() -> None:
    """Print a line per format and kind of damage, then the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--clean", type=int, default=100)
    args = parser.parse_args()
    draw, ffmpeg = np.random.default_rng(0), Ffmpeg()
    tried: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    with TemporaryDirectory() as folder:
        for k in range(args.count + args.clean):
            suffix = list(CODECS)[k % len(CODECS)]
            kind = ("cut", "hole", "flips")[k // len(CODECS) % 3] if k < args.count else "clean"
            path = Path(folder) / f"{k}.{suffix}"
            data = excerpt(ffmpeg, float(draw.uniform(0, 440)), LENGTH_S, path)
            if kind != "clean":
                path.write_bytes(damaged(data, kind, draw))
            tried[suffix, kind] += 1
            found[suffix, kind] += noticed(ffmpeg, path)
            path.unlink()
    for suffix, kind in sorted(tried):
        print(f"{suffix:5} {kind:6} {found[suffix, kind]:3}/{tried[suffix, kind]}")
    for name, is_clean in (("damage noticed", False), ("false alarms", True)):
        n = sum(v for (_, kind), v in tried.items() if (kind == "clean") is is_clean)
        hits = sum(v for (_, kind), v in found.items() if (kind == "clean") is is_clean)
        print(f"{name}: {hits}/{n} ({hits / max(n, 1):.1%})")


if __name__ == "__main__":
    main()
