"""Machines that share an object store: what one makes the others have, byte for byte."""

from pathlib import Path

import pytest

from pipeline import mirror
from pipeline.objects import ChangedElsewhere, Objects
from tests.integration.test_batch import TALK
from tests.s3 import RUN_S, S3, Machine

pytestmark = pytest.mark.model

SECOND = TALK.replace("bread", "cheese")


def test_a_mirror_brings_what_changed_and_puts_what_changed(objects: Objects, tmp_path: Path) -> None:
    one, two = mirror.Mirror(tmp_path / "one", objects.address), mirror.Mirror(tmp_path / "two", objects.address)
    write(one, "ep/run.json", "1")
    write(one, "ep/page.html", "first")
    with one.lease("ep", "ep", wait_s=0, say=lambda _: None) as held:
        one.push("ep", held)
    two.pull("ep")
    assert read(two, "ep/page.html") == "first"
    write(two, "ep/page.html", "second")
    write(two, "ep/run.json", "2")
    (two.root / "ep/old.txt").unlink(missing_ok=True)
    with two.lease("ep", "ep", wait_s=0, say=lambda _: None) as held:
        two.push("ep", held)
        write(one, "ep/run.json", "3")  # the one that does not know of it
        with pytest.raises(ChangedElsewhere):
            one.push("ep", held)
    one.refresh("ep")
    assert (read(one, "ep/page.html"), read(one, "ep/run.json")) == ("second", "2")


def test_only_an_episode_with_a_record_is_finished(objects: Objects, tmp_path: Path) -> None:
    one = mirror.Mirror(tmp_path / "one", objects.address)
    write(one, "ep/highlights.json", "{}")
    write(one, "ep/run.json", "1")
    write(one, "died/stages/ingest.json", "{}")
    write(one, "died/run.json", "1")
    for unit in ("ep", "died"):
        with one.lease(unit, unit, wait_s=0, say=lambda _: None) as held:
            one.push(unit, held)
    assert one.finished() == {"ep"}


def write(place: mirror.Mirror, name: str, text: str) -> None:
    path = place.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def read(place: mirror.Mirror, name: str) -> str:
    return (place.root / name).read_text(encoding="utf-8")


def test_the_bytes_on_s3_are_the_bytes_on_a_disk(objects: Objects, s3: S3, tmp_path: Path) -> None:
    """Two machines make an episode each; a third reads both. Then the same on a disk."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a-talk.vtt").write_text(TALK, encoding="utf-8")
    (inbox / "b-talk.vtt").write_text(SECOND, encoding="utf-8")
    here, there = tmp_path / "disk", objects.address
    one, two, three = (Machine(s3, tmp_path / name) for name in ("one", "two", "three"))
    for machine, name in ((one, "a-talk"), (two, "b-talk")):
        machine.run("run", inbox / f"{name}.vtt", "--direct", "--artifacts", there)
        machine.run("run", inbox / f"{name}.vtt", "--direct", "--artifacts", here)
    made = {
        path.relative_to(here).as_posix(): path.read_bytes()
        for path in (*here.glob("?-talk/**/*"), *(here / "catalog").resolve().glob("**/*"), *here.glob("schema/*"))
        if path.is_file() and here in path.parents
    }
    catalog = (here / "catalog").resolve()
    made = {name.replace(catalog.relative_to(here).as_posix(), "catalog"): data for name, data in made.items()}
    stored = {name: found[0] for name in objects.names() if (found := objects.get(name)) and not name.startswith(".")}
    own = (
        "run.json",
        ".made_from.json",
        "catalog.sqlite",
    )  # clock times, inodes; the rows of the last are compared elsewhere
    assert stored.keys() == made.keys()
    assert [n for n in made if not n.endswith(own) and made[n] != stored[n]] == []
    three.run("verify", "--artifacts", there)
    assert "a-talk" in three.run("show", "a-talk", "--artifacts", there)
    listed = three.run("list", "--artifacts", there)
    assert "a-talk" in listed
    assert "b-talk" in listed
    assert "skipped" in three.run("run", inbox / "a-talk.vtt", "--direct", "--artifacts", there)


def test_two_machines_at_one_episode_wait_for_each_other_and_nothing_is_lost(
    objects: Objects, s3: S3, tmp_path: Path
) -> None:
    (tmp_path / "a-talk.vtt").write_text(TALK, encoding="utf-8")
    machines = [Machine(s3, tmp_path / str(number)) for number in range(3)]
    running = [m.start("run", tmp_path / "a-talk.vtt", "--direct", "--artifacts", objects.address) for m in machines]
    said = [process.communicate(timeout=RUN_S) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], said
    reader = Machine(s3, tmp_path / "reader")
    reader.run("verify", "--artifacts", objects.address)


def test_an_episode_that_is_deleted_is_gone_for_everybody(objects: Objects, s3: S3, tmp_path: Path) -> None:
    (tmp_path / "a-talk.vtt").write_text(TALK, encoding="utf-8")
    one, two = (Machine(s3, tmp_path / name) for name in ("one", "two"))
    one.run("run", tmp_path / "a-talk.vtt", "--direct", "--artifacts", objects.address)
    assert "a-talk" in two.run("list", "--artifacts", objects.address)
    one.run("delete", "a-talk", "--yes", "--artifacts", objects.address)
    assert [name for name in objects.names() if name.startswith(("a-talk/", ".commits/a-talk"))] == []
    assert "a-talk" not in two.run("list", "--artifacts", objects.address)
