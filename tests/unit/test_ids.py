"""An id belongs to one episode: what counts as the same source, and what another one of its name is called."""

import hashlib
import os
from pathlib import Path

import pytest

from pipeline import ids
from pipeline.errors import BadInput
from pipeline.records import Source
from pipeline.store import EPISODE_ID, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "artifacts")


def source(path: Path, text: str, id_: str = "ep1", **about: object) -> Source:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = {"transcript_path": str(path), "transcript_sha256": hashlib.sha256(text.encode()).hexdigest()}
    return Source.model_validate({"episode_id": id_, "title": "T", **found, **about})


def test_another_source_of_the_name_has_its_digest_behind_the_id_and_keeps_it(store: Store, tmp_path: Path) -> None:
    said: list[str] = []
    one, two = source(tmp_path / "a" / "ep1.vtt", "one"), source(tmp_path / "b" / "ep1.vtt", "two")
    second = f"ep1-{hashlib.sha256(b'two').hexdigest()[:8]}"
    for _ in range(2):
        assert ids.claimed(store, one, say=said.append).episode_id == "ep1"
        assert ids.claimed(store, two, say=said.append).episode_id == second
    first = tmp_path / "a" / "ep1.vtt"
    assert said == [f"ep1 is already the id of the episode made from {first}; this episode gets the id {second}"]
    assert ids.known(store, second) == two.model_copy(update={"episode_id": second, "id_from": "episode"})


def test_an_edited_file_and_a_moved_file_are_the_same_episode(store: Store, tmp_path: Path) -> None:
    ids.claimed(store, source(tmp_path / "a" / "ep1.vtt", "one"))
    two = ids.claimed(store, source(tmp_path / "b" / "ep1.vtt", "two")).episode_id
    assert ids.claimed(store, source(tmp_path / "b" / "ep1.vtt", "two, edited")).episode_id == two
    assert ids.claimed(store, source(tmp_path / "c" / "ep1.vtt", "two, edited")).episode_id == two
    (tmp_path / "link").symlink_to(tmp_path / "c")
    assert ids.claimed(store, source(tmp_path / "link" / "ep1.vtt", "two, edited again")).episode_id == two
    (tmp_path / "c" / "EP1.vtt").hardlink_to(tmp_path / "c" / "ep1.vtt")  # as on a disk that ignores case
    assert ids.claimed(store, source(tmp_path / "c" / "EP1.vtt", "and again")).episode_id == two


def test_a_file_copied_over_another_is_the_episode_whose_content_it_has(store: Store, tmp_path: Path) -> None:
    ids.claimed(store, source(tmp_path / "a" / "ep1.vtt", "one"))
    two = ids.claimed(store, source(tmp_path / "b" / "ep1.vtt", "two")).episode_id
    assert ids.claimed(store, source(tmp_path / "b" / "ep1.vtt", "one")).episode_id == "ep1"
    assert ids.known(store, two) is not None


def test_sound_that_comes_with_a_transcript_made_before_is_the_same_episode(store: Store, tmp_path: Path) -> None:
    words = source(tmp_path / "ep1.vtt", "one")
    ids.claimed(store, words)
    sound = {"audio_path": str(tmp_path / "ep1.mp3"), "audio_sha256": "a" * 64}
    assert ids.claimed(store, words.model_copy(update=sound)).episode_id == "ep1"
    other = words.model_copy(update={**sound, "audio_path": "/b/ep1.mp3", "audio_sha256": "b" * 64})
    made = ids.claimed(store, other)
    assert made.episode_id == "ep1-bbbbbbbb"
    assert made.audio_name
    assert Path(os.path.normpath(store.root / made.episode_id / made.audio_name)) == Path("/b/ep1.mp3")


def test_an_id_that_a_person_chose_is_refused_where_another_episode_has_it(store: Store, tmp_path: Path) -> None:
    ids.claimed(store, source(tmp_path / "a.vtt", "one", "ep-12", id_from="sidecar"))
    ids.claimed(store, source(tmp_path / "moved" / "a.vtt", "one", "ep-12", id_from="sidecar"))
    with pytest.raises(BadInput, match=r'id = "ep-12".*moved/a\.vtt'):
        ids.claimed(store, source(tmp_path / "b.vtt", "two", "ep-12", id_from="sidecar"))


def test_the_longest_ids_stay_ids_and_digests_that_begin_alike_are_told_apart(store: Store, tmp_path: Path) -> None:
    base = "a" * 80
    ids.claimed(store, source(tmp_path / "a.vtt", "one", base))
    made = []
    for k, tail in enumerate("abc"):
        digest = "12345678" + tail * 56
        one = source(tmp_path / f"{k}.vtt", tail, base).model_copy(update={"transcript_sha256": digest})
        for _ in range(2):
            made.append(ids.claimed(store, one).episode_id)
    assert all(EPISODE_ID.fullmatch(id_) for id_ in made)
    assert [made.count(id_) for id_ in made] == [2] * 6


def test_an_id_of_which_nothing_was_made_is_given_back(store: Store, tmp_path: Path) -> None:
    one, two = source(tmp_path / "a" / "ep1.vtt", "one"), source(tmp_path / "b" / "ep1.vtt", "two")
    place = store.episode(ids.claimed(store, one).episode_id)
    with ids.held(place, one):
        pass
    assert not place.folder.exists()
    assert ids.claimed(store, two).episode_id == "ep1"


@pytest.mark.parametrize("asked", [None, "x", {"episode_id": 5}, {"episode_id": "/gone/ep1.vtt"}])
def test_an_episode_of_which_nothing_is_known_is_not_written_over(store: Store, tmp_path: Path, asked: object) -> None:
    place = store.episode("ep1")
    place.publish({"highlights.json": b"{}"})
    place.note(asked=asked)
    assert ids.claimed(store, source(tmp_path / "ep1.vtt", "one")).episode_id != "ep1"
    assert (place.folder / "highlights.json").read_bytes() == b"{}"


def test_an_equal_run_by_the_id_writes_nothing(store: Store, tmp_path: Path) -> None:
    one = source(tmp_path / "ep1.vtt", "one")
    ids.claimed(store, one)
    kept = store.episode("ep1").stage_path(ids.SOURCE).read_bytes()
    ids.claimed(store, one.model_copy(update={"id_from": "episode"}))
    assert store.episode("ep1").stage_path(ids.SOURCE).read_bytes() == kept
