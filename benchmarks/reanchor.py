"""Are words found again in other recordings of the same episode? Recordings made here, so that the truth is known.

Every sound file is given three adverts, a trimmed head, another encoding, ±.1 % speed, and all of it at once. Where an
advert stands in a pause, no word is cut; where it stands anywhere, words are. Words are pieces of speech of .3 s.

    python -m benchmarks.reanchor raw_audio/three-surprises.opus --advert tests/data/librivox_sense_0870.flac
    python -m benchmarks.reanchor --data DIR --advert FILE
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.engines.renditions import match
from pipeline.engines.voice_activity import Silero, VadConfig
from pipeline.ports import RATE_HZ, Samples
from pipeline.reanchoring import Clockwork, placed
from pipeline.records import Word

ADVERT_S, WORD_S, WITHIN_S = 30.0, 0.3, 0.15
SHARES = (0.2, 0.5, 0.8)  # of the length: where adverts are put in
TRIM_SHARE = 0.04  # of the length: what is cut off at the head
MP3, OPUS = ("mp3", "-c:a", "libmp3lame", "-b:a", "64k"), ("opus", "-c:a", "libopus", "-b:a", "24k")
SUFFIXES = (".flac", ".ogg", ".opus", ".mp3", ".wav", ".m4a")


@dataclass(frozen=True)
class Recording:
    """Another recording that is made of one: what is changed, and how."""

    name: str
    codec: tuple[str, ...] = MP3
    adverts: str = ""  # "pauses" or "anywhere"
    trim: bool = False
    speed: float = 1.0


RECORDINGS = (
    Recording("MP3, 64 kbit/s"),
    Recording("Opus, 24 kbit/s", OPUS),
    Recording("three adverts in pauses", adverts="pauses"),
    Recording("three adverts anywhere", adverts="anywhere"),
    Recording("head trimmed", trim=True),
    Recording("+.1 % speed", speed=1.001),
    Recording("-.1 % speed", speed=0.999),
    Recording("all at once, Opus, -.1 %", OPUS, "pauses", trim=True, speed=0.999),
    Recording("all at once, anywhere, +.1 %", MP3, "anywhere", trim=True, speed=1.001),
)


@dataclass
class Score:
    """What became of the words of one kind of recording."""

    there: int = 0  # words that are whole in the recording
    right: int = 0  # of them, placed within .15 s
    marked: int = 0  # of them, marked as absent
    wrong: int = 0  # not marked, and more than .15 s away, or not whole in the recording at all
    gone: int = 0  # words that are not whole in it
    worst_s: float = 0.0
    cpu_s: float = 0.0
    sound_s: float = 0.0
    where: list[str] = field(default_factory=list)


def words_of(sound: Samples, vad: Silero) -> list[Word]:
    """Return speech in pieces as long as words."""
    found: list[Word] = []
    for start, end in vad.speech(sound):
        for at in np.arange(start, end - WORD_S, WORD_S + 0.05):
            found.append(
                Word(i=len(found), text="word", start=round(float(at), 3), end=round(float(at) + WORD_S, 3), cue=0,
                     time_source="measured")
            )  # fmt: skip
    return found


def cuts_of(sound: Samples, words: Sequence[Word], how: str) -> list[float]:
    """Return where adverts are put in: at shares of the length, or in the pause that is nearest to each."""
    wanted = [share * len(sound) / RATE_HZ for share in SHARES] if how else []
    if how != "pauses":
        return wanted
    pauses = [(a.end + b.start) / 2 for a, b in pairwise(words) if b.start - a.end > 0.3]
    return sorted({min(pauses, key=lambda p: abs(p - at)) for at in wanted}) if pauses else []


def made(sound: Samples, advert: Samples, cuts: Sequence[float], trim_s: float) -> Samples:
    """Return the sound with adverts put in and its head cut off."""
    edges = [trim_s, *(cut for cut in cuts if cut > trim_s), len(sound) / RATE_HZ]
    parts: list[Samples] = []
    for a, b in pairwise(edges):
        parts += [advert] if parts else []
        parts.append(sound[round(a * RATE_HZ) : round(b * RATE_HZ)])
    return np.concatenate(parts)


def truth(cuts: Sequence[float], trim_s: float, speed: float, advert_s: float) -> Callable[[float], float]:
    """Return the function that says where a moment is in such a recording."""
    later = [cut for cut in cuts if cut > trim_s]
    return lambda s: (s - trim_s + advert_s * sum(s > cut for cut in later)) / speed


def encoded(sound: Samples, recording: Recording, decoder: Ffmpeg, folder: Path) -> Samples:
    """Return the sound as it is after its encoding, at another speed."""
    suffix, *codec = recording.codec
    path = folder / f"other.{suffix}"
    speed = ["-af", f"atempo={recording.speed}"] if recording.speed != 1 else []
    command = [decoder.binary, "-y", "-v", "error", "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "-"]
    subprocess.run([*command, *speed, *codec, str(path)], input=sound.astype("<i2").tobytes(), check=True)
    return decoder.decode(path).samples


def measure(
    sound: Samples, advert: Samples, recording: Recording, *, vad: Silero, score: Score, folder: Path
) -> None:  # fmt: skip
    """Make a recording of a sound, find the words in it, and count what became of them."""
    words, decoder = words_of(sound, vad), Ffmpeg()
    length = len(sound) / RATE_HZ
    cuts, trim_s = cuts_of(sound, words, recording.adverts), TRIM_SHARE * length if recording.trim else 0.0
    other = encoded(made(sound, advert, cuts, trim_s), recording, decoder, folder)
    there = truth(cuts, trim_s, recording.speed, len(advert) / RATE_HZ)
    began = time.process_time()
    found = match(sound, other)
    score.cpu_s += time.process_time() - began
    score.sound_s += length
    clock, duration = Clockwork(found, len(other) / RATE_HZ), len(other) / RATE_HZ
    for word, now in zip(words, placed(words, clock, duration), strict=True):
        is_whole = word.start >= trim_s and not any(word.start < cut < word.end for cut in cuts)
        error = max(abs(now.start - there(word.start)), abs(now.end - there(word.end)))
        score.there += is_whole
        score.gone += not is_whole
        if now.time_source == "absent":
            score.marked += is_whole
        elif error <= WITHIN_S:
            score.right += is_whole
            score.worst_s = max(score.worst_s, error)
        else:
            score.wrong += 1
            score.where.append(f"{word.start:.2f} s ({error:.2f} s off)")


def sounds(paths: Sequence[Path], folder: Path | None) -> Iterator[Path]:
    """Yield the sound files that are named, and those of a folder."""
    yield from paths
    if folder:
        yield from sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)


def main() -> None:
    """Print a row for each kind of recording, over all files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("audio", nargs="*", type=Path)
    parser.add_argument("--data", type=Path, help="a folder of sound files")
    parser.add_argument("--advert", type=Path, required=True, help="what is put in, repeated to 30 s")
    given = parser.parse_args()
    decoder, vad, scores = Ffmpeg(), Silero(VadConfig()), {one.name: Score() for one in RECORDINGS}
    advert = np.resize(decoder.decode(given.advert).samples, round(ADVERT_S * RATE_HZ))
    files = [path for path in sounds(given.audio, given.data) if path.name != given.advert.name]
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            sound = decoder.decode(path).samples
            for recording in RECORDINGS:
                score = scores[recording.name]
                measure(sound, advert, recording, vad=vad, score=score, folder=Path(folder))
            sys.stderr.write(f"{path.name} {len(sound) / RATE_HZ:.0f} s\n")
    print(f"{len(files)} files, {sum(s.sound_s for s in scores.values()) / len(scores) / 60:.1f} min of sound")
    print(
        "| recording | whole words | within .15 s | marked absent | wrong, unmarked | not whole | worst | CPU an hour |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, s in scores.items():
        share = f"{100 * s.right / s.there:.2f} %" if s.there else "–"
        rate = f"{3600 * s.cpu_s / s.sound_s:.0f} s" if s.sound_s else "–"
        print(f"| {name} | {s.there} | {share} | {s.marked} | {s.wrong} | {s.gone} | {s.worst_s:.3f} s | {rate} |")
        for where in s.where[:5]:
            print(f"  wrong at {where}", file=sys.stderr)


if __name__ == "__main__":
    main()
