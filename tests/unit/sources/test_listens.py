"""Plays that a publisher counted: whose they are, and what is wrong with a bad file."""

from pathlib import Path

import pytest

from pipeline.errors import BadInput
from pipeline.sources.listens import listens_of, read_listens


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_read_and_further_columns_passed_over(tmp_path: Path) -> None:
    plays = read_listens(written(tmp_path / "listens.csv", "start,end,count,device\n0,10,5,phone\n10, 20.5, 7,\n"))
    assert [(item.start, item.end, item.count) for item in plays.counts] == [(0, 10, 5), (10, 20.5, 7)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from,to,n\n0,1,2\n", "line 1: expected the columns start, end, count"),
        ("start,end,count\n0,10,5\n10,x,3\n", "line 3: end"),
        ("start,end,count\n9,4,5\n", "line 2: expected end after start"),
        ("start,end,count\n0,4,-1\n", "line 2: count"),
        ("start,end,count\n0,4\n", "line 2: count"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_listens(written(tmp_path / "listens.csv", text))


def test_a_plain_name_counts_for_the_only_episode_of_its_folder(tmp_path: Path) -> None:
    written(tmp_path / "listens.csv", "start,end,count\n0,10,5\n")
    assert listens_of(tmp_path / "a.mp3", None, others=lambda: 0).counts
    with pytest.raises(BadInput, match=r"a\.listens\.csv"):
        listens_of(tmp_path / "a.mp3", None, others=lambda: 1)
    written(tmp_path / "a.listens.csv", "start,end,count\n0,10,6\n")
    assert listens_of(tmp_path / "a.mp3", None, others=lambda: 1).counts[0].count == 6
    assert not listens_of(tmp_path / "empty" / "b.mp3", None, others=lambda: 3).counts
