"""Who speaks when, and whose words are they? `python -m benchmarks.speakers --data DATA/audio [--artifacts DIR]`.

Needs the bench extra (pyannote.metrics). DATA/audio holds sound files and `manifest.json`, a list of {"file",
"segments": [{"start", "end", "speaker"}]}. Diarization error: missed, false and confused speech over all speech of the
reference, overlapping speech counted, with a collar of 0.25 s (0.125 s on either side of each edge) and without one.
The number of speakers is not given. "one voice" is the error of calling all speech one speaker's.
With --artifacts, the sample episode that was made there is held against its reference, word by word and quote by quote.
"""

import argparse
import json
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.asr import table
from pipeline.engines import weights
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.engines.speaker_activity import PyanNet
from pipeline.engines.speakers import Ecapa, VoiceConfig
from pipeline.engines.voice_activity import Silero, VadConfig
from pipeline.records import Highlights, Transcript, Word
from pipeline.stages.attribute.config import VoicesConfig
from pipeline.stages.attribute.diarization import ToldApart, tell_apart
from pipeline.stages.attribute.overlap import heard
from pipeline.stages.attribute.word_speakers import at_words

REFERENCE = Path("raw_audio/three-surprises.reference.json")
STEP_S, FILL_S, COLLAR_S = 0.05, 1.0, 0.25  # a pause shorter than FILL_S inside one voice belongs to its turn
EDGE_WORDS = 2  # on either side of a change of speaker
Segment = tuple[float, float, str]


def hypothesis(speech: list[tuple[float, float]], told: ToldApart) -> list[Segment]:
    """Return who is heard when; without the net the likeliest voice every 50 ms of speech, joined over short pauses."""
    if told.frames is not None:
        return [(start, end, str(voice)) for start, end, voice in heard(told.frames)]
    steps = [
        Word(i=0, text="x", start=float(t), end=min(float(t) + STEP_S, b), cue=0, time_source="measured")
        for a, b in speech
        for t in np.arange(a, b - 1e-3, STEP_S)
    ]
    voices = at_words(steps, told).argmax(1) if steps else []
    found: list[Segment] = []
    for voice, run in groupby(zip(steps, voices, strict=True), key=lambda pair: int(pair[1])):
        for step, _ in run:
            if found and found[-1][2] == str(voice) and step.start - found[-1][1] < FILL_S:
                found[-1] = (found[-1][0], step.end, str(voice))
            else:
                found.append((step.start, step.end, str(voice)))
    return found


def errors(reference: list[Segment], found: list[Segment], seconds: float, collar: float) -> dict[str, float]:
    """Return the diarization error and its parts, in percent of the reference's speech."""
    from pyannote.core import Annotation, Timeline
    from pyannote.core import Segment as Stretch
    from pyannote.metrics.diarization import DiarizationErrorRate

    def annotation(segments: list[Segment]) -> Annotation:
        made = Annotation()
        for k, (start, end, who) in enumerate(segments):
            made[Stretch(start, end), k] = who
        return made

    parts = DiarizationErrorRate(collar=collar)(
        annotation(reference), annotation(found), uem=Timeline([Stretch(0, seconds)]), detailed=True
    )
    names = {"diarization error rate": "der", "missed detection": "miss", "false alarm": "false", "confusion": "mixed"}
    total = parts["total"] or 1.0
    return {short: 100 * (parts[long] / (1 if short == "der" else total)) for long, short in names.items()}


def clips(data: Path, config: VoicesConfig, *, net: bool) -> list[list[object]]:
    """Return one row per file that has a reference; without `net` as it was before overlaps were listened for."""
    manifest = json.loads((data / "manifest.json").read_text())
    listed = [(data / m["file"], [(s["start"], s["end"], s["speaker"]) for s in m["segments"]])
              for m in manifest if m.get("segments")]  # fmt: skip
    sentences = json.loads(REFERENCE.read_text())["sentences"]
    listed.insert(0, (REFERENCE.with_name("three-surprises.opus"),
                      [(s["start"], s["end"], s["speaker"]) for s in sentences]))  # fmt: skip
    decoder, vad, reader = Ffmpeg(), Silero(VadConfig()), Ecapa(weights.fetch("ecapa-voxceleb"), VoiceConfig())
    together = PyanNet(weights.fetch("speaker-activity")) if net else None
    rows: list[list[object]] = []
    for path, reference in listed:
        samples = decoder.decode(path).samples
        seconds = len(samples) / 16_000
        began = perf_counter()
        speech = vad.speech(samples)
        prints = reader.voiceprints(samples, speech)
        if together:
            prints = replace(prints, activity=together.activity(samples))
        told = tell_apart(prints, config)
        took = perf_counter() - began
        found = hypothesis(speech, told)
        at, bare = (errors(reference, found, seconds, collar) for collar in (COLLAR_S, 0.0))
        one = errors(reference, [(a, b, "one") for a, b, _ in found], seconds, COLLAR_S)
        parts = "/".join(f"{at[k]:.1f}" for k in ("miss", "false", "mixed"))
        rows.append([path.stem, f"{told.p.shape[1]} / {len({s for *_, s in reference})}", f"**{at['der']:.1f}**", parts,
                     f"{bare['der']:.1f}", f"{one['der']:.1f}", f"{took / seconds:.3f}"])  # fmt: skip
    return rows


def words(artifacts: Path) -> list[list[object]]:
    """Return how many words and quotes of the sample episode have the wrong speaker, or none."""
    folder = artifacts / "three-surprises"
    transcript = Transcript.model_validate_json((folder / "transcript.json").read_bytes())
    record = Highlights.model_validate_json((folder / "highlights.json").read_bytes())
    sentences = json.loads(REFERENCE.read_text())["sentences"]

    def truth(at: float) -> str:
        return str(min(sentences, key=lambda s: max(0.0, s["start"] - at, at - s["end"]))["speaker"])

    true = [truth((w.start + w.end) / 2) for w in transcript.words]
    changes = [k for k in range(1, len(true)) if true[k] != true[k - 1]]
    edge = {k + d for k in changes for d in range(-EDGE_WORDS, EDGE_WORDS)}
    groups = {
        "words": [(w.speaker, true[w.i]) for w in transcript.words],
        "words at the edges of turns": [(transcript.words[k].speaker, true[k]) for k in sorted(edge)],
        "quotes": [(q.speaker, truth((q.start + q.end) / 2)) for q in record.quotes],
    }
    return [
        [name, len(pairs), sum(s not in (None, t) for s, t in pairs), sum(s is None for s, _ in pairs)]
        for name, pairs in groups.items()
    ]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--artifacts", type=Path)
    parser.add_argument("--without-net", action="store_true", help="leave out the net that hears overlaps")
    args = parser.parse_args()
    if args.data:
        head = ["", "voices found / true", "DER %", "missed/false/mixed", "without collar", "one voice", "× real time"]
        print(table(head, clips(args.data, VoicesConfig(), net=not args.without_net)))
    if args.artifacts:
        print(table(["sample episode", "all", "wrong name", "no name"], words(args.artifacts)))


if __name__ == "__main__":
    main()
