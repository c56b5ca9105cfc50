"""Both engines hear two short recordings with real weights."""

import re
from collections.abc import Callable
from itertools import pairwise

import jiwer
import numpy as np
import pytest

from pipeline.engines.faster_whisper import FasterWhisper
from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.engines.openai_whisper import OpenAIWhisper
from pipeline.engines.voice_activity import Silero, VadConfig
from pipeline.engines.whisper_decoding import WhisperConfig
from pipeline.errors import BadConfig
from pipeline.ports import RATE_HZ, Decoded, Transcriber
from pipeline.records import Episode, RawTranscript, Source, Window
from pipeline.stages.transcribe.config import TranscribeConfig
from pipeline.stages.transcribe.stage import transcribe
from tests.e2e.engines.test_openai_decoder import DATA
from tests.unit.stages.transcribe.test_stage import NoReader

pytestmark = pytest.mark.model

SAID = {
    "jfk.flac": "And so my fellow Americans, ask not what your country can do for you, "
    "ask what you can do for your country.",
    "librivox_sense_0870.flac": "and mister john dashwood had then leisure to consider how much there might be "
    "prudently in his power to do for them",
}
ENGINES: dict[str, Callable[[WhisperConfig], Transcriber]] = {
    "openai-whisper": OpenAIWhisper,
    "faster-whisper": FasterWhisper,
}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Transcriber:
    return ENGINES[request.param](WhisperConfig(model="base", threads=2))


@pytest.fixture(scope="module")
def vad() -> Silero:
    return Silero(VadConfig())


def hear(name: str, engine: Transcriber, vad: Silero, language: str = "en") -> tuple[RawTranscript, Decoded]:
    decoder = Ffmpeg()
    decoded = decoder.decode(DATA / name)
    heard = transcribe(
        Episode(id="clip", title="Clip", duration=decoded.seconds),
        Source(episode_id="clip", title="Clip", audio_path=str(DATA / name)),
        TranscribeConfig(language=language),
        decoder=decoder,
        vad=vad,
        transcriber=engine,
        importer=NoReader(),
        progress=lambda *_: None,
    )
    return heard, decoded


def plain(text: str) -> str:
    return re.sub(r"[^a-z ]", "", text.lower()).replace("mr ", "mister ")


@pytest.mark.parametrize("name", SAID)
def test_an_engine_hears_what_was_said_when_it_was_said(
    name: str, engine: Transcriber, vad: Silero, capfd: pytest.CaptureFixture[str]
) -> None:
    heard, decoded = hear(name, engine, vad)
    assert jiwer.wer(plain(SAID[name]), plain(" ".join(w.text for w in heard.words))) <= 0.10
    assert all(0 <= w.start < w.end <= decoded.seconds for w in heard.words)
    assert all(a.end <= b.start for a, b in pairwise(heard.words))
    assert heard.flags == ()
    assert heard.engine.name in ENGINES
    assert len(heard.engine.digest or "") == 64
    assert capfd.readouterr() == ("", "")


def test_an_engine_says_the_same_twice(engine: Transcriber, vad: Silero) -> None:
    name = "librivox_sense_0870.flac"
    assert hear(name, engine, vad)[0] == hear(name, engine, vad)[0]


def test_an_engine_finds_out_the_language(engine: Transcriber, vad: Silero) -> None:
    assert hear("jfk.flac", engine, vad, language="")[0].language == "en"


def test_an_unknown_language_is_refused(engine: Transcriber, vad: Silero) -> None:
    with pytest.raises(BadConfig, match="does not know the language"):
        hear("jfk.flac", engine, vad, language="tlh")


@pytest.mark.parametrize("name", ENGINES)
def test_a_beam_and_a_prompt_work_on_a_batch(name: str) -> None:
    engine = ENGINES[name](WhisperConfig(beam=2, batch=2, threads=2, initial_prompt="An address."))
    samples = Ffmpeg().decode(DATA / "jfk.flac").samples
    windows = [Window(i=0, start=0.0, end=7.7), Window(i=1, start=7.7, end=11.0)]
    heard = list(engine.transcribe(samples, windows, language="en", progress=lambda *_: None))
    texts = ["".join(word.text for cue in window.cues for word in cue.words) for window in heard]
    assert "fellow Americans" in texts[0]
    assert "for your country" in texts[1]


def test_faster_whisper_has_no_tiny_model() -> None:
    with pytest.raises(BadConfig, match='choose engine = "openai-whisper"'):
        FasterWhisper(WhisperConfig(model="tiny.en"))


@pytest.mark.parametrize("kind", ["silence", "hiss", "noise", "hum", "tone", "clicks"])
def test_no_speech_is_found_where_there_is_none(kind: str, vad: Silero) -> None:
    t = np.arange(20 * RATE_HZ) / RATE_HZ
    noise = np.random.default_rng(0).normal(0, 1, len(t))
    sound = {
        "silence": 0 * t,
        "hiss": 0.0004 * noise,
        "noise": 0.05 * noise,
        "hum": 0.1 * np.sin(2 * np.pi * 50 * t),
        "tone": 0.3 * np.sin(2 * np.pi * 440 * t),
        "clicks": 0.8 * (np.arange(len(t)) % 8000 == 0),
    }[kind]
    assert vad.speech((sound * 32767).astype(np.int16)) == []


def test_speech_is_the_same_whether_it_is_read_in_one_block_or_many(
    vad: Silero, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = Ffmpeg().decode(DATA / "jfk.flac").samples
    whole = vad.speech(samples)
    monkeypatch.setattr("pipeline.engines.voice_activity.BLOCK_FRAMES", 50)
    assert vad.speech(samples) == whole
    assert whole
