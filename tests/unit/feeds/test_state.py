from pathlib import Path

import pytest

from pipeline.errors import ArtifactDamaged, BadInput, Busy
from pipeline.feeds import state
from pipeline.feeds.state import Subscription, Taken

SHOW = Subscription(
    name="deep-talk", url="https://me:pw@x.test/feed", title="Deep Talk", added="2026-03-01T00:00:00+00:00"
)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    show = SHOW.model_copy(update={"episodes": (Taken(keys=("guid 1",), stem="a"),), "seen": ("x",)})
    state.save(tmp_path, show)
    assert state.load(tmp_path) == [show]
    assert state.load(tmp_path / "none") == []


@pytest.mark.parametrize("wanted", ["deep-talk", "Deep Talk", "https://x.test/feed", "https://me:pw@x.test/feed"])
def test_a_feed_goes_by_name_title_or_address(tmp_path: Path, wanted: str) -> None:
    state.save(tmp_path, SHOW)
    assert state.named(tmp_path, wanted) == SHOW


def test_an_unknown_feed_names_those_there_are(tmp_path: Path) -> None:
    state.save(tmp_path, SHOW)
    with pytest.raises(BadInput, match="deep-talk"):
        state.named(tmp_path, "other")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"name": 1}'])
def test_a_damaged_file_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "show.json").write_bytes(data)
    with pytest.raises(ArtifactDamaged, match=r"show\.json"):
        state.load(tmp_path)
    state.save(tmp_path, SHOW)
    damaged: dict[str, str] = {}
    assert state.load(tmp_path, damaged=damaged) == [SHOW]
    assert list(damaged) == ["x"]


def test_a_list_shows_no_password() -> None:
    assert "pw" not in str(state.as_json(SHOW))


def test_one_process_at_a_time_writes(tmp_path: Path) -> None:
    with state.alone(tmp_path, wait_s=0), pytest.raises(Busy), state.alone(tmp_path, wait_s=0):
        pass
