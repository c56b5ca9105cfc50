"""What a person sees of a batch: a live table on a terminal, plain lines elsewhere, JSON lines where asked for.

A board hears of each episode by name: that it began, its stage, how far that is, what was said, what became of it.
"""

import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from flows import screen
from flows.rows import FAILED, MADE, UNCHANGED
from flows.screen import Pace, visible

LOOKS_PER_S = 4
SHOWN = 20  # files passed over that are named; the rest stands in the answer and in catalog/batch.json


@dataclass
class Shown:
    """An episode that is at work."""

    began: float
    stage: str = ""
    share: float | None = None  # of the stage, where it says so
    pace: Pace = field(default_factory=Pace)


class Board:
    """Counts, and says in plain lines on stderr what a person wants to know."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.as_json = as_json
        self.counts = dict.fromkeys((MADE, UNCHANGED, FAILED), 0)
        self.total, self.jobs = 0, 1
        self.at_work: dict[str, Shown] = {}
        self._began = time.monotonic()
        self._took = 0.0  # seconds of the episodes that were made

    # ---- what is heard

    @contextmanager
    def live(self) -> Iterator["Board"]:
        """Keep the table on the screen while the block runs, where there is a terminal."""
        if not self.console.is_terminal:
            yield self
            return
        with Live(get_renderable=self.table, console=self.console, refresh_per_second=LOOKS_PER_S, transient=True):
            yield self

    def passed_over(self, skipped: list[dict[str, str]]) -> None:
        """Name the files of the folder that are no episodes."""
        for one in skipped[:SHOWN]:
            self.say(f"skipped: {one['source']}: {one['why']}")
        if len(skipped) > SHOWN:
            self.say(f"skipped: {len(skipped) - SHOWN} more files; catalog/batch.json lists all")

    def found(self, rows: list[dict[str, Any]], left: int) -> None:
        """Hear which files are done already, and how many are left to make."""
        for row in rows:
            self.counts[row["state"]] += 1
            self.emit("episode", row)
        self.total = self.done + left + len(self.at_work)
        if rows:
            self.say(f"{len(rows)} episodes are unchanged; {left} to make")

    def began(self, name: str) -> None:
        """Hear that an episode is begun."""
        self.at_work[name] = Shown(time.monotonic())
        self.emit("began", {"source": name})

    def stage(self, name: str, stage: str) -> None:
        """Hear which stage an episode is in."""
        shown = self.at_work[name]
        shown.stage, shown.share, shown.pace = stage, None, Pace()
        self.emit("stage", {"source": name, "stage": stage})

    def progress(self, name: str, what: str, done: float, total: float) -> None:
        """Hear how far the stage of an episode is: seconds of audio done, of how many."""
        shown = self.at_work[name]
        shown.pace.report(what, done, total, time.monotonic())
        shown.share = done / total if total else None

    def talk(self, name: str, text: str) -> None:
        """Hear what is said of an episode."""
        self.say(f"{name}: {text}")

    def ended(self, row: Mapping[str, Any]) -> None:
        """Hear what became of an episode."""
        self.at_work.pop(row["source"], None)
        self.counts[row["state"]] += 1
        self._took += row["seconds"] if row["done"] else 0.0
        mark, count = "✓" if row["done"] else "✗", f"{self.done} of {self.total}{self._left()}"
        self.say(f"{mark} {row['source']} {said(row)} [{count}]")
        self.emit("episode", row)

    # ---- what is shown

    @property
    def done(self) -> int:
        """How many files are through, whatever became of them."""
        return sum(self.counts.values())

    def say(self, text: str) -> None:
        """Print one line of talk."""
        self.console.print(escape(visible(text)))

    def emit(self, event: str, about: Mapping[str, Any]) -> None:
        """Print an event as a line of JSON, where that was asked for."""
        if self.as_json:
            screen.answer({"event": event, **about})
            sys.stdout.flush()

    def table(self) -> Table:
        """Return the table of what is at work, with the sums below."""
        table = Table(box=None, pad_edge=False, show_footer=True)
        table.add_column("Episode", f"{self.done} of {self.total} done", no_wrap=True, max_width=40)
        table.add_column("Stage", f"{self.counts[FAILED]} failed" if self.counts[FAILED] else "", no_wrap=True)
        table.add_column("Share", justify="right")
        table.add_column("Left", self._left().removeprefix(", ").removesuffix(" left"), justify="right")
        table.add_column("Time", screen.short_time(time.monotonic() - self._began), justify="right")
        for name, shown in self.at_work.items():
            left = shown.pace.left_s()
            table.add_row(
                escape(visible(name)),
                screen.doing().get(shown.stage, shown.stage or "reading"),
                "" if shown.share is None else f"{shown.share:.0%}",
                "" if left is None else screen.short_time(left),
                screen.short_time(time.monotonic() - shown.began),
            )
        return table

    def _left(self) -> str:
        """Say how long the rest takes, from the mean of the episodes that were made."""
        left = self.total - self.done
        if not self.counts[MADE] or not left:
            return ""
        return f", about {screen.short_time(self._took / self.counts[MADE] * left / self.jobs)} left"


class Logged(Board):
    """The board of a run that nobody watches: what is said goes to the log, so into the run's page in Prefect."""

    def say(self, text: str) -> None:
        """Log one line."""
        logging.getLogger("pipeline.batch").info("%s", visible(text))


def said(row: Mapping[str, Any]) -> str:
    """Return what became of a file, in words."""
    if not row["done"]:
        return f"FAILED: {row['why']}"
    took = f", {row['seconds']:.1f} s" if row["seconds"] else ""
    return f"quotes {row['quotes']}, sentences {row['sentences']}, {row['reused']} stages reused{took}"


_current: Board = Logged()


def current() -> Board:
    """Return the board of this process."""
    return _current


def use(board: Board) -> Board:
    """Make a board the one that batches of this process report to."""
    global _current  # noqa: PLW0603  one process has one board
    _current = board
    return board
