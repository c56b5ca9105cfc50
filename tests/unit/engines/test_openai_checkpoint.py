"""OpenAI's checkpoint is rebuilt bit for bit from the CTranslate2 file."""

import hashlib
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from pipeline.engines import openai_checkpoint, weights

TINY_SHA = "4e11205aaeb10ebe195580933439a8b38ece672fdadb400b2d7ff3c0ed383be6"  # of a made-up one-layer model, see below


def tiny_ct2(width: int = 64, vocabulary: int = 7, mels: int = 4) -> dict[str, np.ndarray]:
    """A one-layer Whisper by CTranslate2's names, every tensor different."""
    dice = np.random.default_rng(0)

    def tensor(*shape: int) -> np.ndarray:
        return dice.standard_normal(shape).astype(np.float16)

    def linear(name: str, rows: int, columns: int) -> dict[str, np.ndarray]:
        return {f"{name}/weight": tensor(rows, columns), f"{name}/bias": tensor(rows)}

    def norm(name: str) -> dict[str, np.ndarray]:
        return {f"{name}/gamma": tensor(width), f"{name}/beta": tensor(width)}

    ct2: dict[str, np.ndarray] = {}
    for side in ("encoder", "decoder"):
        layer = f"{side}/layer_0"
        ct2 |= {f"{side}/position_encodings/encodings": tensor(5, width)} | norm(f"{side}/layer_norm")
        ct2 |= norm(f"{layer}/self_attention/layer_norm") | norm(f"{layer}/ffn/layer_norm")
        ct2 |= linear(f"{layer}/self_attention/linear_0", 3 * width, width)
        ct2[f"{layer}/self_attention/linear_0/bias"][width : 2 * width] = 0
        ct2 |= linear(f"{layer}/self_attention/linear_1", width, width)
        ct2 |= linear(f"{layer}/ffn/linear_0", 4 * width, width) | linear(f"{layer}/ffn/linear_1", width, 4 * width)
    cross = "decoder/layer_0/attention"
    ct2 |= norm(f"{cross}/layer_norm") | linear(f"{cross}/linear_0", width, width)
    ct2 |= linear(f"{cross}/linear_1", 2 * width, width) | linear(f"{cross}/linear_2", width, width)
    ct2[f"{cross}/linear_1/bias"][:width] = 0
    ct2["decoder/embeddings/weight"] = tensor(vocabulary, width)
    for name, rows in (("encoder/conv1", mels), ("encoder/conv2", width)):
        ct2 |= {f"{name}/weight": tensor(width, rows, 3), f"{name}/bias": tensor(width)}
    return ct2


def write_ct2(path: Path, tensors: dict[str, np.ndarray]) -> Path:
    def text(value: str) -> bytes:
        return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"

    out = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, len(tensors))
    for name, array in tensors.items():
        out += text(name) + struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)
        out += struct.pack("<BI", 4, array.nbytes) + array.tobytes()
    path.write_bytes(out + struct.pack("<I", 0))
    return path


@pytest.fixture
def checkpoint(tmp_path: Path) -> tuple[Path, dict[str, np.ndarray]]:
    ct2 = tiny_ct2()
    openai_checkpoint.rebuild(write_ct2(tmp_path / "model.bin", ct2), tmp_path / "tiny.pt")
    return tmp_path / "tiny.pt", ct2


def stored(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"archive/{name}")


def test_the_rebuilt_layout_is_the_one_recorded(checkpoint: tuple[Path, dict[str, np.ndarray]]) -> None:
    """The digest was taken when the same code gave OpenAI's base.pt bit for bit."""
    assert hashlib.sha256(checkpoint[0].read_bytes()).hexdigest() == TINY_SHA


def test_every_record_of_the_zip_is_aligned_and_whole(checkpoint: tuple[Path, dict[str, np.ndarray]]) -> None:
    data = checkpoint[0].read_bytes()
    with zipfile.ZipFile(checkpoint[0]) as archive:
        assert archive.testzip() is None
        names = [info.filename for info in archive.infolist()]
        for info in archive.infolist():
            name_len, extra_len = struct.unpack_from("<HH", data, info.header_offset + 26)
            assert (info.header_offset + 30 + name_len + extra_len) % 64 == 0
    assert names[0] == "archive/data.pkl"
    assert names[1:-1] == sorted(names[1:-1])
    assert names[-1] == "archive/version"


def test_fused_projections_are_taken_apart_and_stored_by_columns(
    checkpoint: tuple[Path, dict[str, np.ndarray]],
) -> None:
    path, ct2 = checkpoint
    order = openai_checkpoint.tensor_order(1, 1)
    fused = ct2["encoder/layer_0/self_attention/linear_0/weight"]
    for k, part in enumerate(("query", "key", "value")):
        key = order.index(f"encoder.blocks.0.attn.{part}.weight")
        assert stored(path, f"data/{key}") == fused[64 * k : 64 * (k + 1)].T.tobytes()
    assert "encoder.blocks.0.attn.key.bias" not in order


def test_a_key_bias_that_is_not_zero_is_refused() -> None:
    ct2 = tiny_ct2()
    ct2["encoder/layer_0/self_attention/linear_0/bias"][64] = 1
    with pytest.raises(openai_checkpoint.NotCTranslate2, match="key bias"):
        openai_checkpoint.from_ctranslate2(ct2)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 not a model", struct.pack("<I", 3), b"", struct.pack("<I", 6) + b"\xff" * 40]
)
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(openai_checkpoint.NotCTranslate2):
        openai_checkpoint.read_ctranslate2(tmp_path / "x")


@pytest.mark.model
def test_torch_reads_the_rebuilt_file(checkpoint: tuple[Path, dict[str, np.ndarray]]) -> None:
    import torch

    path, ct2 = checkpoint
    loaded = torch.load(path, map_location="cpu", weights_only=True)
    assert loaded["dims"]["n_audio_state"] == 64
    embedding = loaded["model_state_dict"]["decoder.token_embedding.weight"]
    assert np.array_equal(embedding.numpy(), ct2["decoder/embeddings/weight"])
    fused = ct2["decoder/layer_0/attention/linear_1/weight"]
    assert np.array_equal(loaded["model_state_dict"]["decoder.blocks.0.cross_attn.value.weight"].numpy(), fused[64:])


@pytest.mark.model
def test_base_is_openais_own_file(tmp_path: Path) -> None:
    openai_checkpoint.rebuild(weights.fetch("whisper-base-ct2") / "model.bin", tmp_path / "base.pt")
    assert hashlib.sha256((tmp_path / "base.pt").read_bytes()).hexdigest() == weights.digest("whisper-base")
