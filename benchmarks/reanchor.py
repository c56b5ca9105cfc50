"""Are words found again in other recordings of the same episode? Recordings made here, so that the truth is known.

Every sound file is given three adverts, a trimmed head, another encoding, ±.1 % speed, and all of it at once. Where an
advert stands in a pause, no word is cut; where it stands anywhere, words are. Words are pieces of speech of .3 s.

    python -m benchmarks.reanchor raw_audio/three-surprises.opus --advert tests/data/librivox_sense_0870.flac
    python -m benchmarks.reanchor --data DIR --advert FILE --seed 3 --joined

A seed draws where and how long the adverts are, what they are pieces of, and how much of the head is cut off.
`--joined` takes all files one after another as a single episode.
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
DRAWN_SHARE, DRAWN_ADVERT_S, DRAWN_TRIM = (0.1, 0.9), (15.0, 60.0), (0.01, 0.1)  # between which a seed draws
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


@dataclass(frozen=True)
class Plan:
    """Where the adverts are put into a sound, their sounds, and which share of the head is cut off."""

    shares: tuple[float, ...]
    adverts: tuple[Samples, ...]
    trim_share: float


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


def plan_of(advert: Samples, draw: np.random.Generator | None) -> Plan:
    """Return how recordings are made: always alike, or as a seed draws it."""
    if draw is None:
        return Plan(SHARES, (np.resize(advert, round(ADVERT_S * RATE_HZ)),) * len(SHARES), TRIM_SHARE)
    lengths = [round(float(draw.uniform(*DRAWN_ADVERT_S)) * RATE_HZ) for _ in SHARES]
    sounds = tuple(np.resize(np.roll(advert, -int(draw.integers(len(advert)))), length) for length in lengths)
    return Plan(tuple(sorted(draw.uniform(*DRAWN_SHARE, len(SHARES)))), sounds, float(draw.uniform(*DRAWN_TRIM)))


def cuts_of(sound: Samples, words: Sequence[Word], how: str, shares: Sequence[float]) -> list[float]:
    """Return where adverts are put in: at shares of the length, or in the pause that is nearest to each."""
    wanted = [share * len(sound) / RATE_HZ for share in shares] if how else []
    if how != "pauses":
        return wanted
    pauses = [(a.end + b.start) / 2 for a, b in pairwise(words) if b.start - a.end > 0.3]
    return sorted({min(pauses, key=lambda p: abs(p - at)) for at in wanted}) if pauses else []


def made(sound: Samples, adverts: Sequence[Samples], cuts: Sequence[float], trim_s: float) -> Samples:
    """Return the sound with its head cut off and an advert at each cut."""
    edges = [trim_s, *cuts, len(sound) / RATE_HZ]
    parts: list[Samples] = []
    for at, (a, b) in enumerate(pairwise(edges)):
        parts += [adverts[at - 1]] if parts else []
        parts.append(sound[round(a * RATE_HZ) : round(b * RATE_HZ)])
    return np.concatenate(parts)


def truth(
    cuts: Sequence[float], adverts: Sequence[Samples], trim_s: float, speed: float
) -> Callable[[float], float]:  # fmt: skip
    """Return the function that says where a moment is in such a recording."""
    lengths = [len(advert) / RATE_HZ for advert in adverts]
    return lambda s: (s - trim_s + sum(length for cut, length in zip(cuts, lengths, strict=False) if s > cut)) / speed


def encoded(sound: Samples, recording: Recording, decoder: Ffmpeg, folder: Path) -> Samples:
    """Return the sound as it is after its encoding, at another speed."""
    suffix, *codec = recording.codec
    path = folder / f"other.{suffix}"
    speed = ["-af", f"atempo={recording.speed}"] if recording.speed != 1 else []
    command = [decoder.binary, "-y", "-v", "error", "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "-"]
    subprocess.run([*command, *speed, *codec, str(path)], input=sound.astype("<i2").tobytes(), check=True)
    return decoder.decode(path).samples


def measure(
    sound: Samples, words: Sequence[Word], plan: Plan, recording: Recording, *, name: str, score: Score, folder: Path
) -> None:  # fmt: skip
    """Make a recording of a sound, find the words in it, and count what became of them."""
    decoder, length = Ffmpeg(), len(sound) / RATE_HZ
    trim_s = plan.trim_share * length if recording.trim else 0.0
    cuts = [cut for cut in cuts_of(sound, words, recording.adverts, plan.shares) if cut > trim_s]
    other = encoded(made(sound, plan.adverts, cuts, trim_s), recording, decoder, folder)
    there = truth(cuts, plan.adverts, trim_s, recording.speed)
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
            score.where.append(f"{name}: {word.start:.2f} s ({error:.2f} s off)")


def sounds(paths: Sequence[Path], folder: Path | None) -> Iterator[Path]:
    """Yield the sound files that are named, and those of a folder."""
    yield from paths
    if folder:
        yield from sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)


def asked() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("audio", nargs="*", type=Path)
    parser.add_argument("--data", type=Path, help="a folder of sound files")
    parser.add_argument("--advert", type=Path, required=True, help="what is put in")
    parser.add_argument("--seed", type=int, help="what draws the places and lengths; without one they are always alike")
    parser.add_argument("--joined", action="store_true", help="all files one after another, as one episode")
    return parser.parse_args()


def main() -> None:
    """Print a row for each kind of recording, over all files."""
    given = asked()
    decoder, vad, scores = Ffmpeg(), Silero(VadConfig()), {one.name: Score() for one in RECORDINGS}
    draw = None if given.seed is None else np.random.default_rng(given.seed)
    advert = decoder.decode(given.advert).samples
    files = [path for path in sounds(given.audio, given.data) if path.name != given.advert.name]
    heard = [(path.name, decoder.decode(path).samples) for path in files]
    if given.joined:
        heard = [("all files", np.concatenate([sound for _, sound in heard]))]
    with tempfile.TemporaryDirectory() as folder:
        for name, sound in heard:
            words, plan = words_of(sound, vad), plan_of(advert, draw)
            for recording in RECORDINGS:
                score = scores[recording.name]
                measure(sound, words, plan, recording, name=name, score=score, folder=Path(folder))
            sys.stderr.write(f"{name} {len(sound) / RATE_HZ:.0f} s\n")
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
