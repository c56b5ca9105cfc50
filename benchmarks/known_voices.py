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
from dataclasses import replace
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


def main() -> None:
    """Print how many pairs are right, and how like voices are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=40)
    given = parser.parse_args()
    decoder, vad, reader = Ffmpeg(), Silero(VadConfig()), Ecapa(weights.fetch("ecapa-voxceleb"), VoiceConfig())
    config = VoicesConfig()

    def prints_of(samples: Samples) -> Voiceprints:
        made = reader.voiceprints(samples, [(0.0, len(samples) / RATE_HZ)], progress=lambda *_: None)
        return replace(made, engine=reader.identity)

    halves: dict[str, Samples] = {}
    on_file: dict[str, KnownVoice] = {}
    known_voices.LEAST_S = LEAST_HALF_S  # as the docstring says
    for entry in json.loads((given.data / "manifest.json").read_text()):
        samples = decoder.decode(given.data / entry["file"]).samples
        if len(samples) > 120 * RATE_HZ:  # synthetic
            continue
        for name, own in own_speech(samples, entry, vad.speech(samples)).items():
            half = len(own) // 2
            if half >= LEAST_HALF_S * RATE_HZ:
                halves[name] = own[half:]
                prints = prints_of(own[:half])
                on_file[name] = known_voices.voiceprint(
                    prints, list(range(len(prints.start))), name=name, heard_in=name
                )
    home: dict[str, set[str]] = {}
    for name in halves:
        home.setdefault(name.rpartition(":")[2], set()).add(name.partition(":")[0])
    people = {name: name.rpartition(":")[2] for name in halves}  # the same person in two meetings is one
    pairs = [(a, b) for a, b in permutations(sorted(halves), 2) if people[a] != people[b]]
    picked = [pairs[k * len(pairs) // given.pairs] for k in range(given.pairs)]
    right = named = wrong = 0
    same, other = [], []
    for number, (one, stranger) in enumerate(picked):
        sound = in_turns(halves[one], halves[stranger])
        prints = prints_of(made_like_a_telephones(sound) if number % 2 else sound)
        here = {name.partition(":")[0] for name in (one, stranger)}
        kept = {
            people[k]: v
            for k, v in sorted(on_file.items())
            if people[k] != people[stranger] and (people[k] == people[one] or not home[people[k]] & here)
        }
        heard = tell_apart(prints, config)
        found = recognised(heard, prints, KnownVoices(show="x", voices=tuple(kept.values())), config)
        size = round(TURN_S * RATE_HZ) / RATE_HZ
        names = {people[on.name] for on in found.values()}
        ones = [v for v in found if _mostly_first(heard.p[:, v], prints.start, size)]
        good = any(people[found[v].name] == people[one] for v in ones)
        bad = len(found) - sum(people[found[v].name] == people[one] for v in ones)
        named, wrong, right = named + good, wrong + bad, right + (good and not bad)
        centres = np.stack([prints.vectors[heard.p.argmax(1) == v].mean(0) for v in range(heard.p.shape[1])])
        centres /= np.linalg.norm(centres, axis=1, keepdims=True)
        like = centres @ np.array(kept[people[one]].vector)
        same.append(float(like.max()))
        other += [float((centres @ np.array(v.vector)).max()) for k, v in kept.items() if k != people[one]]
        print(f"{one} and {stranger}: {len(centres)} voices, {sorted(names)}, like {like.max():.2f}")
    print(
        f"{len(halves)} voices, {len(picked)} pairs: {named} named ({named / len(picked):.3f}), {wrong} wrong names, "
        f"{right} pairs right\n"
        f"likeness of the same person {np.percentile(same, [0, 10, 50]).round(2)} (least, 10 %, median), "
        f"of others {np.percentile(other, [50, 90, 100]).round(2)} (median, 90 %, most)"
    )


def _mostly_first(p: np.ndarray, start: np.ndarray, turn_s: float) -> bool:
    """Say whether a voice is heard mostly in the turns of the first of the two."""
    first = (start + 0.75) // turn_s % 2 == 0
    return bool(p[first].sum() > p[~first].sum())


if __name__ == "__main__":
    main()
