"""An episode is unchanged while no file it was made from, none that was made, and nothing it was made with changed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.job import Job
from pipeline.bench import equip
from pipeline.files import canonical
from pipeline.settings import gather
from pipeline.store import Store
from pipeline.unchanged import Unchanged, are_settled, inputs, made_with
from tests.made_up import WITH, made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "inbox" / "tea.vtt"
    path.parent.mkdir()
    path.write_text("WEBVTT\n", encoding="utf-8")
    made(Job(episode_id=str(path), artifacts=str(tmp_path / "artifacts")))
    return path


def looked(file: Path, with_: str = WITH) -> object:
    return Unchanged(Store(file.parents[1] / "artifacts"), lambda _: with_).row(file)


def test_what_is_unchanged_says_what_it_is(file: Path) -> None:
    row = Unchanged(Store(file.parents[1] / "artifacts"), lambda _: WITH).row(file)
    assert row is not None
    assert row["episode_id"] == "tea"
    assert row["quotes"]["checked"] > 0


def _sidecar(file: Path) -> None:
    file.with_suffix(".toml").write_text('title = "Tea"\n', encoding="utf-8")


def _edited(file: Path) -> None:
    file.write_text("WEBVTT\n\n", encoding="utf-8")


def _same_size_and_time(file: Path) -> None:
    before = file.stat()
    file.rename(file.with_suffix(".old"))
    file.write_text("webvtt\n", encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _page_lost(file: Path) -> None:
    (file.parents[1] / "artifacts" / "tea" / "page.html").unlink()


def _corrected(file: Path) -> None:
    (file.parents[1] / "artifacts" / "tea" / "corrections.jsonl").write_text("{}\n", encoding="utf-8")


def _damaged(file: Path) -> None:
    (file.parents[1] / "artifacts" / "tea" / "run.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize("change", [_sidecar, _edited, _same_size_and_time, _page_lost, _corrected, _damaged])
def test_any_change_is_seen(file: Path, change: Callable[[Path], None]) -> None:
    change(file)
    assert looked(file) is None


def test_other_settings_or_another_version_are_work(file: Path) -> None:
    assert looked(file, "something else") is None


def test_another_file_of_the_name_is_another_episode(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "tea.vtt"
    other.parent.mkdir()
    other.write_text("WEBVTT\n", encoding="utf-8")
    assert looked(other) is None


def test_related_episodes_that_are_renewed_leave_it_unchanged(file: Path) -> None:
    place = Store(file.parents[1] / "artifacts").episode("tea")
    place.renew({"page.md": b"renewed\n"})
    assert looked(file) is not None
    place.note(other=1)
    assert looked(file) is not None


def test_a_file_that_changed_just_now_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "a.vtt"
    path.write_text("x", encoding="utf-8")
    seen = inputs(path, None)
    now = path.stat().st_mtime_ns
    assert not are_settled(seen, now + 1_000_000_000)
    assert are_settled(seen, now + 3_000_000_000)


def test_what_it_is_made_with_names_the_settings_and_the_engines() -> None:
    one, other = gather(), gather(assignments=("publish.clips_most=3",))
    assert canonical(one) != canonical(other)
    assert made_with(one, equip(one)) != made_with(other, equip(other))
    assert made_with(one, equip(one)) == made_with(gather(), equip(gather(assignments=("batch.jobs=4",))))
