"""The store keeps whole answers or none, knows damage, and lets one writer in."""

import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.errors import ArtifactDamaged, BadInput, Busy, MachineLacks, is_transient
from pipeline.files import canonical, key_of, write_atomically
from pipeline.records import Correction, Gap, Identity, Person
from pipeline.store import RUNS_KEPT, EpisodeStore, Store
from tests.record_builder import highlights

ANA = Person(name="Ana Reyes", source="sidecar")


def test_an_answer_comes_back_under_its_key_only(tmp_path: Path) -> None:
    place = EpisodeStore(tmp_path, "one")
    place.put("ingest", "k1", ANA)
    assert place.get("ingest", "k1", Person) == ANA
    assert place.get("ingest", "k2", Person) is None
    assert place.get("transcribe", "k1", Person) is None


@pytest.mark.parametrize("damage", [lambda d: d[:-2], lambda d: b"", lambda d: d.replace(b"Ana", b"Eva")])
def test_a_damaged_answer_is_made_again(tmp_path: Path, damage) -> None:
    place = EpisodeStore(tmp_path, "one")
    place.put("ingest", "k", ANA)
    path = place.stage_path("ingest")
    path.write_bytes(damage(path.read_bytes()))
    assert place.get("ingest", "k", Person) is None


def test_an_answer_of_another_kind_is_made_again(tmp_path: Path) -> None:
    place = EpisodeStore(tmp_path, "one")
    place.put("ingest", "k", ANA)
    assert place.get("ingest", "k", Identity) is None


def test_every_altered_or_missing_published_file_is_reported(tmp_path: Path) -> None:
    place = EpisodeStore(tmp_path, "one")
    place.publish({"a.txt": b"a", "b.txt": b"b", "c.txt": b"c"})
    assert place.damage() == []
    (place.folder / "a.txt").write_bytes(b"x")
    (place.folder / "b.txt").unlink()
    assert [name for name, _ in place.damage()] == ["a.txt", "b.txt"]


def test_what_is_no_longer_published_is_dropped(tmp_path: Path) -> None:
    place = EpisodeStore(tmp_path, "one")
    place.publish({"page.html": b"a", "clips/c01.m4a": b"1", "clips/c02.m4a": b"2"})
    place.publish({"page.html": b"b", "clips/c01.m4a": b"1"})
    assert sorted(p.name for p in place.folder.rglob("*") if p.is_file()) == ["c01.m4a", "page.html", "run.json"]


def test_an_altered_diary_drops_nothing_outside_the_episode(tmp_path: Path) -> None:
    other = tmp_path / "two" / "page.html"
    other.parent.mkdir()
    other.write_bytes(b"mine")
    place = EpisodeStore(tmp_path, "one")
    place.note(files={"../two/page.html": "x", str(other): "x"})
    place.publish({"page.html": b"a"})
    assert other.read_bytes() == b"mine"


def test_without_a_diary_nothing_is_proved(tmp_path: Path) -> None:
    assert EpisodeStore(tmp_path, "one").damage()


def test_an_episode_that_is_not_there_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="'two'; `highlights list` prints all"):
        EpisodeStore(tmp_path, "two").published()
    (tmp_path / "one").mkdir()
    with pytest.raises(ArtifactDamaged, match=r"make it with: highlights run one"):
        EpisodeStore(tmp_path, "one").published()


def test_an_equal_file_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    assert write_atomically(path, b"1")
    before = path.stat().st_mtime_ns
    assert not write_atomically(path, b"1")
    assert path.stat().st_mtime_ns == before


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    write_atomically(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineLacks, match="No space left"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_readers_see_whole_files_during_rewrites(tmp_path: Path) -> None:
    path, stop, seen = tmp_path / "r.json", threading.Event(), []

    def write() -> None:
        for k in range(60):
            write_atomically(path, json.dumps({"k": k, "fill": "x" * 20_000}).encode())
        stop.set()

    write_atomically(path, b"{}")
    thread = threading.Thread(target=write)
    thread.start()
    while not stop.is_set():
        seen.append(json.loads(path.read_bytes()))
    thread.join()
    assert len(seen) > 1


@pytest.mark.parametrize("bad", ["", "..", "a/b", "../x", "A", ".hidden", "x" * 81, "catalog", "schema", "a\x00b", "é"])
def test_an_id_that_could_leave_the_folder_is_refused(tmp_path: Path, bad: str) -> None:
    with pytest.raises(BadInput):
        Store(tmp_path).episode(bad)


def test_a_second_process_is_told_that_the_episode_is_busy(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from pipeline.store import EpisodeStore\n"
        "with EpisodeStore(pathlib.Path(sys.argv[1]), 'one').locked(): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy), EpisodeStore(tmp_path, "one").locked():
            pass
        holder.kill()
    with EpisodeStore(tmp_path, "one").locked():
        pass  # a killed holder's lock is free at once


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(MachineLacks, match="--artifacts"):
        Store(blocked).ready()


def test_a_damaged_record_says_how_to_make_it_anew(tmp_path: Path) -> None:
    place = EpisodeStore(tmp_path, "one")
    with pytest.raises(ArtifactDamaged, match="highlights run one"):
        place.load("highlights.json", Person)
    write_atomically(place.folder / "highlights.json", b"{")
    with pytest.raises(ArtifactDamaged, match="redo one"):
        place.load("highlights.json", Person)


def test_a_damaged_piece_counts_as_absent(tmp_path: Path) -> None:
    place = EpisodeStore(tmp_path, "one")
    place.keep_piece("windows", "k" * 64, b"data")
    assert place.piece("windows", "k" * 64) == b"data"
    path = next((place.folder / "stages" / "windows").iterdir())
    path.write_bytes(path.read_bytes()[:-1])
    assert place.piece("windows", "k" * 64) is None


def test_a_key_depends_on_every_part() -> None:
    parts = {"stage": "x", "version": "1", "inputs": {"a": "1"}}
    assert key_of(parts) == key_of(dict(reversed(parts.items())))
    assert len({key_of(parts), key_of(parts | {"version": "2"}), key_of(parts | {"inputs": {"a": "2"}})}) == 3


def test_corrections_are_appended_and_what_was_there_stays(tmp_path: Path) -> None:
    place = Store(tmp_path).episode("an-episode")
    assert place.corrections().corrections == ()
    first = Correction(op="speaker", target="S2", value="Mary Lane", at=(Gap(start=1, end=2),))
    place.correct(first)
    before = (place.folder / "corrections.jsonl").read_bytes()
    place.correct(Correction(op="merge", target="S3", value="S2"))
    assert (place.folder / "corrections.jsonl").read_bytes().startswith(before)
    assert place.corrections().corrections[0] == first
    assert len(place.corrections().corrections) == 2


def test_a_line_that_is_no_correction_is_named(tmp_path: Path) -> None:
    place = Store(tmp_path).episode("an-episode")
    place.correct(Correction(op="speaker", target="S2", value="Mary Lane"))
    with (place.folder / "corrections.jsonl").open("a") as file:
        file.write("S2 is Mary\n")
    with pytest.raises(BadInput, match="line 2: expected a correction"):
        place.corrections()


OTHER_SHAPES = [
    {"files": 5}, {"files": {"a": 5}}, {"artifacts": [1]}, {"artifacts": {"01_ingest": {"key": 1}}}, {"asked": "x"},
    {"asked": {"episode_id": []}}, {"clips": [1]}, {"clips": {"k": {"file": 3}}}, [1], "x", None,
]  # fmt: skip


@pytest.mark.parametrize("shape", OTHER_SHAPES, ids=json.dumps)
def test_a_diary_of_another_shape_is_called_damaged_and_made_anew(tmp_path: Path, shape: object) -> None:
    place = EpisodeStore(tmp_path, "one")
    write_atomically(place.folder / "run.json", json.dumps(shape).encode())
    [(name, what)] = place.damage()
    assert name == "run.json"
    assert what.startswith("is damaged: ")
    with pytest.raises(ArtifactDamaged, match="is damaged"):
        place.asked()
    assert place.get("01_ingest", "k", Person) is None
    place.put("01_ingest", "k", ANA)
    place.publish({"a.txt": b"a"})
    assert place.get("01_ingest", "k", Person) == ANA
    assert place.damage() == []


@pytest.mark.parametrize("number", [errno.EIO, errno.EMFILE, errno.EACCES])
def test_a_disk_that_does_not_give_its_bytes_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    place = EpisodeStore(tmp_path, "one")
    place.put("01_ingest", "k", ANA)
    place.publish({"a.txt": b"a"})

    def broken(path: Path) -> bytes:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "read_bytes", broken)
    for read in (
        lambda: place.get("01_ingest", "k", Person), lambda: place.load("a.txt", Person), place.damage, place.run,
        place.corrections, lambda: place.piece("windows", "k"), lambda: place.text("a.txt"),
    ):  # fmt: skip
        with pytest.raises(MachineLacks, match=f"cannot read .*{os.strerror(number)}; .*then run") as raised:
            read()
        assert is_transient(raised.value) == (number != errno.EACCES)


def test_a_file_that_cannot_be_read_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    write_atomically(path, b"old")

    def broken(_: Path) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", broken)
        assert write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def test_the_first_error_of_a_write_is_the_one_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def stuck(_path: Path, missing_ok: bool = False) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(Path, "unlink", stuck)
    with pytest.raises(MachineLacks, match="No space left") as raised:
        write_atomically(tmp_path / "a.txt", b"new")
    assert not is_transient(raised.value)


def test_the_last_runs_are_kept_and_read_back(tmp_path: Path) -> None:
    place = Store(tmp_path).episode("kettle-7")
    place.keep_run()
    assert place.runs() == [], "nothing is published yet"
    record, transcript = highlights()
    for number in range(RUNS_KEPT + 2):
        titled = record.model_copy(update={"summary": record.summary.model_copy(update={"text": f"run {number}"})})
        place.publish({"highlights.json": canonical(titled), "transcript.json": canonical(transcript)})
        place.keep_run()
    kept = place.runs()
    assert len(kept) == RUNS_KEPT
    assert place.kept_run(kept[0])[0].summary.text == f"run {RUNS_KEPT + 1}"
    assert place.kept_run(kept[-1])[1] == transcript
    kept[0].write_bytes(b"no gzip")
    with pytest.raises(ArtifactDamaged, match="is damaged"):
        place.kept_run(kept[0])


def test_a_folder_that_is_not_there_yet_holds_no_episode(tmp_path: Path) -> None:
    store = Store(tmp_path / "artifacts")
    assert store.folders("*") == []
    assert store.episode_ids() == []


def test_a_file_that_is_renewed_is_the_one_that_is_known(tmp_path: Path) -> None:
    place = EpisodeStore(tmp_path, "one")
    place.publish({"page.html": b"before", "page.md": b"stays"})
    place.renew({"page.html": b"after"})
    assert (place.text("page.html"), place.text("page.md")) == ("after", "stays")
    assert place.damage() == []


def test_facts_are_added_to_the_diary_and_the_rest_of_it_stays(tmp_path: Path) -> None:
    place = EpisodeStore(tmp_path, "one")
    place.publish({"page.html": b"a"})
    before = place.run()
    place.note(seconds=7)
    assert EpisodeStore(tmp_path, "one").run() == before | {"seconds": 7}


def test_a_record_that_is_dropped_takes_only_empty_folders_along(tmp_path: Path) -> None:
    place = EpisodeStore(tmp_path, "one")
    place.keep("first", ANA)
    place.keep("second", ANA)
    place.drop("first")
    assert place.answer("second", Person) == ANA
    assert not place.stage_path("first").exists()
    place.drop("second")
    assert not place.folder.exists()


def test_an_episode_that_is_finished_gives_its_record(tmp_path: Path) -> None:
    record, transcript = highlights()
    store = Store(tmp_path)
    id_ = record.episode.id
    store.episode(id_).publish({"highlights.json": canonical(record), "transcript.json": canonical(transcript)})
    assert store.finished() == {id_}
    assert store.episode(id_).record() == record
    assert store.episode(id_).published() == (record, transcript)
