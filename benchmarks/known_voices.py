"""Are voices on file named in later episodes, and nobody else? `python -m benchmarks.known_voices --data DATA/audio`.

DATA/audio holds sound files and `manifest.json`: {"file", "kind", "segments": [{"start", "end", "speaker"}] or null}; a
file with one speaker needs no segments. Each voice with enough speech of its own is cut in two halves by time. The
first half goes on file; a later episode is made of the second halves of two voices in turns. Every second one is made
like a telephone's: narrow, quieter and with noise. Of the two only one is on file, beside everybody else who takes no
part; not those of the same recordings, who can be heard in the cuts of their neighbours. A pair is right where the one
is named and the other is not; a wrong name anywhere counts apart.
"""

import argparse
import json
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import numpy as np

from pipeline import known_voices
from pipeline.engines import weights
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.engines.speakers import Ecapa, VoiceConfig
from pipeline.engines.voice_activity import Silero, VadConfig
from pipeline.ports import RATE_HZ, Samples, Voiceprints
from pipeline.records import KnownVoice, KnownVoices
from pipeline.stages.attribute.config import VoicesConfig
from pipeline.stages.attribute.diarization import tell_apart
from pipeline.stages.attribute.recognition import recognised

LEAST_HALF_S, TURN_S = 4.0, 3.0  # the clips are short: a voice needs so much speech in each half
NOISE, QUIETER, NARROW_HZ = 0.003, 0.4, 3400
KIND_OF_ONE = ("1 speaker", "read speech")


def own_speech(samples: Samples, entry: dict[str, object], speech: list[tuple[float, float]]) -> dict[str, Samples]:
    """Return the sound in which each speaker of a file speaks alone."""
    segments = entry["segments"]
    if not segments:
        alone = any(kind in str(entry["kind"]) for kind in KIND_OF_ONE)
        return {str(entry["file"]): _cut(samples, speech)} if alone else {}
    assert isinstance(segments, list)
    told = [(float(s["start"]), float(s["end"]), str(s["speaker"])) for s in segments]
    step = 0.05
    found: dict[str, list[tuple[float, float]]] = {}
    for at in np.arange(0, len(samples) / RATE_HZ - step, step):
        here = {who for a, b, who in told if a <= at + step / 2 < b}
        if len(here) == 1:
            found.setdefault(next(iter(here)), []).append((float(at), float(at + step)))
    return {f"{Path(str(entry['file'])).stem}:{who}": _cut(samples, spans) for who, spans in found.items()}


def _cut(samples: Samples, spans: list[tuple[float, float]]) -> Samples:
    parts = [samples[round(a * RATE_HZ) : round(b * RATE_HZ)] for a, b in spans]
    return np.concatenate(parts) if parts else samples[:0]


def made_like_a_telephones(samples: Samples) -> Samples:
    """Return the sound narrow, quieter and with noise."""
    spectrum = np.fft.rfft(samples)
    spectrum[np.fft.rfftfreq(len(samples), 1 / RATE_HZ) > NARROW_HZ] = 0
    noise = np.random.default_rng(5).standard_normal(len(samples)) * NOISE
    return (np.fft.irfft(spectrum, len(samples)) * QUIETER + noise).astype(np.float32)


def in_turns(first: Samples, second: Samples) -> Samples:
    """Return two sounds in turns of TURN_S."""
    size = round(TURN_S * RATE_HZ)
    parts = []
    for at in range(0, max(len(first), len(second)), size):
        parts += [first[at : at + size], second[at : at + size]]
    return np.concatenate(parts)


class Halves:
    """The voices of the recordings: one half of each is on file, the other is heard. Names are meeting:person."""

    def __init__(self, data: Path, reader: Ecapa) -> None:
        """Read the recordings of a folder; synthetic ones, which are long, are left out."""
        self._reader = reader
        self.heard: dict[str, Samples] = {}
        self.on_file: dict[str, KnownVoice] = {}
        decoder, vad = Ffmpeg(), Silero(VadConfig())
        for entry in json.loads((data / "manifest.json").read_text()):
            samples = decoder.decode(data / entry["file"]).samples
            if len(samples) <= 120 * RATE_HZ:
                for name, own in own_speech(samples, entry, vad.speech(samples)).items():
                    self._add(name, own)
        self.people = {name: name.rpartition(":")[2] for name in self.heard}  # the same person in two meetings is one
        self._home: dict[str, set[str]] = {}
        for name in self.heard:
            self._home.setdefault(self.people[name], set()).add(name.partition(":")[0])

    def _add(self, name: str, own: Samples) -> None:
        half = len(own) // 2
        if half >= LEAST_HALF_S * RATE_HZ:
            self.heard[name] = own[half:]
            prints = self.prints(own[:half])
            windows = list(range(len(prints.start)))
            self.on_file[name] = known_voices.voiceprint(prints, windows, name=name, heard_in=name)

    def prints(self, samples: Samples) -> Voiceprints:
        """Return the voiceprints of a sound that is speech throughout."""
        made = self._reader.voiceprints(samples, [(0.0, len(samples) / RATE_HZ)], progress=lambda *_: None)
        return replace(made, engine=self._reader.identity)

    def pairs(self, number: int) -> list[tuple[str, str]]:
        """Return so many pairs of voices of two people, spread over all that there are."""
        all_ = [(a, b) for a, b in permutations(sorted(self.heard), 2) if self.people[a] != self.people[b]]
        return [all_[k * len(all_) // number] for k in range(number)]

    def known_beside(self, one: str, stranger: str) -> dict[str, KnownVoice]:
        """Return who is on file: not the stranger, nor others of these recordings, heard in their neighbours' cuts."""
        here = {name.partition(":")[0] for name in (one, stranger)}
        return {
            self.people[k]: v
            for k, v in sorted(self.on_file.items())
            if self.people[k] != self.people[stranger]
            and (self.people[k] == self.people[one] or not self._home[self.people[k]] & here)
        }


@dataclass(frozen=True)
class PairHeard:
    """What became of one pair: whether the one was named, how many names are wrong, how like voices are."""

    named: bool
    wrong: int
    voices: int
    names: list[str]
    like: float
    others: list[float]


def heard_pair(halves: Halves, one: str, stranger: str, *, narrow: bool) -> PairHeard:
    """Hear two voices in turns, the one of them on file."""
    config, people = VoicesConfig(), halves.people
    sound = in_turns(halves.heard[one], halves.heard[stranger])
    prints = halves.prints(made_like_a_telephones(sound) if narrow else sound)
    kept = halves.known_beside(one, stranger)
    heard = tell_apart(prints, config)
    found = recognised(heard, prints, KnownVoices(show="x", voices=tuple(kept.values())), config)
    turn = round(TURN_S * RATE_HZ) / RATE_HZ
    ones = [v for v in found if _mostly_first(heard.p[:, v], prints.start, turn)]
    good = [v for v in ones if people[found[v].name] == people[one]]
    centres = np.stack([prints.vectors[heard.p.argmax(1) == v].mean(0) for v in range(heard.p.shape[1])])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    like = {k: float((centres @ np.array(v.vector)).max()) for k, v in kept.items()}
    names = sorted({people[on.name] for on in found.values()})
    others = [value for k, value in like.items() if k != people[one]]
    return PairHeard(bool(good), len(found) - len(good), len(centres), names, like[people[one]], others)


def main() -> None:
    """Print how many pairs are right, and how like voices are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=40)
    given = parser.parse_args()
    known_voices.LEAST_S = LEAST_HALF_S  # as the docstring says
    halves = Halves(given.data, Ecapa(weights.fetch("ecapa-voxceleb"), VoiceConfig()))
    told = []
    for number, (one, stranger) in enumerate(halves.pairs(given.pairs)):
        told.append(heard_pair(halves, one, stranger, narrow=bool(number % 2)))
        last = told[-1]
        print(f"{one} and {stranger}: {last.voices} voices, {last.names}, like {last.like:.2f}", flush=True)
    named, right = sum(t.named for t in told), sum(t.named and not t.wrong for t in told)
    others = [like for t in told for like in t.others]
    print(
        f"{len(halves.heard)} voices, {len(told)} pairs: {named} named ({named / len(told):.3f}), "
        f"{sum(t.wrong for t in told)} wrong names, {right} pairs right\n"
        f"likeness of the same person {np.percentile([t.like for t in told], [0, 10, 50]).round(2)} "
        f"(least, 10 %, median), of others {np.percentile(others, [50, 90, 100]).round(2)} (median, 90 %, most)"
    )


def _mostly_first(p: np.ndarray, start: np.ndarray, turn_s: float) -> bool:
    """Say whether a voice is heard mostly in the turns of the first of the two."""
    first = (start + 0.75) // turn_s % 2 == 0
    return bool(p[first].sum() > p[~first].sum())


if __name__ == "__main__":
    main()
