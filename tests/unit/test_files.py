"""Files are written whole or not at all, and equal ones are left alone."""

from pathlib import Path

import pytest

from pipeline import files
from pipeline.errors import MachineLacks
from pipeline.files import canonical, copy, found_at, key_of, remove, write_all, write_atomically
from pipeline.records import Gap


def test_an_equal_file_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.json"
    assert write_atomically(path, b"one")
    before = path.stat()
    assert not write_atomically(path, b"one")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert write_atomically(path, b"two")


def test_where_one_file_of_several_cannot_be_written_none_is_changed_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(tmp_path, {"a": b"old", "b": b"old"})

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "flush", full)
    with pytest.raises(MachineLacks, match="free space"):
        write_all(tmp_path, {"a": b"new", "b": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old", "b": b"old"}


def test_a_missing_file_is_none_and_removing_it_is_no_error(tmp_path: Path) -> None:
    assert found_at(tmp_path / "missing") is None
    assert found_at(tmp_path) is None
    remove(tmp_path / "missing")


def test_a_key_does_not_depend_on_the_order_of_its_parts() -> None:
    assert key_of({"a": 1, "b": (2, 3)}) == key_of({"b": [2, 3], "a": 1}) != key_of({"a": 1, "b": (3, 2)})


def test_json_has_one_form() -> None:
    assert canonical(Gap(start=1, end=2.5)) == b'{\n "start": 1.0,\n "end": 2.5\n}\n'
    assert canonical({"b": "é", "a": [1]}) == '{\n "b": "é",\n "a": [\n  1\n ]\n}\n'.encode()


def test_the_name_of_every_new_folder_is_flushed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr("pipeline.files.flush", flushed.append)
    write_all(tmp_path, {"a/b/c.json": b"1"})
    assert flushed[1:] == [tmp_path / "a" / "b", tmp_path / "a", tmp_path]
    flushed.clear()
    write_all(tmp_path, {"a/b/d.json": b"1"})
    assert flushed[1:] == [tmp_path / "a" / "b"]


def test_a_copy_has_the_time_of_its_source_and_is_made_once(tmp_path: Path) -> None:
    source, target = tmp_path / "a.bin", tmp_path / "deep" / "b.bin"
    source.write_bytes(b"sound")
    copy(source, target)
    before = target.stat()
    assert (target.read_bytes(), before.st_mtime_ns) == (b"sound", source.stat().st_mtime_ns)
    copy(source, target)
    assert target.stat().st_ino == before.st_ino
    source.write_bytes(b"other sound")
    copy(source, target)
    assert target.read_bytes() == b"other sound"
    assert [path.name for path in target.parent.iterdir()] == ["b.bin"]
