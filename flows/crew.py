"""Processes that make episodes: each loads its engines once, says what it does, and may die without harm to others.

Who leads gives each process one job at a time and hears of it through a pipe of its own, so that no lock is shared with
a process that may be killed. A process whose leader is gone ends at once.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from flows import screen
from flows.job import Job

END, DIED = "end", "died"  # what is heard last of a job; all else is talk
RUN = "run"  # the id of the Prefect run that makes an episode
STOP_S = 5.0  # for a process to end by itself once it is told to

Make = Callable[[Job], dict[str, Any]]  # makes one episode; returns its row
Equip = Callable[[], AbstractContextManager[Make]]  # called once in each process


class Heard(NamedTuple):
    """Something that a process said of its job: `stage`, `progress`, `say`, `run`, then `end` or `died`."""

    job: Job
    kind: str
    about: tuple[Any, ...]


class CrewScreen(screen.Screen):
    """The screen of a process of the crew: whoever leads shows it."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        super().__init__(quiet=True)
        self._pipe, self._whole = pipe, threading.Lock()

    def tell(self, kind: str, *about: Any) -> None:
        """Send one thing to say."""
        with self._whole:
            self._pipe.send((kind, *about))

    def say(self, text: str) -> None:
        """Send one line of talk."""
        self.tell("say", text)

    def stage(self, name: str, work: Callable[[], screen.T]) -> screen.T:
        """Say that a stage begins, and do it."""
        self.tell("stage", name)
        return work()

    def progress(self, what: str, done: float, total: float) -> None:
        """Send how far a stage is: seconds of audio done, of how many."""
        self.tell("progress", what, done, total)


class _Hand:
    """One process, and the job it has."""

    def __init__(self, equip: Equip) -> None:
        starting = multiprocessing.get_context("spawn")
        self.pipe, theirs = starting.Pipe()
        self.process = starting.Process(target=_work, args=(theirs, equip), daemon=True)
        self.process.start()
        theirs.close()
        self.job: Job | None = None


class Crew:
    """At most `size` processes; `equip` must be picklable, and is called in each of them."""

    def __init__(self, size: int, equip: Equip) -> None:
        self._size, self._equip = size, equip
        self._hands: list[_Hand] = []

    def __enter__(self) -> "Crew":
        """Begin without any process."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes: those at work are told first, so that they can say in Prefect that they ended."""
        for hand in self._hands:
            hand.pipe.close()
            if hand.job is not None:
                hand.process.terminate()
        for hand in self._hands:
            hand.process.join(STOP_S)
            if hand.process.is_alive():
                hand.process.kill()
                hand.process.join()

    @property
    def has_room(self) -> bool:
        """Whether another job can be given."""
        return sum(hand.job is not None for hand in self._hands) < self._size

    @property
    def at_work(self) -> list[Job]:
        """The jobs that are given and not ended."""
        return [hand.job for hand in self._hands if hand.job is not None]

    def give(self, job: Job) -> None:
        """Give a job to a process that has none; a new one is started where there is none."""
        hand = next((one for one in self._hands if one.job is None), None)
        if hand is None:
            hand = _Hand(self._equip)
            self._hands.append(hand)
        hand.job = job
        with suppress(BrokenPipeError):  # it died between two jobs: heard of next
            hand.pipe.send(job)

    def hear(self, limit_s: float) -> Iterator[Heard]:
        """Yield what was said within so many seconds, at once where there is anything."""
        busy = {hand.pipe: hand for hand in self._hands if hand.job is not None}
        ready: Sequence[Any] = wait(list(busy), limit_s) if busy else ()
        for pipe in ready:
            hand = busy[pipe]
            assert hand.job is not None
            job = hand.job
            try:
                kind, *about = pipe.recv()
            except (EOFError, ConnectionResetError):
                hand.process.join()
                self._hands.remove(hand)
                yield Heard(job, DIED, (hand.process.exitcode,))
                continue
            if kind == END:
                hand.job = None
            yield Heard(job, kind, tuple(about))


def _work(pipe: "Connection[Any, Any]", equip: Equip) -> None:
    """Make one episode after another, until nobody gives any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; who leads decides
    threading.Thread(target=_end_with_the_leader, daemon=True).start()
    shown = screen.use(CrewScreen(pipe))
    with equip() as make:
        while True:
            try:
                job = pipe.recv()
            except (EOFError, OSError):
                return
            row = make(job)
            assert isinstance(shown, CrewScreen)
            shown.tell(END, row)


def _end_with_the_leader() -> None:
    leader = multiprocessing.parent_process()
    if leader is not None:
        leader.join()
        os._exit(1)
