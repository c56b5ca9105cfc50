"""An inbox in a temporary folder, and what finds an episode in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.records import Source
from pipeline.sources import inbox
from pipeline.sources.inbox_folder import listing

Find = Callable[..., Source]


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "raw_audio"
    folder.mkdir()
    return folder


@pytest.fixture
def find(box: Path, tmp_path: Path) -> Find:
    def finder(source: str | Path, **options: object) -> Source:
        return inbox.find(str(source), raw_audio=box, artifacts=tmp_path / "artifacts", **options)  # type: ignore[arg-type]

    return finder


def put(path: Path, data: bytes | str = b"sound") -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def passed(box: Path, **options: Callable[[str], str | None]) -> dict[str, str]:
    return {one.name: one.why for one in listing(box, **options).passed_over}


def names(box: Path, **options: Callable[[str], str | None]) -> list[str]:
    return [path.name for path in listing(box, **options).sources]
