"""Only pieces that nothing names, and runs that are one too many, are removed."""

import json
from pathlib import Path

import pytest

from pipeline.collecting import Held, collect, held, named, spare
from pipeline.errors import Busy
from pipeline.records import Plays
from pipeline.store import EpisodeStore, Store

LIVE, DEAD, LAST = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def place(tmp_path: Path) -> EpisodeStore:
    """Return an episode with a piece of a stage, one of an earlier answer of it, and one of the published files."""
    place = Store(tmp_path).episode("talk")
    place.keep_piece("vectors", DEAD, b"1")
    place.put("topics", "before", Plays(), place.used)
    place.used.clear()
    place.keep_piece("vectors", LIVE, b"22")
    place.put("topics", "now", Plays(), place.used)
    place.used.clear()
    place.keep_piece("covers", LAST, b"333")
    place.note(pieces=sorted(place.used))
    return place


def test_a_piece_of_an_answer_that_was_replaced_is_spare(place: EpisodeStore) -> None:
    assert named(place) == {f"vectors/{LIVE[:32]}", f"covers/{LAST[:32]}"}
    assert [path.name for path in spare(place)] == [DEAD[:32]]
    before = held(place)
    assert 0 < before.spare < before.pieces
    done = collect(place, dry=True)
    assert done.freed == before.spare
    assert held(place) == before
    assert collect(place).files == (f"stages/vectors/{DEAD[:32]}",)
    assert (place.piece("vectors", LIVE), place.piece("covers", LAST), place.piece("vectors", DEAD)) == (
        b"22", b"333", None,
    )  # fmt: skip
    assert (collect(place).files, held(place).spare) == ((), 0)


def test_an_episode_that_names_no_pieces_keeps_them(place: EpisodeStore) -> None:
    run = json.loads((place.folder / "run.json").read_bytes())
    del run["artifacts"]["topics"]["pieces"]
    (place.folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    done = collect(place)
    assert (done.files, done.unknown) == ((), True)
    assert place.piece("vectors", DEAD) == b"1"


def test_the_oldest_runs_go(place: EpisodeStore) -> None:
    folder = place.folder / "stages" / "runs"
    folder.mkdir()
    for k in range(1, 4):
        (folder / f"{k:06d}.gz").write_bytes(b"run")
    assert collect(place, runs=2).files == (f"stages/vectors/{DEAD[:32]}", "stages/runs/000001.gz")
    assert [path.name for path in place.runs()] == ["000003.gz", "000002.gz"]


def test_an_episode_at_work_is_left_alone(place: EpisodeStore) -> None:
    with place.locked(), pytest.raises(Busy):
        collect(Store(place.root).episode("talk"))


def test_sums_are_of_each_kind() -> None:
    assert Held(1, 2, 3, 4, 5) + Held(1, 1, 1, 1, 1) == Held(2, 3, 4, 5, 6)
