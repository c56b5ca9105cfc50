"""The project's folders lie below HIGHLIGHTS_HOME, else where the person stands; an address is no folder."""

from pathlib import Path

import pytest

from pipeline import folders
from pipeline.errors import BadInput


def test_folders_lie_where_the_person_stands_or_below_the_named_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(folders.HOME, raising=False)
    assert [folders.artifacts(), folders.raw_audio(), folders.config()] == [
        Path("artifacts"), Path("raw_audio"), Path("config")
    ]  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(folders.HOME, "show")
    assert folders.artifacts() == tmp_path / "show" / "artifacts"


@pytest.mark.parametrize("address", ["s3://bucket/folder", "https://a.example/x", "s3:/bucket"])
def test_an_address_is_refused_as_it_was_written(address: str) -> None:
    with pytest.raises(BadInput, match=r"found (s3://bucket|https://a\.example/x)"):
        folders.local(address)


@pytest.mark.parametrize("path", ["a/b", "C:/talks", "/tmp/x", "talk:one"])
def test_a_path_is_a_path(path: str) -> None:
    assert folders.local(path) == Path(path)


def test_a_mirror_stands_for_an_address_of_an_object_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HIGHLIGHTS_HOME", str(tmp_path))
    for address in ("s3://bucket/folder", "s3://bucket/folder/", "s3:/bucket/folder", Path("s3://bucket/folder")):
        folder = folders.place(address)
        assert folder.is_relative_to(tmp_path)
        assert folders.address_of(folder) == "s3://bucket/folder"
    assert folders.place("s3://bucket/other") != folders.place("s3://bucket/folder")
    assert folders.address_of(tmp_path / "artifacts") is None
    assert folders.place("artifacts") == Path("artifacts")
    assert list(tmp_path.iterdir()) == []
