"""A seal that is kept elsewhere tells what was changed, gone or added since; a key makes it ours."""

import json
from pathlib import Path

import pytest

from pipeline.audit import sealing
from pipeline.errors import BadInput
from pipeline.store import Store

KEY = b"0123456789abcdef"
HERE = Path("seal.json")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    for id_ in ("one", "two"):
        (tmp_path / id_ / "stages").mkdir(parents=True)
        (tmp_path / id_ / "highlights.json").write_text(id_)
        (tmp_path / id_ / "run.json").write_text("{}")
    return Store(tmp_path)


def kept(store: Store, key: bytes | None = None) -> bytes:
    return json.dumps(sealing.seal(store, key)).encode()


def test_what_is_as_it_was_has_no_changes(store: Store) -> None:
    made = kept(store)
    (store.root / "one" / "run.json").write_text('{"seconds": 2}')
    (store.root / "one" / "stages" / "quotes.json").write_text("{}")
    assert not sealing.changes(store, made, HERE).any


def test_every_change_is_named(store: Store) -> None:
    made = kept(store)
    (store.root / "one" / "highlights.json").write_text("one, otherwise")
    (store.root / "two" / "highlights.json").unlink()
    (store.root / "three").mkdir()
    (store.root / "three" / "highlights.json").write_text("three")
    found = sealing.changes(store, made, HERE)
    assert (found.changed, found.gone, found.new, found.any) == (("one",), ("two",), ("three",), True)


def test_a_file_that_is_added_to_an_episode_changes_it(store: Store) -> None:
    made = kept(store)
    (store.root / "one" / "extra.html").write_text("planted")
    assert sealing.changes(store, made, HERE).changed == ("one",)


def test_a_seal_of_another_key_or_of_none_is_refused(store: Store) -> None:
    assert not sealing.changes(store, kept(store, KEY), HERE, KEY).any
    for made in (kept(store), kept(store, KEY[::-1])):
        with pytest.raises(BadInput, match="signed with this key"):
            sealing.changes(store, made, HERE, KEY)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1, "units": {"one": "x"}, "digest": "y"}', "[" * 100_000])
def test_what_is_no_seal_is_refused_in_one_line(store: Store, text: str) -> None:
    with pytest.raises(BadInput, match="expected a seal"):
        sealing.changes(store, text.encode(), HERE)


def test_a_short_key_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("short\n")
    with pytest.raises(BadInput, match="at least 16 bytes"):
        sealing.read_key(tmp_path / "key")
    with pytest.raises(BadInput, match="found none"):
        sealing.seal(Store(tmp_path / "empty"))
