"""Files of a folder change as one, and are the old ones or the new ones at any moment."""

import os
from pathlib import Path

import pytest

from pipeline import swapping

OLD = {"a": b"old", "b": b"old", "gone": b"old", "same": b"same", "stages/piece": b"kept"}
NEW = {"a": b"new", "b": b"new", "same": b"same", "under/c": b"new"}
AFTER = {"a": b"new", "b": b"new", "same": b"same", "stages/piece": b"kept", "under/c": b"new", "last": b"a,b"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in OLD.items():
        path = tmp_path / "it" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "it"


def held(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def change(folder: Path) -> None:
    def also(where: Path) -> dict[str, bytes]:
        return {"last": ",".join(name for name in ("a", "b") if (where / name).read_bytes() == b"new").encode()}

    swapping.change(folder, NEW, gone=["gone", "never"], also=also)


@pytest.mark.parametrize("exchanges", [True, False])
def test_all_is_written_and_removed(folder: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool) -> None:
    if not exchanges:
        monkeypatch.setattr(swapping, "exchanged", lambda one, other: False)
    inode = (folder / "same").stat().st_ino
    change(folder)
    assert held(folder) == AFTER
    assert (folder / "same").stat().st_ino == inode
    assert not list((folder.parent / swapping.NEXT).iterdir())


def test_before_the_exchange_all_is_old_and_after_it_new(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, exchange = [], swapping.exchanged

    def watched(one: Path, other: Path) -> bool:
        seen.append(held(folder))
        assert exchange(one, other)
        seen.append(held(folder))
        return True

    monkeypatch.setattr(swapping, "exchanged", watched)
    change(folder)
    assert seen == [OLD, AFTER]


def test_what_a_killed_writer_built_is_not_taken_over(folder: Path) -> None:
    rest = folder.parent / swapping.NEXT / folder.name
    rest.mkdir(parents=True)
    (rest / "planted").write_bytes(b"x")
    change(folder)
    assert held(folder) == AFTER


def test_a_folder_that_is_new_is_written(tmp_path: Path) -> None:
    swapping.change(tmp_path / "it", {"a": b"1"})
    assert held(tmp_path / "it") == {"a": b"1"}


def test_a_disk_that_links_nothing_still_gets_its_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    change(folder)
    assert held(folder) == AFTER
