from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.feeds.partial import Partial

URL = "https://x.test/a.mp3"


def broken() -> Iterator[bytes]:
    yield b"one"
    raise RuntimeError("cut")


def test_what_came_before_an_error_stays_and_is_resumed(tmp_path: Path) -> None:
    partial = Partial(tmp_path, "ep")
    partial.restart(URL, '"v1"')
    with pytest.raises(RuntimeError):
        partial.append(broken())
    assert Partial(tmp_path, "ep").size() == 3
    assert Partial(tmp_path, "ep").validator(URL) == '"v1"'
    assert Partial(tmp_path, "ep").validator("https://x.test/other.mp3") is None
    partial.append([b"two"])
    assert partial.finish(".mp3").read_bytes() == b"onetwo"
    assert [path.name for path in tmp_path.iterdir()] == ["ep.mp3"]


def test_until_it_is_whole_a_download_is_hidden(tmp_path: Path) -> None:
    partial = Partial(tmp_path, "ep")
    partial.restart(URL, None)
    partial.append([b"abc"])
    assert all(path.name.startswith(".") for path in tmp_path.iterdir())
    assert partial.head() == b"abc"
    partial.drop()
    assert not list(tmp_path.iterdir())
    assert partial.head() == b""


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"url": "https://x.test/a.mp3", "validator": 3}'])
def test_a_damaged_note_means_that_the_file_is_fetched_anew(tmp_path: Path, damage: bytes) -> None:
    partial = Partial(tmp_path, "ep")
    partial.restart(URL, '"v1"')
    (tmp_path / ".ep.part.json").write_bytes(damage)
    assert partial.validator(URL) is None
