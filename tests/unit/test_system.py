"""What a system lacks is looked for: nothing fails where it is not there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import files, system
from pipeline.corpus import generations
from tests.conftest import ROOT


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


LARGE = """
import ctypes, re
from pathlib import Path
from pipeline.system import map_large_blocks
c = ctypes.CDLL(None)
c.malloc.restype, c.malloc.argtypes, c.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
if MAPS: map_large_blocks()
c.free(c.malloc(30 << 20))  # from now on glibc keeps blocks of up to 30 MB on its heap
blocks = [c.malloc(4 << 20) for _ in range(20)]
stays = []
for block in blocks:
    ctypes.memset(block, 1, 4 << 20)
    stays.append(c.malloc(64))
for block in blocks[:-1]: c.free(block)
print(int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(system.c_function("mallopt") is None, reason="not glibc")
def test_large_blocks_that_are_freed_go_back_to_the_system() -> None:
    def held_mb(maps: bool) -> int:
        program = [sys.executable, "-c", LARGE.replace("MAPS", str(maps))]
        own = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}  # Dask sets some
        done = subprocess.run(program, cwd=ROOT, env=own, capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert held_mb(True) + 50 < held_mb(False)
