"""A Delta table that follows its Parquet file has its rows, whatever changed, and is read by Delta's own library."""

from pathlib import Path

import pytest

from pipeline import folders
from pipeline.errors import BadInput, MachineLacks
from pipeline.files import sha256
from pipeline.formats import delta_tables
from pipeline.formats.delta_tables import Sums, follow, placed
from pipeline.formats.tables import OF_ONE_FILE
from tests.unit.formats.test_table_files import episode, whole

deltalake = pytest.importorskip("deltalake")
pq = pytest.importorskip("pyarrow.parquet")


def catalog(folder: Path, titles: dict[str, str]) -> Sums:
    """Put the tables of some episodes into a folder; return what the catalog says of its files."""
    records = [episode(id_, titles[id_]) for id_ in sorted(titles)]
    sums = {"quotes.csv": (1, "0")}
    for name in OF_ONE_FILE:
        data = whole(name, records)
        (folder / f"{name}.parquet").write_bytes(data)
        sums[f"{name}.parquet"] = (len(data), sha256(data))
    return sums


def rows(table: object) -> list[str]:
    return sorted(map(str, table.to_pylist()))  # type: ignore[attr-defined]


def assert_equal(tables: Path, delta: Path) -> None:
    for name in OF_ONE_FILE:
        found = deltalake.DeltaTable(str(delta / name)).to_pyarrow_table()
        expected = pq.read_table(tables / f"{name}.parquet")
        assert rows(found) == rows(expected), name
        assert found.schema == expected.schema.remove_metadata(), name


def written(delta: Path, name: str) -> list[str | None]:
    """Return which episodes each write of a table replaced, the newest first; None is the whole table."""
    history = deltalake.DeltaTable(str(delta / name)).history()
    return [one["operationParameters"].get("predicate") for one in history if one["operation"] == "WRITE"]


def test_the_rows_of_some_episodes_are_replaced_in_one_commit(tmp_path: Path) -> None:
    delta = tmp_path / "delta"
    titles = dict.fromkeys(("a", "b", "it-s-c"), "Tea")
    first = catalog(tmp_path, titles)
    follow(str(delta), tmp_path, first, before={}, changed=titles)
    assert_equal(tmp_path, delta)
    second = catalog(tmp_path, {"a": "Tea", "b": "Kettles", "d": "Pots"})
    follow(str(delta), tmp_path, second, before=first, changed={"b", "it-s-c", "d"})
    assert_equal(tmp_path, delta)
    newest, oldest = written(delta, "episodes")
    assert (newest is not None and "it-s-c" in newest and "'a'" not in newest, oldest) == (True, None)
    follow(str(delta), tmp_path, second, before=first, changed={"b"})  # it says itself that it is up to date
    assert len(written(delta, "episodes")) == 2


def test_a_table_that_missed_a_catalog_is_written_whole(tmp_path: Path) -> None:
    delta = tmp_path / "delta"
    follow(str(delta), tmp_path, catalog(tmp_path, {"a": "Tea"}), before={}, changed={"a"})
    missed = catalog(tmp_path, {"a": "Kettles", "b": "Tea"})
    now = catalog(tmp_path, {"a": "Kettles", "b": "Tea", "c": "Tea"})
    follow(str(delta), tmp_path, now, before=missed, changed={"c"})
    assert_equal(tmp_path, delta)
    assert written(delta, "episodes") == [None, None]


def test_many_small_files_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delta_tables, "MOST_FILES", 2)
    delta, titles = tmp_path / "delta", dict[str, str]()
    before: Sums = {}
    for id_ in "abcd":
        titles[id_] = "Tea"
        now = catalog(tmp_path, titles)
        follow(str(delta), tmp_path, now, before=before, changed={id_})
        before = now
    table = deltalake.DeltaTable(str(delta / "quotes"))
    assert len(table.file_uris()) <= 2
    assert_equal(tmp_path, delta)
    assert len([one for one in written(delta, "quotes") if one is None]) == 1  # each time it knew where it stood


def test_where_the_tables_lie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(folders, "home", lambda: tmp_path)
    assert placed("delta") == str(tmp_path / "delta")
    assert placed("s3://bucket/tables/") == "s3://bucket/tables"
    with pytest.raises(BadInput, match="ftp://x"):
        placed("ftp://x")


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(MachineLacks, match=r"cannot write the Delta table .* the catalog itself is up to date"):
        follow(str(tmp_path / "file"), tmp_path, catalog(tmp_path, {"a": "Tea"}), before={}, changed={"a"})
