"""Under Prefect, what may be gone in a moment is tried again; what stays, and a bad episode, is not."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Said
from tests.faults.made import talk

# In one try, a file of the episode is written into the folder that is built beside, and then in its place.
WRITTEN = {"page.html": 2}

pytestmark = [pytest.mark.prefect, pytest.mark.model]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Have the disk refuse to flush files of a name, so many times; return the refusals."""
    flush, refused = os.fsync, []

    def arm(name: str, number: int, times: int = 99) -> list[str]:
        def fsync(handle: int) -> None:
            large = Path(f"/proc/self/fd/{handle}").readlink().name.endswith(f"-{name}")  # written part by part
            if (large or beside.get(os.fstat(handle).st_ino) == name) and len(refused) < times:
                refused.append(name)
                raise OSError(number, os.strerror(number))
            flush(handle)

        from pipeline import files

        beside: dict[int, str] = {}  # a file is written under another name: which place it is for, by its inode
        write = files._beside

        def remembered(path: Path, data: bytes) -> Path:
            written = write(path, data)
            beside[written.stat().st_ino] = path.name
            return written

        monkeypatch.setattr(files, "_beside", remembered)
        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr("flows.episode.RETRY_AFTER_S", 0.1)
        return refused

    return arm


@pytest.fixture
def run(prefect_server: None, cli: Callable[..., Said], tmp_path: Path) -> Callable[[], Said]:
    return lambda: cli("run", talk(tmp_path), "--artifacts", tmp_path / "artifacts")


@pytest.mark.parametrize(
    ("file", "number"), [("quotes.json", errno.EIO), ("page.html", errno.EMFILE), ("episodes.parquet", errno.EIO)]
)
def test_a_disk_that_fails_twice_is_tried_a_third_time(
    run: Callable[[], Said], broken: Callable[..., list[str]], number: int, file: str
) -> None:
    times = 2 * WRITTEN.get(file, 1)
    refused = broken(file, number, times)
    said = run()
    assert said.code == 0, said.err
    assert len(refused) == times


@pytest.mark.parametrize("file", ["quotes.json", "page.html"])
def test_a_disk_that_goes_on_failing_ends_after_three_tries(
    run: Callable[[], Said], broken: Callable[..., list[str]], file: str
) -> None:
    refused = broken(file, errno.EIO)
    said = run()
    assert said.code == 4
    assert len(refused) == 3 * WRITTEN.get(file, 1)
    last = said.err.splitlines()[-1]
    assert file in last
    assert "Input/output error" in last


@pytest.mark.parametrize(("file", "number"), [("quotes.json", errno.ENOSPC), ("page.html", errno.EACCES)])
def test_what_stays_is_not_tried_again(
    run: Callable[[], Said], broken: Callable[..., list[str]], number: int, file: str
) -> None:
    refused = broken(file, number)
    said = run()
    assert said.code == 4
    assert len(refused) == WRITTEN.get(file, 1)
    assert os.strerror(number) in said.err


def test_a_bad_episode_is_not_tried_again(
    prefect_server: None, cli: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.engines.imported_transcript import ImportedTranscript

    read, asked = ImportedTranscript.read, []

    def counted(self: ImportedTranscript, path: Path, *, language: str | None) -> object:
        asked.append(path)
        return read(self, path, language=language)

    monkeypatch.setattr(ImportedTranscript, "read", counted)
    (tmp_path / "bad.vtt").write_text("WEBVTT\n\nno cue here\n", encoding="utf-8")
    said = cli("run", tmp_path / "bad.vtt", "--artifacts", tmp_path / "artifacts")
    assert said.code == 2, said.err
    assert asked == [tmp_path / "bad.vtt"]
