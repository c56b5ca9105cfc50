"""A board counts, says how far a batch is, and shows on a terminal what is at work."""

import io
from typing import Any

import pytest
from rich.console import Console

from flows.board import Board
from flows.rows import row_without


def row(name: str, **about: Any) -> dict[str, Any]:
    return row_without(name, "") | {"done": True, "state": "made", "reused": "0/9", "seconds": 60.0} | about


@pytest.fixture
def board() -> Board:
    shown = Board()
    shown.jobs = 2
    shown.found([row("a.mp3", state="unchanged", seconds=0.0)], 4)
    shown.began("b.mp3")
    return shown


def test_the_time_left_is_told_from_the_episodes_that_were_made(
    board: Board, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    board.ended(row("b.mp3", quotes="3/3", sentences="4/4"))
    said = capsys.readouterr().err.strip()
    assert said == "✓ b.mp3 quotes 3/3, sentences 4/4, 0/9 stages reused, 60.0 s [2 of 5, about 90 s left]"


def test_the_table_shows_each_episode_with_stage_share_and_time_left(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr("flows.board.time.monotonic", lambda: float(next(clock)))
    board.stage("b.mp3", "transcribe")
    board.progress("b.mp3", "transcribe", 0.0, 100.0)
    board.progress("b.mp3", "transcribe", 25.0, 100.0)
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(board.table())
    text = console.export_text()
    line = next(one for one in text.splitlines() if "b.mp3" in one)
    assert "transcribing" in line or "words" in line
    assert "25%" in line
    assert "30 s" in line  # 25 s of audio in 10 s: 75 more take 30 s
    assert "1 of 5 done" in text


def test_names_that_are_markup_are_shown_as_they_are(board: Board, capsys: pytest.CaptureFixture[str]) -> None:
    board.began("[red]x[bold].mp3")
    board.ended(row("[red]x[bold].mp3"))
    assert "[red]x[bold].mp3" in capsys.readouterr().err
