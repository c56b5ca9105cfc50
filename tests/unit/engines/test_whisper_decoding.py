from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.engines.whisper_decoding import (
    AlignedWord,
    Decoding,
    Features,
    Manner,
    OutOfMemory,
    Sound,
    WhisperConfig,
    better,
    cues_of,
    listen,
)
from pipeline.errors import TranscriptionFailed
from pipeline.ports import AsrWindow
from pipeline.records import Window

GOOD = Decoding((1, 2), "all is well", avg_logprob=-0.2, no_speech_prob=0.1)
GUESS = Decoding((1,), "eh", avg_logprob=-1.5, no_speech_prob=0.1)
SILENT = Decoding((1,), "you", avg_logprob=-1.5, no_speech_prob=0.9)
LOOP = Decoding((1,), "and so on " * 40, avg_logprob=-0.1, no_speech_prob=0.1)
NAN = Decoding((1,), "!!!!", avg_logprob=float("nan"), no_speech_prob=float("nan"))


class ScriptedEar:
    """Decodes the sound whose first sample is n as `script[n]`, and as `second[n]` when it is asked again."""

    eot = 100

    def __init__(self, *script: Decoding, second: Decoding = GUESS, languages: Sequence[str] = ("en",)) -> None:
        self.script, self.second, self.languages = script, second, languages
        self.asked: list[tuple[int, str, Manner]] = []

    def encode(self, sounds: Sequence[Sound]) -> Features:
        return [round(float(s[0]) * 32768) for s in sounds]

    def detect(self, features: Features) -> list[tuple[str, float]]:
        return [(self.languages[n % len(self.languages)], 0.7) for n in features]

    def decode(self, features: Features, language: str, how: Manner) -> list[Decoding]:
        self.asked.append((len(features), language, how))
        return [self.second if how.temperature else self.script[n] for n in features]

    def align(
        self, features: Features, language: str, texts: Sequence[list[int]], seconds: Sequence[float]
    ) -> list[list[AlignedWord]]:
        return [
            [AlignedWord(f" {language}{n}", k * 1.0, k + 1.0, 0.9) for k in range(len(text))]
            for n, text in zip(features, texts, strict=True)
        ]


def hear(ear: ScriptedEar, language: str | None = "en", batch: int = 8) -> list[AsrWindow]:
    n = len(ear.script)
    samples = np.repeat(np.arange(n), 16_000).astype(np.int16)
    windows = [Window(i=k, start=float(k), end=k + 1.0) for k in range(n)]
    asked = {"language": language, "config": WhisperConfig(), "batch": batch, "progress": lambda *_: None}
    return list(listen(ear, samples, windows, **asked))


@pytest.mark.parametrize(
    ("decoding", "failed", "silent"),
    [(GOOD, False, False), (GUESS, True, False), (SILENT, False, True), (LOOP, True, False), (NAN, False, True)],
)
def test_guards(decoding: Decoding, failed: bool, silent: bool) -> None:
    assert (decoding.failed, decoding.silent) == (failed, silent)


def test_only_windows_that_fail_are_decoded_again() -> None:
    ear = ScriptedEar(GOOD, GUESS, GOOD, LOOP, second=GOOD)
    hear(ear)
    assert [(n, how.temperature) for n, _, how in ear.asked] == [(4, 0.0), (2, 0.4)]


class SmallEar(ScriptedEar):
    """Has room for two windows at a time."""

    def encode(self, sounds: Sequence[Sound]) -> Features:
        if len(sounds) > 2:
            raise OutOfMemory
        return super().encode(sounds)


def test_a_batch_that_does_not_fit_is_halved_and_nothing_is_lost() -> None:
    ear = SmallEar(*[GOOD] * 7)
    heard = hear(ear, batch=8)
    assert [w.cues[0].words[0].text for w in heard] == [f" en{n}" for n in range(7)]
    assert [n for n, _, _ in ear.asked] == [2, 2, 2, 1]


def test_a_window_that_does_not_fit_alone_ends_the_transcription() -> None:
    class NoRoom(ScriptedEar):
        def decode(self, features: Features, language: str, how: Manner) -> list[Decoding]:
            raise OutOfMemory

    with pytest.raises(TranscriptionFailed, match="one window does not fit into memory with the model base"):
        hear(NoRoom(GOOD, GOOD), batch=2)


def test_a_retry_that_passes_replaces_the_first_answer() -> None:
    (window,) = hear(ScriptedEar(GUESS, second=Decoding((1, 2), "well", -0.3, 0.1, temperature=0.4)))
    assert (window.cues[0].temperature, len(window.cues[0].words)) == (0.4, 2)


def test_retries_end() -> None:
    ear = ScriptedEar(GUESS, second=GUESS)
    hear(ear)
    assert [how.temperature for _, _, how in ear.asked] == [0.0, *WhisperConfig().retry_temperatures]


def test_a_silent_window_has_no_words() -> None:
    assert [len(w.cues) for w in hear(ScriptedEar(GOOD, SILENT, NAN))] == [1, 0, 0]


def test_windows_come_back_in_order_whatever_the_batch() -> None:
    script = [GOOD] * 7
    assert hear(ScriptedEar(*script), batch=3) == hear(ScriptedEar(*script), batch=7)


def test_an_unknown_language_is_each_windows_own() -> None:
    ear = ScriptedEar(GOOD, GOOD, GOOD, languages=("en", "de"))
    heard = hear(ear, language=None)
    assert [(w.language, w.language_p) for w in heard] == [("en", 0.7), ("de", 0.7), ("en", 0.7)]
    assert [w.cues[0].words[0].text for w in heard] == [" en0", " de1", " en2"]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [(GUESS, GOOD, GOOD), (GUESS, SILENT, GUESS), (LOOP, GUESS, GUESS), (GUESS, LOOP, GUESS)],
)
def test_the_better_answer_is_kept(first: Decoding, second: Decoding, kept: Decoding) -> None:
    assert better(first, second) is kept


def test_cues_end_with_sentences_but_not_with_mister() -> None:
    texts = [" Mr", ".", " Lee", " said", ".", " No", "."]
    words = [AlignedWord(t, k * 0.5, k * 0.5 + 0.5, 0.9) for k, t in enumerate(texts)]
    assert ["".join(w.text for w in c.words) for c in cues_of(GOOD, words)] == [" Mr. Lee said.", " No."]


def test_figures_that_are_no_numbers_do_not_reach_the_record() -> None:
    (cue,) = cues_of(NAN, [AlignedWord(" !", 0.0, 1.0, float("nan"))])
    assert (cue.no_speech_prob, cue.words[0].p) == (0.0, 0.0)
    assert cue.avg_logprob < -1
