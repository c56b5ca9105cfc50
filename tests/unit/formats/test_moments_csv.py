"""The table of moments is read back row by row, and no text of it is a formula."""

import csv

from pipeline.formats.moments_csv import COLUMNS, moments_csv
from tests.record_builder import highlights, poisoned


def test_every_moment_is_a_row_in_time_order() -> None:
    record, _ = highlights()
    rows = list(csv.DictReader(moments_csv(record).splitlines()))
    assert tuple(rows[0]) == COLUMNS
    starts = [float(row["start"]) for row in rows]
    assert starts == sorted(starts)
    ids = {row["id"] for row in rows}
    assert ids == {
        thing.id for some in (record.sections, record.quotes, record.questions, record.clips) for thing in some
    }


def test_no_text_is_a_formula() -> None:
    text = moments_csv(poisoned('=HYPERLINK(1)\n,"x')[0])
    cells = [cell for row in csv.reader(text.splitlines(keepends=True)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
