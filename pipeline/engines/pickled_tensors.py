"""Reads the tensors out of a checkpoint that torch pickled, and nothing else: no code of the file's choosing runs.

A pickle names classes and functions to call. Here the names that make tensors are answered by numpy, the names that
pyannote's checkpoint is known to hold beside them by objects that keep nothing, and any other name is refused.
"""

import io
import json
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.float32]]

STATE, INDEX, DATA = "state_dict", "data.pkl", "data"
# What pyannote's checkpoint holds beside its tensors: settings of the training, of no use to us.
KNOWN = frozenset(
    {
        ("omegaconf.listconfig", "ListConfig"),
        ("omegaconf.base", "ContainerMetadata"),
        ("omegaconf.base", "Metadata"),
        ("omegaconf.nodes", "AnyNode"),
        ("typing", "Any"),
        ("collections", "defaultdict"),
        ("__builtin__", "list"),
        ("__builtin__", "dict"),
        ("__builtin__", "long"),
        ("torch.torch_version", "TorchVersion"),
        ("pyannote.audio.core.model", "Introspection"),
        ("pyannote.audio.core.task", "Specifications"),
        ("pyannote.audio.core.task", "Problem"),
        ("pyannote.audio.core.task", "Resolution"),
    }
)


class NotTensors(Exception):
    """The file is not a checkpoint of known tensors; the weights engine turns this into a message."""


class _Nothing(dict[Any, Any]):
    """Stands where the pickle makes an object that is of no use; takes whatever is done to it."""

    def __init__(self, *_: object) -> None:
        super().__init__()

    def __setstate__(self, _state: object) -> None:
        """Keep nothing."""

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def append(self, _: object) -> None:
        """Keep nothing; pickle fills lists by this."""

    def extend(self, _: object) -> None:
        """Keep nothing; pickle fills lists by this."""


class _TensorsOnly(pickle.Unpickler):
    """Unpickles an index whose storages lie in the archive beside it."""

    def __init__(self, index: bytes, archive: zipfile.ZipFile, folder: str) -> None:
        super().__init__(io.BytesIO(index))
        self._archive, self._folder = archive, folder

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if (module, name) == ("torch", "FloatStorage"):
            return "float32"
        if (module, name) in KNOWN:
            return _Nothing
        raise NotTensors(f"the checkpoint asks for {module}.{name}, which makes no tensor")

    def persistent_load(self, pid: Any) -> NDArray[np.float32]:
        kind, numbers, key, _device, size = pid
        if (kind, numbers) != ("storage", "float32") or not str(key).isdecimal():
            raise NotTensors(f"the checkpoint holds {kind} {numbers} {key!r}, expected 32-bit numbers")
        found = np.frombuffer(self._archive.read(f"{self._folder}/{DATA}/{key}"), "<f4")
        if len(found) != size:
            raise NotTensors(f"storage {key} holds {len(found)} numbers, expected {size}")
        return found


def _tensor(storage: NDArray[np.float32], first: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any) -> Any:
    """Return a tensor as an array, checked against its storage before a stride is followed."""
    last = first + sum((n - 1) * step for n, step in zip(shape, strides, strict=True))
    if min((first, *shape, *strides), default=0) < 0 or last >= len(storage):
        raise NotTensors(f"a tensor of shape {shape} leaves its storage of {len(storage)} numbers")
    return np.lib.stride_tricks.as_strided(storage[first:], shape, [4 * step for step in strides]).copy()


def read(path: Path) -> Arrays:
    """Return the 32-bit tensors of a checkpoint's `state_dict` by their names; `NotTensors` where it holds others."""
    try:
        with zipfile.ZipFile(path) as archive:
            index = next((n for n in archive.namelist() if n.endswith(f"/{INDEX}")), None)
            if index is None:
                raise NotTensors(f"{path.name} holds no {INDEX}")
            found = _TensorsOnly(archive.read(index), archive, index.removesuffix(f"/{INDEX}")).load()
    except (zipfile.BadZipFile, pickle.UnpicklingError, KeyError, EOFError, ValueError, TypeError) as error:
        raise NotTensors(f"{path.name} is not a checkpoint of torch: {error}") from error
    state = found.get(STATE) if isinstance(found, dict) else None
    if not state or not all(isinstance(array, np.ndarray) for array in state.values()):
        raise NotTensors(f"{path.name} holds no tensors under {STATE!r}")
    return dict(state)


def convert(checkpoint: Path, target: Path) -> None:
    """Write the tensors of a pickled checkpoint as safetensors, the same bytes each time."""
    write_safetensors(read(checkpoint), target)


def write_safetensors(arrays: Mapping[str, NDArray[np.float32]], target: Path) -> None:
    """Write 32-bit arrays in safetensors' form: the length of the header, the header in JSON, the numbers."""
    header: dict[str, object] = {}
    at = 0
    for name, array in sorted(arrays.items()):
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    said = json.dumps(header, separators=(",", ":")).encode()
    said += b" " * (-len(said) % 8)
    with target.open("wb") as file:
        file.write(struct.pack("<Q", len(said)) + said)
        for _, array in sorted(arrays.items()):
            file.write(np.ascontiguousarray(array, "<f4").tobytes())


def read_safetensors(path: Path) -> Arrays:
    """Return the 32-bit arrays of a safetensors file by their names."""
    data = path.read_bytes()
    (size,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + size])
    return {
        name: np.frombuffer(data[8 + size + field["data_offsets"][0] : 8 + size + field["data_offsets"][1]], "<f4")
        .reshape(field["shape"])
        .copy()
        for name, field in header.items()
    }
