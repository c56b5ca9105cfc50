from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st

from pipeline.errors import BadInput
from pipeline.ports import RATE_HZ, AsrCue, AsrWindow, AsrWord, Decoded, Progress, Samples
from pipeline.records import Identity, RawTranscript, Source, Window
from pipeline.stages.transcribe.config import TranscribeConfig
from pipeline.stages.transcribe.stage import transcribe, vote
from tests.builders import episode, heard

CONFIG = TranscribeConfig()
SECONDS = 600.0


class SilentDecoder:
    identity = Identity(name="silence", version="1")

    def decode(self, path: Path, track: int = 1) -> Decoded:
        return Decoded(samples=np.zeros(int(SECONDS) * RATE_HZ, np.int16), sha256="0" * 64, declared_s=SECONDS)


class ToldVad:
    """Finds the speech it was told of."""

    identity = Identity(name="told", version="1")

    def __init__(self, *speech: tuple[float, float]) -> None:
        self._speech = list(speech)

    def speech(self, samples: Samples) -> list[tuple[float, float]]:
        return self._speech


class ScriptedTranscriber:
    """Says one word every half second of a window, or what its script says for the window of that number.

    In a second pass it says `second` in every part.
    """

    identity = Identity(name="script", version="1", model="none")

    def __init__(
        self,
        script: Mapping[int, str | tuple[AsrCue, ...]] | None = None,
        *,
        second: str = "",
        languages: Sequence[str] = ("en",),
    ) -> None:
        self._script = script or {}
        self._second, self._languages = second, languages
        self.calls: list[tuple[list[int], str | None]] = []
        self.again: list[Window] = []

    def transcribe(
        self,
        samples: Samples,
        windows: Sequence[Window],
        *,
        language: str | None,
        progress: Progress,
        again: bool = False,
    ) -> Iterator[AsrWindow]:
        if again:
            self.again += windows
        else:
            self.calls.append(([w.i for w in windows], language))
            progress("transcribe", sum(w.end - w.start for w in windows), sum(w.end - w.start for w in windows))
        yield from (self._window(w, language, again) for w in windows)

    def _window(self, window: Window, language: str | None, again: bool) -> AsrWindow:
        default = " ".join(f"w{window.i}x{k}" for k in range(int((window.end - window.start) / 0.5)))
        said = self._second if again else self._script.get(window.i, default)
        cues = said if isinstance(said, tuple) else (cue(said, 0.5),) if said else ()
        own = self._languages[window.i % len(self._languages)]
        return AsrWindow(language=language or own, language_p=0.9, cues=cues)


class NoReader:
    identity = Identity(name="none", version="1")

    def read(self, path: Path, *, language: str | None) -> RawTranscript:
        raise AssertionError("no transcript was given")


class OneReader(NoReader):
    def read(self, path: Path, *, language: str | None) -> RawTranscript:
        return heard("0:01 Lex: Hello there.").model_copy(update={"language": language or "??"})


def cue(text: str, step: float = 0.5) -> AsrCue:
    words = tuple(AsrWord(" " + w, k * step, (k + 1) * step, 0.9) for k, w in enumerate(text.split()))
    return AsrCue(
        start=0.0, end=len(words) * step, words=words, avg_logprob=-0.2, no_speech_prob=0.1, compression_ratio=1.5,
        temperature=0.0,
    )  # fmt: skip


def hear(
    vad: ToldVad, engine: ScriptedTranscriber, config: TranscribeConfig = CONFIG, **fields: object
) -> RawTranscript:
    return transcribe(
        episode(SECONDS, **fields), Source(episode_id="an-episode", title="An Episode", audio_path="a.flac"), config,
        decoder=SilentDecoder(), vad=vad, transcriber=engine, importer=NoReader(), progress=lambda *_: None,
    )  # fmt: skip


# ---- windows


# ---- words

times = st.lists(st.tuples(st.floats(-5, 40), st.floats(-5, 40)), max_size=60)


# ---- the stage


def test_words_come_on_the_clock_of_the_episode() -> None:
    result = hear(ToldVad((100.0, 110.0)), ScriptedTranscriber({0: "one two three"}), language="en")
    assert [(w.text, w.start) for w in result.words] == [("one", 100.0), ("two", 100.3), ("three", 100.8)]
    assert result.language == "en"
    assert result.engine.name == "script"
    assert [w.i for w in result.windows] == [0]
    assert result.cues[0].window == 0


def test_no_speech_gives_no_words_and_says_so() -> None:
    result = hear(ToldVad(), ScriptedTranscriber())
    assert result.words == ()
    assert result.flags == ("no-speech",)
    assert result.language == "und"


def test_hearing_twice_gives_the_same_bytes() -> None:
    runs = {hear(ToldVad((1.0, 80.0)), ScriptedTranscriber()).model_dump_json() for _ in range(2)}
    assert len(runs) == 1


def test_loops_are_quarantined_and_flagged() -> None:
    loop = "so " + "thank you very much " * 6
    result = hear(ToldVad((10.0, 35.0), (100.0, 125.0)), ScriptedTranscriber({1: loop}), language="en")
    assert "loops" in result.flags
    (loop_found,) = result.coverage.quarantined
    assert [w.text for w in result.words[slice(*loop_found.words)]] == ["thank", "you", "very", "much"] * 6


def test_speech_without_words_is_reported_as_a_gap() -> None:
    result = hear(ToldVad((10.0, 35.0), (100.0, 125.0)), ScriptedTranscriber({1: ""}), language="en")
    assert "gaps" in result.flags
    assert [(g.start, g.end) for g in result.coverage.gaps] == [(100.0, 125.0)]
    assert result.coverage.speech_s == 50.0
    assert result.coverage.worded_s == pytest.approx(25.0, abs=1.0)


def test_a_known_language_is_not_voted_on() -> None:
    engine = ScriptedTranscriber()
    assert hear(ToldVad((0.0, 100.0)), engine, language="en-US").language == "en"
    assert [language for _, language in engine.calls] == ["en"]


def test_an_unknown_language_is_voted_on_and_nothing_heard_twice_that_agrees() -> None:
    engine = ScriptedTranscriber(languages=("en", "en", "nn"))
    result = hear(ToldVad(*((k * 40.0, k * 40.0 + 20) for k in range(9))), engine)
    (probes, unknown), (rest, language) = engine.calls
    assert (unknown, language, result.language) == (None, "en", "en")
    assert sorted(set(probes) & set(rest)) == [k for k in probes if k % 3 == 2]
    assert sorted(set(probes) | set(rest)) == list(range(9))
    assert "language-uncertain" in result.flags


def test_a_vote_weighs_windows_by_their_probability() -> None:
    windows = [AsrWindow("nn", 0.4, ()), AsrWindow("nn", 0.4, ()), AsrWindow("en", 0.95, ())]
    language, p = vote(windows)
    assert language == "en"
    assert p == pytest.approx(0.95 / 3)


def test_progress_counts_seconds_of_audio_up_to_the_total() -> None:
    seen: list[tuple[float, float]] = []
    transcribe(
        episode(SECONDS), Source(episode_id="e", title="E", audio_path="a.flac"), CONFIG,
        decoder=SilentDecoder(), vad=ToldVad(*((k * 40.0, k * 40.0 + 20) for k in range(9))), importer=NoReader(),
        transcriber=ScriptedTranscriber(), progress=lambda _, done, total: seen.append((done, total)),
    )  # fmt: skip
    done = [d for d, _ in seen]
    assert done == sorted(done)
    assert seen[-1][0] == pytest.approx(seen[-1][1])


def test_a_transcript_that_came_along_is_read_and_not_heard() -> None:
    result = transcribe(
        episode(language="de-AT"), Source(episode_id="e", title="E", transcript_path="e.vtt"), CONFIG,
        decoder=SilentDecoder(), vad=ToldVad(), transcriber=ScriptedTranscriber(), importer=OneReader(),
        progress=lambda *_: None,
    )  # fmt: skip
    assert (result.language, len(result.words)) == ("de", 2)


def test_an_episode_without_audio_and_transcript_is_refused() -> None:
    with pytest.raises(BadInput, match="expected audio or a transcript for an-episode"):
        transcribe(
            episode(), Source(episode_id="an-episode", title="E"), CONFIG, decoder=SilentDecoder(), vad=ToldVad(),
            transcriber=ScriptedTranscriber(), importer=NoReader(), progress=lambda *_: None,
        )  # fmt: skip


# ---- a second pass


def test_a_hundred_planted_gaps_are_flagged() -> None:
    draw = np.random.default_rng(0)
    missed = 0
    for _ in range(100):
        start, length = float(draw.uniform(2, 12)), float(draw.uniform(3.0, 10.0))
        texts = [f"w{draw.integers(10_000)}" for _ in range(60)]
        times = [k * 0.4 for k in range(60)]
        kept = [(text, t) for text, t in zip(texts, times, strict=True) if not start - 0.4 < t < start + length]
        spoken = tuple(AsrWord(f" {text}", t, t + 0.4, 0.9) for text, t in kept)
        script = {0: (AsrCue(0.0, 24.0, spoken, -0.2, 0.1, 1.5, 0.0),)}
        told = hear(ToldVad((0.0, 24.0)), ScriptedTranscriber(script), language="en")
        found = any(gap.start < start + length and gap.end > start for gap in told.coverage.gaps)
        missed += not found or "gaps" not in told.flags
    assert missed == 0


def test_a_hundred_planted_loops_are_flagged_and_none_is_left_to_quote() -> None:
    draw = np.random.default_rng(0)
    missed = 0
    for _ in range(100):
        n = int(draw.integers(1, 12))
        times = int(draw.integers(8 if n == 1 else 4 if n < 4 else 3, 15))
        loop = [f"loop{k}" for k in range(n)] * times
        before, after = ([f"w{draw.integers(10_000)}" for _ in range(int(draw.integers(5, 30)))] for _ in range(2))
        script = {0: " ".join([*before, *loop, *after])}
        stubborn = " ".join(loop) if draw.random() < 0.5 else ""  # what a second pass makes of it
        told = transcribe(
            episode(SECONDS, language="en"), Source(episode_id="e", title="E", audio_path="a.flac"), CONFIG,
            decoder=SilentDecoder(), vad=ToldVad((0.0, 25.0)),
            transcriber=ScriptedTranscriber(script, second=stubborn), importer=NoReader(), progress=lambda *_: None,
        )  # fmt: skip
        unsafe = {i for q in told.coverage.quarantined for i in range(*q.words)}
        planted = {w.i for w in told.words if w.text.startswith("loop")}
        missed += not planted <= unsafe or "loops" not in told.flags
    assert missed == 0
