"""Rebuilds OpenAI's own Whisper file, byte for byte, from the CTranslate2 conversion of the same weights.

CTranslate2's converter fuses q|k|v of self-attention and k|v of cross-attention on axis 0 and gives the key projection,
which has no bias in Whisper, a bias of zeros; both are undone here. The layout of the file was learnt from the official
tiny.en.pt: a torch >= 1.10 zip with string-sorted storages, 64-byte alignment, data descriptors, a zip64 end record,
and every linear weight inside the blocks stored column-major. The caller checks the result's published SHA-256.
"""

import io
import pickle
import struct
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[Any]
Tensors = Mapping[str, Tensor]

HEAD_WIDTH = 64  # of every Whisper
CT2_DTYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16, 5: np.uint16}
CT2_OLDEST = 4  # binary version in which types are named by number
ALIGNMENT = 64  # bytes, of each tensor in the zip
LOCAL, DESCRIPTOR, CENTRAL, END64, LOCATOR64, END = (
    0x04034B50, 0x08074B50, 0x02014B50, 0x06064B50, 0x07064B50, 0x06054B50,
)  # fmt: skip
FLAGS = 0x0808  # sizes follow the data; names are UTF-8

SIDES = ("encoder", "decoder")
NORM = {"weight": "gamma", "bias": "beta"}
BOTH = {"weight": "weight", "bias": "bias"}
ATTENTION = (
    "_ln.weight", "_ln.bias", ".query.weight", ".query.bias", ".key.weight", ".value.weight", ".value.bias",
    ".out.weight", ".out.bias",
)  # fmt: skip
MLP = ("mlp_ln.weight", "mlp_ln.bias", "mlp.0.weight", "mlp.0.bias", "mlp.2.weight", "mlp.2.bias")


class NotCTranslate2(Exception):
    """The file is not a CTranslate2 Whisper model; the weights engine turns this into a message."""


def rebuild(model_bin: Path, checkpoint: Path) -> None:
    """Write OpenAI's checkpoint of the weights in `model_bin` to `checkpoint`."""
    dims, tensors = from_ctranslate2(read_ctranslate2(model_bin))
    with checkpoint.open("wb") as file:
        write_zip(file, checkpoint_records(dims, tensors))


# ---- in: CTranslate2


def read_ctranslate2(path: Path) -> dict[str, Tensor]:
    """Return the arrays of a `model.bin` by CTranslate2's names; they are views of the file, not copies.

    `NotCTranslate2` where the file is cut short or of another format.
    """
    data = path.read_bytes()
    at = 0

    def take(kind: str) -> tuple[Any, ...]:
        nonlocal at
        values = struct.unpack_from("<" + kind, data, at)
        at += struct.calcsize("<" + kind)
        return values

    def text() -> str:
        return take(f"{take('H')[0]}s")[0].rstrip(b"\0").decode()  # type: ignore[no-any-return]

    try:
        (version,) = take("I")
        if version < CT2_OLDEST:
            raise NotCTranslate2(f"binary version {version}, expected {CT2_OLDEST} or newer")
        text(), take("I")  # name and revision of the model's kind
        tensors = {}
        for _ in range(take("I")[0]):
            name, shape = text(), take(f"{take('B')[0]}I")
            dtype, size = np.dtype(CT2_DTYPES[take("B")[0]]), take("I")[0]
            tensors[name] = np.frombuffer(data, dtype, size // dtype.itemsize, at).reshape(shape)
            at += size
    except (struct.error, KeyError, ValueError) as error:
        raise NotCTranslate2(f"not a CTranslate2 model at byte {at}: {error}") from error
    return tensors


def from_ctranslate2(ct2: Tensors) -> tuple[dict[str, int], dict[str, Tensor]]:
    """Return Whisper's dimensions and its tensors by OpenAI's names.

    `NotCTranslate2` where a key has a bias that is not zero: Whisper's have none.
    """
    state: dict[str, Tensor] = {}

    def copy(target: str, source: str, fields: Mapping[str, str] = BOTH) -> None:
        for ours, theirs in fields.items():
            state[f"{target}.{ours}"] = ct2[f"{source}/{theirs}"]

    def unfuse(target: str, source: str, parts: tuple[str, ...]) -> None:
        for field in ("weight", "bias"):
            for part, tensor in zip(parts, np.split(ct2[f"{source}/{field}"], len(parts)), strict=True):
                if (part, field) != ("key", "bias"):
                    state[f"{target}.{part}.{field}"] = tensor
                elif tensor.any():
                    raise NotCTranslate2(f"{source}: the key bias is not zero")

    layers = {side: sum(n.startswith(side) and n.endswith("/ffn/linear_0/weight") for n in ct2) for side in SIDES}
    for side in SIDES:
        state[f"{side}.positional_embedding"] = ct2[f"{side}/position_encodings/encodings"]
        for i in range(layers[side]):
            ours, theirs = f"{side}.blocks.{i}", f"{side}/layer_{i}"
            copy(f"{ours}.attn_ln", f"{theirs}/self_attention/layer_norm", NORM)
            unfuse(f"{ours}.attn", f"{theirs}/self_attention/linear_0", ("query", "key", "value"))
            copy(f"{ours}.attn.out", f"{theirs}/self_attention/linear_1")
            copy(f"{ours}.mlp_ln", f"{theirs}/ffn/layer_norm", NORM)
            copy(f"{ours}.mlp.0", f"{theirs}/ffn/linear_0")
            copy(f"{ours}.mlp.2", f"{theirs}/ffn/linear_1")
            if side == "decoder":
                copy(f"{ours}.cross_attn_ln", f"{theirs}/attention/layer_norm", NORM)
                unfuse(f"{ours}.cross_attn", f"{theirs}/attention/linear_0", ("query",))
                unfuse(f"{ours}.cross_attn", f"{theirs}/attention/linear_1", ("key", "value"))
                copy(f"{ours}.cross_attn.out", f"{theirs}/attention/linear_2")
    copy("encoder.conv1", "encoder/conv1")
    copy("encoder.conv2", "encoder/conv2")
    copy("encoder.ln_post", "encoder/layer_norm", NORM)
    copy("decoder.ln", "decoder/layer_norm", NORM)
    state["decoder.token_embedding.weight"] = ct2["decoder/embeddings/weight"]
    return _dims(state, **layers), state


def _dims(state: Tensors, *, encoder: int, decoder: int) -> dict[str, int]:
    width, n_mels = state["encoder.conv1.weight"].shape[:2]
    return {
        "n_mels": n_mels,
        "n_vocab": len(state["decoder.token_embedding.weight"]),
        "n_audio_ctx": len(state["encoder.positional_embedding"]),
        "n_audio_state": width,
        "n_audio_head": width // HEAD_WIDTH,
        "n_audio_layer": encoder,
        "n_text_ctx": len(state["decoder.positional_embedding"]),
        "n_text_state": width,
        "n_text_head": width // HEAD_WIDTH,
        "n_text_layer": decoder,
    }


# ---- out: OpenAI


def tensor_order(n_decoder: int, n_encoder: int) -> list[str]:
    """Return the names in the order in which OpenAI's state dict holds them."""
    names = ["decoder.positional_embedding", "encoder.positional_embedding", "decoder.token_embedding.weight"]
    for i in range(n_decoder):
        names += [f"decoder.blocks.{i}.{x}" for x in MLP]
        names += [f"decoder.blocks.{i}.{kind}{x}" for kind in ("attn", "cross_attn") for x in ATTENTION]
    names += ["decoder.ln.weight", "decoder.ln.bias"]
    names += [f"encoder.conv{k}.{x}" for k in (1, 2) for x in ("weight", "bias")]
    for i in range(n_encoder):
        names += [f"encoder.blocks.{i}.{x}" for x in MLP]
        names += [f"encoder.blocks.{i}.attn{x}" for x in ATTENTION]
    return [*names, "encoder.ln_post.weight", "encoder.ln_post.bias"]


def is_column_major(name: str) -> bool:
    """Say whether OpenAI stored a tensor by columns: the linear weights inside the blocks."""
    return ".blocks." in name and name.endswith(".weight") and "_ln." not in name


def checkpoint_records(dims: dict[str, int], tensors: Tensors) -> Iterator[tuple[str, bytes]]:
    """Yield the (name, bytes) that make up the archive, in the order of the file.

    `NotCTranslate2` where the tensors are not exactly those of a checkpoint.
    """
    order = tensor_order(dims["n_text_layer"], dims["n_audio_layer"])
    if odd := set(order) ^ set(tensors):
        raise NotCTranslate2(f"tensors that do not belong or are missing: {sorted(odd)[:5]}")
    yield "archive/data.pkl", pickled_index(dims, {name: tensors[name].shape for name in order})
    for key in sorted(str(i) for i in range(len(order))):  # as text: "10" comes before "2"
        name = order[int(key)]
        array = tensors[name].astype("<f2")
        yield f"archive/data/{key}", (array.T if is_column_major(name) else array).tobytes()
    yield "archive/version", b"3\n"


class _Global(NamedTuple):
    """The name of a class or function of torch, so that torch itself is not needed."""

    module: str
    name: str

    def __call__(self) -> None:
        """Only here because pickle wants a callable."""


class _Storage(NamedTuple):
    key: str
    size: int


class _Tensor(NamedTuple):
    storage: _Storage
    shape: tuple[int, ...]
    strides: tuple[int, ...]


_Pickler: Any = pickle._Pickler  # the one in Python, whose steps can be replaced
_REBUILD = _Global("torch._utils", "_rebuild_tensor_v2")
_HALF = _Global("torch", "HalfStorage")


class _IndexPickler(_Pickler):  # type: ignore[misc]
    """Writes what torch.save writes; it only ever writes, nothing here reads a pickle."""

    def persistent_id(self, value: Any) -> Any:
        return ("storage", _HALF, value.key, "cpu", value.size) if isinstance(value, _Storage) else None

    def save(self, value: Any, save_persistent_id: bool = True) -> None:
        if isinstance(value, _Global) and id(value) not in self.memo:
            self.write(f"c{value.module}\n{value.name}\n".encode())
            self.memoize(value)
        elif isinstance(value, _Tensor):
            self.save_reduce(_REBUILD, (*value[:1], 0, *value[1:], False, OrderedDict()), obj=value)
        else:
            super().save(value, save_persistent_id)


def pickled_index(dims: dict[str, int], shapes: Mapping[str, tuple[int, ...]]) -> bytes:
    """Return `archive/data.pkl` (pickle protocol 2) for float16 tensors of these shapes, in this order."""
    tensors = {}
    for i, (name, shape) in enumerate(shapes.items()):
        strides = tuple(int(np.prod(shape[k + 1 :])) for k in range(len(shape)))
        if is_column_major(name):
            strides = (1, shape[0])
        tensors[name] = _Tensor(_Storage(str(i), int(np.prod(shape))), tuple(map(int, shape)), strides)
    out = io.BytesIO()
    _IndexPickler(out, protocol=2).dump({"dims": dims, "model_state_dict": tensors})
    return out.getvalue()


def write_zip(out: BinaryIO, records: Iterable[tuple[str, bytes]]) -> None:
    """Write the archive that PyTorch's file writer makes: stored, 64-byte aligned, zip64 end."""
    directory = []
    for name, data in records:
        offset, encoded = out.tell(), name.encode()
        padding = -(offset + 30 + len(encoded) + 4) % ALIGNMENT  # 30 + 4: fixed parts of the header and its extra field
        extra = b"FB" + struct.pack("<H", padding) + b"Z" * padding
        crc, size = zlib.crc32(data), len(data)
        out.write(struct.pack("<IHHHHHIIIHH", LOCAL, 0, FLAGS, 0, 0, 0, 0, 0, 0, len(encoded), len(extra)))
        out.write(encoded + extra)
        out.write(data)
        out.write(struct.pack("<IIII", DESCRIPTOR, crc, size, size))
        fields = (CENTRAL, 0, 0, FLAGS, 0, 0, 0, crc, size, size, len(encoded), 0, 0, 0, 0, 0, offset)
        directory.append(struct.pack("<IHHHHHHIIIHHHHHII", *fields) + encoded)
    start, central, n = out.tell(), b"".join(directory), len(directory)
    out.write(central)
    out.write(struct.pack("<IQHHIIQQQQ", END64, 44, 0x031E, 45, 0, 0, n, n, len(central), start))
    out.write(struct.pack("<IIQI", LOCATOR64, 0, start + len(central), 1))
    out.write(struct.pack("<IHHHHIIH", END, 0, 0, n, n, len(central), start, 0))
