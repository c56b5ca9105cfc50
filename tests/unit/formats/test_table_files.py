"""A table in which some episodes are replaced has the rows of one that is made anew."""

import io

import pytest

from pipeline.formats import table_files
from pipeline.formats.table_files import NewTable, have_same_rows, put_together, updated
from pipeline.formats.tables import arrow, parquet, rows
from pipeline.records import Highlights
from tests.record_builder import highlights


def episode(id_: str, title: str = "Tea") -> Highlights:
    record, _ = highlights()
    return record.model_copy(update={"episode": record.episode.model_copy(update={"id": id_, "title": title})})


def whole(name: str, records: list[Highlights]) -> bytes:
    table = NewTable(name)
    for record in records:
        table.add(rows(record)[name])
    return b"".join(table.pieces())


@pytest.mark.parametrize("together", [4, 20_000])
@pytest.mark.parametrize("name", ["episodes", "quotes", "narrative", "topics"])
def test_some_episodes_replaced_give_what_all_give_anew(
    monkeypatch: pytest.MonkeyPatch, name: str, together: int
) -> None:
    pd = pytest.importorskip("pandas")
    monkeypatch.setattr(table_files, "ROWS_TOGETHER", together)
    before = {f"e{k:02d}": episode(f"e{k:02d}") for k in range(0, 40, 2)}
    now = before | {id_: episode(id_, "Kettles") for id_ in ("e01", "e10", "e11", "e99", "a00")}
    for gone in ("e00", "e38", "e20"):
        del now[gone]
    changed = {id_ for id_ in before.keys() | now.keys() if before.get(id_) != now.get(id_)}
    fresh = {id_: rows(now[id_])[name] for id_ in changed & now.keys()}
    pieces = updated(name, whole(name, list(before.values())), fresh, changed)
    assert pieces
    found = pd.read_parquet(io.BytesIO(b"".join(pieces)))
    expected = pd.read_parquet(io.BytesIO(whole(name, [now[id_] for id_ in sorted(now)])))
    pd.testing.assert_frame_equal(found, expected)


def test_a_table_in_which_nothing_changed_stays_and_one_can_be_emptied_and_filled() -> None:
    pd = pytest.importorskip("pandas")
    before = whole("quotes", [episode("a"), episode("b")])
    assert updated("quotes", before, {"a": rows(episode("a"))["quotes"]}, {"a"}) is None
    pieces = updated("quotes", before, {}, {"a", "b"})
    assert pieces
    empty = b"".join(pieces)
    assert len(pd.read_parquet(io.BytesIO(empty))) == 0
    assert updated("quotes", empty, {}, {"c"}) is None
    filled = updated("quotes", empty, {"c": rows(episode("c"))["quotes"]}, {"c"})
    assert filled
    assert set(pd.read_parquet(io.BytesIO(b"".join(filled)))["episode_id"]) == {"c"}


def test_rows_of_other_files_stay_or_go_by_their_episode() -> None:
    pd = pytest.importorskip("pandas")
    old = [whole("quotes", [episode("a"), episode("c")]), whole("quotes", [episode("b"), episode("e")])]
    data = put_together("quotes", rows(episode("d"))["quotes"], old, lambda id_: id_ != "c")
    assert data == parquet(arrow("quotes", [row for id_ in "abde" for row in rows(episode(id_))["quotes"]]))
    assert set(pd.read_parquet(io.BytesIO(data))["episode_id"]) == set("abde")


def test_rows_are_the_same_however_they_are_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    one = whole("quotes", [episode("a"), episode("b")])
    monkeypatch.setattr(table_files, "ROWS_TOGETHER", 1)
    other = whole("quotes", [episode("a"), episode("b")])
    assert one != other
    assert have_same_rows(one, other)
    assert not have_same_rows(one, whole("quotes", [episode("a"), episode("c")]))
    assert not have_same_rows(one, one[:-9])
