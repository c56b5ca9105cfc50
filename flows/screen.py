"""What a person sees while work goes on: a bar per stage with its ETA on a terminal, plain lines elsewhere.

Talk goes to stderr; stdout is kept for the answer.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

T = TypeVar("T")
PROGRESS = {"transcribe": "transcribing", "second pass": "transcribing uncertain stretches again (second pass)"}
LINE_EVERY_S = 10.0  # without a terminal, one line of progress in so many seconds


@cache
def doing() -> dict[str, str]:
    """Return what is said of each step while it runs; the stages are imported for it, which costs a second."""
    from pipeline.stages import STAGES

    return {stage.name: stage.says for stage in STAGES} | {"clips": "cutting clips", "films": "making audiograms"}


def visible(text: str) -> str:
    """Return text without control and direction characters, safe on a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def as_json(value: Any, *, indent: int | None = None) -> str:
    """Return JSON as one text: control and direction characters and lone surrogates are escaped, letters are not.

    >>> as_json({"title": "Café\\u202e"})
    '{"title": "Café\\\\u202e"}'
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def answer(value: Any, *, indent: int | None = None) -> None:
    """Print an answer as a line of JSON on stdout."""
    sys.stdout.write(as_json(value, indent=indent) + "\n")


class Screen:
    """Shows stages and their progress on stderr."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.console = Console(stderr=True, highlight=False, quiet=quiet, soft_wrap=True)
        self._bars: Progress | None = None
        self._task: TaskID | None = None
        self._pace = Pace()
        self._last_line = 0.0

    @contextmanager
    def live(self) -> Iterator["Screen"]:
        """Keep the bars on screen while the block runs; on a file or a pipe, do nothing special."""
        if not self.console.is_terminal or self.console.quiet:
            yield self
            return
        columns = (
            TextColumn("  [bold]{task.description:32}"), BarColumn(bar_width=32), TaskProgressColumn(),
            TimeRemainingColumn(compact=True),
        )  # fmt: skip
        with Progress(*columns, console=self.console, transient=True) as self._bars:
            yield self
        self._bars = None

    def say(self, text: str) -> None:
        """Print one line of talk."""
        self.console.print(escape(visible(text)))

    def stage(self, name: str, work: Callable[[], T]) -> T:
        """Show a stage while it runs, and how long it took when it has ended."""
        started = time.monotonic()
        words = doing().get(name, name)
        if self._bars:
            self._task = self._bars.add_task(words, total=None)
        try:
            answer = work()
        finally:
            if self._bars and self._task is not None:
                self._bars.remove_task(self._task)
                self._task = None
        self.console.print(f"  [green]✓[/] {words} [dim]{time.monotonic() - started:.1f} s[/]")
        return answer

    def progress(self, what: str, done: float, total: float) -> None:
        """Take a report of progress: seconds of audio done, of how many."""
        now = time.monotonic()
        fresh = self._pace.report(what, done, total, now)
        if self._bars and self._task is not None:
            if fresh:  # what an earlier run has done says nothing of the speed of this one
                self._bars.reset(self._task, completed=int(done), total=max(total, 1e-9))
            self._bars.update(self._task, completed=done, total=max(total, 1e-9))
        elif total and not fresh and (now - self._last_line > LINE_EVERY_S or done >= total):
            self._last_line = now
            self.console.print(f"    {PROGRESS.get(what, what)}: {self._pace.said()}")


class Pace:
    """How fast work goes, from the first report of it on, and when it will be done."""

    def __init__(self) -> None:
        self._what, self._began_at, self._began_with = "", 0.0, 0.0
        self._done, self._total, self._now = 0.0, 0.0, 0.0

    def report(self, what: str, done: float, total: float, now: float) -> bool:
        """Take a report; return whether it is the first of its kind."""
        fresh = what != self._what or done < self._done
        if fresh:
            self._what, self._began_at, self._began_with = what, now, done
        self._done, self._total, self._now = done, total, now
        return fresh

    def left_s(self) -> float | None:
        """Return the seconds until the work is done at this pace; None where that cannot be told yet."""
        worked, heard = self._now - self._began_at, self._done - self._began_with
        return (self._total - self._done) * worked / heard if worked > 0 and heard > 0 else None

    def said(self) -> str:
        """Return the pace in words: "125 of 518 s of audio, 16.4 × real time, about 24 s left"."""
        text = f"{self._done:.0f} of {self._total:.0f} s of audio"
        left = self.left_s()
        if left is None:
            return text
        speed = (self._done - self._began_with) / (self._now - self._began_at)
        return f"{text}, {speed:.1f} × real time" + (
            f", about {short_time(left)} left" if self._done < self._total else ""
        )


def short_time(seconds: float) -> str:
    """Write a duration in one unit: "90 s", "14 min", "3.5 h"."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


_current = Screen(quiet=True)


def current() -> Screen:
    """Return the screen of this process: flows report to it, schedules have a silent one."""
    return _current


def use(screen: Screen) -> Screen:
    """Make a screen the one that flows of this process report to."""
    global _current  # noqa: PLW0603  one process has one screen
    _current = screen
    return screen


def note(text: str) -> None:
    """Print a remark of a command that shows no stages in one line on stderr."""
    sys.stderr.write(visible(" ".join(text.split())) + "\n")


def fail(text: str) -> None:
    """Print an error in one line on stderr."""
    sys.stderr.write(f"highlights: {visible(' '.join(text.split()))}\n")


def clock(seconds: float) -> str:
    """Write seconds as m:ss or h:mm:ss."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"
