"""Every shape of OpenAI's table loads, decodes and aligns as in the library; the nets are narrow and random."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.engines.openai_whisper import OpenAIWhisper
from pipeline.engines.whisper_decoding import Manner, WhisperConfig
from pipeline.engines.whisper_models import MODELS, WhisperModel
from pipeline.errors import BadConfig, MachineLacks
from pipeline.ports import RATE_HZ

WIDTH_OF_A_HEAD = 4  # 64 in the real ones
SHAPES = [model for model in MODELS.values() if model.name != "large-v1"]  # large-v2's
SOUND = np.random.default_rng(3).normal(0, 0.1, 3 * RATE_HZ).astype(np.float32)


def random_checkpoint(model: WhisperModel, path: Path) -> Path:
    """Write a checkpoint with a model's layers, heads, mels and vocabulary."""
    import torch
    import whisper

    width = model.heads * WIDTH_OF_A_HEAD
    dims = whisper.ModelDimensions(
        model.mels, 1500, width, model.heads, model.encoder_layers, model.vocabulary, 448, width, model.heads,
        model.decoder_layers,
    )  # fmt: skip
    torch.manual_seed(5)
    net = whisper.model.Whisper(dims)
    with torch.no_grad():
        for weight in net.parameters():
            weight.normal_(0, 0.4)
    torch.save({"dims": asdict(dims), "model_state_dict": net.state_dict()}, path)
    return path


def library_s(net: Any, model: WhisperModel) -> tuple[Any, list[Any]]:
    """Return what the library decodes and how it aligns it."""
    import whisper
    from whisper.timing import find_alignment
    from whisper.tokenizer import get_tokenizer

    mel = whisper.pad_or_trim(whisper.log_mel_spectrogram(SOUND, model.mels), whisper.audio.N_FRAMES)
    asked = whisper.DecodingOptions(language="en", without_timestamps=True, fp16=False, sample_len=6)
    said = whisper.decode(net, mel, asked)
    tokenizer = get_tokenizer(net.is_multilingual, num_languages=net.num_languages, language="en", task="transcribe")
    text = [t for t in said.tokens if t < tokenizer.eot]
    return said, find_alignment(net, tokenizer, text, mel, len(SOUND) // whisper.audio.HOP_LENGTH)


@pytest.mark.parametrize("model", SHAPES, ids=[model.name for model in SHAPES])
def test_a_model_of_this_shape_says_what_it_says_in_the_library(
    model: WhisperModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = random_checkpoint(model, tmp_path / f"{model.name}.pt")
    engine = OpenAIWhisper(WhisperConfig(model=str(path), quantize="none", threads=2))
    options = engine._options
    monkeypatch.setattr(engine, "_options", lambda **asked: options(**asked, sample_len=6))
    features = engine.encode([SOUND])
    assert len(engine.detect(features)) == 1
    ours = engine.decode(features, "en", Manner())
    theirs, timed = library_s(engine._model, model)
    assert list(ours[0].tokens) == theirs.tokens
    assert ours[0].avg_logprob == pytest.approx(theirs.avg_logprob, abs=1e-2)
    text = [t for t in ours[0].tokens if t < engine.eot]
    words = engine.align(features, "en", [text], [3.0])
    assert [w.text for w in words[0]] == [t.word for t in timed if t.word]
    for word, t in zip(words[0], timed, strict=False):
        assert (word.start, word.end) == pytest.approx((t.start, t.end), abs=0.041)
    assert engine.identity.model == model.name
    assert engine.identity.digest is not None
    assert ("yue" in engine._languages) == (model.vocabulary == 51866)


def test_int8_takes_a_net_of_another_shape(tmp_path: Path) -> None:
    path = random_checkpoint(MODELS["small"], tmp_path / "small.pt")
    engine = OpenAIWhisper(WhisperConfig(model=str(path), threads=2))
    features = engine.encode([SOUND])
    assert engine.align(features, "en", [[400, 500]], [3.0])[0]


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.pt"
    path.write_bytes(b"no weights")
    with pytest.raises(MachineLacks, match=r"notes\.pt.*name another file"):
        OpenAIWhisper(WhisperConfig(model=str(path)))


def test_a_folder_of_the_other_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"weights")
    with pytest.raises(BadConfig, match='choose engine = "faster-whisper"'):
        OpenAIWhisper(WhisperConfig(model=str(tmp_path)))
