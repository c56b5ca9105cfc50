"""What a system lacks is looked for: nothing fails where it is not there."""

import os
from pathlib import Path

import pytest

from pipeline import files, system
from pipeline.corpus import generations


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without a C library to ask, without file modes, and that opens no folder."""

    def no_library(name: object) -> object:
        raise TypeError("LoadLibrary() argument 1 must be str, not None")

    real = os.open

    def no_folder(path: Path, flags: int, *rest: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *rest)

    monkeypatch.setattr(system, "POSIX", False)
    monkeypatch.setattr(system.ctypes, "CDLL", no_library)
    monkeypatch.setattr(os, "open", no_folder)
    monkeypatch.delattr(os, "fchmod")


def test_memory_is_given_back_where_that_is_asked_for(elsewhere: None) -> None:
    system.give_back_memory()


def test_a_c_library_without_the_call_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system.ctypes, "CDLL", lambda _: object())  # musl and macOS have no malloc_trim
    system.give_back_memory()
    assert not system.exchanged(Path("a"), Path("b"))


def test_files_are_written_where_no_folder_can_be_flushed(elsewhere: None, tmp_path: Path) -> None:
    assert files.write_all(tmp_path / "out", {"a.txt": b"one", "deep/b.txt": b"two"})
    assert (tmp_path / "out" / "deep" / "b.txt").read_bytes() == b"two"


def test_folders_change_places_without_a_call_for_it(elsewhere: None, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "name").write_text(folder.name, encoding="utf-8")
    generations._trade(one, other)
    assert ((one / "name").read_text(encoding="utf-8"), (other / "name").read_text(encoding="utf-8")) == (
        "other",
        "one",
    )


def test_a_process_that_cannot_be_asked_about_counts_as_running(elsewhere: None) -> None:
    assert system.is_alive(2**30)
