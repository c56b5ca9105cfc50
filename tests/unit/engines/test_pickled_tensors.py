"""Tensors come out of a pickled checkpoint as they went in; whatever else a pickle asks for does not run."""

import os
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
import torch

from pipeline.engines.pickled_tensors import NotTensors, convert, read, read_safetensors

TENSORS = OrderedDict(
    a=torch.arange(24.0).reshape(2, 3, 4), turned=torch.arange(6.0).reshape(2, 3).T, one=torch.ones(1)
)


class Runs:
    """Runs a command when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.mark}",)


def saved(path: Path, content: object) -> Path:
    torch.save(content, path)
    return path


def test_tensors_come_out_as_torch_saved_them(tmp_path: Path) -> None:
    found = read(saved(tmp_path / "x.bin", {"epoch": 3, "state_dict": TENSORS}))
    assert found.keys() == TENSORS.keys()
    for name, tensor in TENSORS.items():
        np.testing.assert_array_equal(found[name], tensor.numpy())


def test_the_converted_file_is_the_same_each_time_and_read_back(tmp_path: Path) -> None:
    source = saved(tmp_path / "x.bin", {"state_dict": TENSORS})
    for name in ("a", "b"):
        convert(source, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    for name, array in read_safetensors(tmp_path / "a").items():
        np.testing.assert_array_equal(array, TENSORS[name].numpy())


def test_a_command_in_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    with pytest.raises(NotTensors, match=r"system, which makes no tensor"):
        read(saved(tmp_path / "x.bin", {"state_dict": TENSORS, "more": Runs(mark)}))
    assert not mark.exists()


def test_a_tensor_that_leaves_its_storage_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.bin", {"state_dict": OrderedDict(a=torch.arange(9.0))})
    with ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    (storage,) = [name for name in held if "/data/" in name]
    with ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data[:-4] if name == storage else data)
    with pytest.raises(NotTensors, match="expected 9"):
        read(path)


@pytest.mark.parametrize(
    "content", [b"no zip", pickle.dumps({"state_dict": {}}), b""], ids=["text", "a bare pickle", "empty"]
)
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(content)
    with pytest.raises(NotTensors, match=r"x\.bin"):
        read(path)


def test_a_checkpoint_without_tensors_is_refused(tmp_path: Path) -> None:
    for content in ({"epoch": 3}, {"state_dict": {"a": 3}}, [1]):
        with pytest.raises(NotTensors, match="state_dict"):
            read(saved(tmp_path / "x.bin", content))
