"""A missing or damaged file of a net is named."""

from pathlib import Path

import pytest

from pipeline.engines.word_piece_net import WordPieceNet
from pipeline.errors import MachineLacks


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MachineLacks, match=r"the reading net's file .*net\.onnx, found none"):
        WordPieceNet(tmp_path / "net.onnx", tmp_path, name="reading net")


def test_a_damaged_file_is_no_net(tmp_path: Path) -> None:
    (tmp_path / "net.onnx").write_bytes(b"no net")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(MachineLacks, match=r"the reading net as onnxruntime can load it, found a damaged file"):
        WordPieceNet(tmp_path / "net.onnx", tmp_path, name="reading net")
