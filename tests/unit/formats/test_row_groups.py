"""A Parquet file put together from row groups is one that others read, with the rows of its parts in their order."""

import io
from pathlib import Path
from typing import Any

import pytest

from pipeline.formats.row_groups import ForeignParquet, Part, joined

pd = pytest.importorskip("pandas")
pq = pytest.importorskip("pyarrow.parquet")


def table(first: int, end: int, **more: object) -> Any:
    return pd.DataFrame(
        {
            "id": [f"e{k:04d}" for k in range(first, end)],
            "start": [k * 1.5 for k in range(first, end)],
            "text": [f"text {k % 7}" if k % 3 else None for k in range(first, end)],
            "number": [k if k % 2 else None for k in range(first, end)],
            "yes": [k % 2 == 0 for k in range(first, end)],
            **more,
        }
    ).astype({"text": "string", "number": "Int64", "yes": "boolean"})


def file(frame: Any, **options: object) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out, index=False, compression="zstd", **options)
    return out.getvalue()


def of(before: bytes, *parts: Part) -> bytes:
    return b"".join(joined(before, parts))


def test_parts_are_read_as_one_table() -> None:
    one, two, three = table(0, 900), table(900, 1000), table(1000, 1001)
    whole = of(file(one), 0, file(two), file(three))
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(whole)), pd.concat([one, two, three], ignore_index=True))
    assert pq.read_metadata(io.BytesIO(whole)).num_row_groups == 3


def test_a_row_group_is_replaced_moved_and_left_out_again_and_again() -> None:
    whole = of(file(table(0, 50)), 0, file(table(50, 80)), file(table(80, 90)))
    changed = of(whole, 2, file(table(200, 260)), 0)
    assert list(pd.read_parquet(io.BytesIO(changed))["id"]) == [
        f"e{k:04d}" for k in (*range(80, 90), *range(200, 260), *range(50))
    ]
    again = of(changed, 1, 0)
    assert list(pd.read_parquet(io.BytesIO(again))["start"]) == [k * 1.5 for k in (*range(200, 260), *range(80, 90))]


def test_a_database_that_reads_parquet_by_itself_reads_it(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "whole.parquet"
    path.write_bytes(of(file(table(0, 500)), 0, file(table(500, 700))))
    assert duckdb.sql(f"select count(*), min(id), sum(start), count(text) from '{path}'").fetchall() == [(
        700, "e0000", sum(k * 1.5 for k in range(700)), sum(bool(k % 3) for k in range(700)),
    )]  # fmt: skip
    assert duckdb.sql(f"select count(*) from '{path}' where id >= 'e0650'").fetchall() == [(50,)]


def test_without_rows_it_is_an_empty_table_with_its_columns() -> None:
    empty = pd.read_parquet(io.BytesIO(of(file(table(0, 0)), 0)))
    assert list(empty.columns) == list(table(0, 0).columns)
    assert len(empty) == 0


def test_many_columns_and_row_groups_need_longer_numbers() -> None:
    frame = table(0, 40, **{f"column{k}": list(range(40)) for k in range(30)})
    parts = [file(frame[k : k + 1]) for k in range(40)]
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(of(parts[0], *parts))), frame)


@pytest.mark.parametrize("data", [b"", b"no parquet at all, though long enough", b"PAR1\xff\xff\xff\xff\x04\0\0\0PAR1"])
def test_what_is_no_parquet_file_is_refused(data: bytes) -> None:
    with pytest.raises(ForeignParquet):
        of(data, 0)


def test_other_columns_and_an_order_of_its_own_are_refused() -> None:
    with pytest.raises(ForeignParquet, match="columns"):
        of(file(table(0, 5)), 0, file(table(0, 5, more=[1] * 5)))
    with pytest.raises(ForeignParquet, match="one piece"):
        of(file(table(0, 5), write_page_index=True), 0)
