"""Our decoder says what the library's says, token by token."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.engines.ffmpeg import Ffmpeg
from pipeline.engines.openai_whisper import OpenAIWhisper
from pipeline.engines.whisper_decoding import Manner, WhisperConfig
from pipeline.ports import RATE_HZ

pytestmark = pytest.mark.model


DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize("beam", [1, 3])
def test_our_decoder_says_what_the_library_says(beam: int) -> None:
    """Without int8: the same tokens and figures as `whisper.decode`, the same word times as `whisper.timing`."""
    import whisper
    from whisper.timing import find_alignment
    from whisper.tokenizer import get_tokenizer

    engine = OpenAIWhisper(WhisperConfig(quantize="none", threads=2))
    sound = np.asarray(Ffmpeg().decode(DATA / "jfk.flac").samples, np.float32) / 32768
    parts = [sound, sound[: 8 * RATE_HZ]]
    features = engine.encode(parts)
    ours = engine.decode(features, "en", Manner(beam=beam))
    words = engine.align(features, "en", [list(d.tokens) for d in ours], [len(p) / RATE_HZ for p in parts])
    tokenizer = get_tokenizer(True, num_languages=99, language="en", task="transcribe")
    for part, said, aligned in zip(parts, ours, words, strict=True):
        mel = whisper.pad_or_trim(whisper.log_mel_spectrogram(part), whisper.audio.N_FRAMES)
        options = {"beam_size": beam} if beam > 1 else {}
        asked = whisper.DecodingOptions(language="en", without_timestamps=True, fp16=False, **options)
        theirs = whisper.decode(engine._model, mel, asked)
        assert list(said.tokens) == theirs.tokens
        assert said.avg_logprob == pytest.approx(theirs.avg_logprob, abs=1e-3)
        assert said.no_speech_prob == pytest.approx(theirs.no_speech_prob, abs=1e-3)
        timed = find_alignment(engine._model, tokenizer, theirs.tokens, mel, len(part) // whisper.audio.HOP_LENGTH)
        assert [w.text for w in aligned] == [w.word for w in timed if w.word]
        for w, t in zip(aligned, timed, strict=False):
            assert (w.start, w.end, w.p) == pytest.approx((t.start, t.end, t.probability), abs=0.021)
