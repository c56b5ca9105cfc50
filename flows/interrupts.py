"""What Ctrl-C and SIGTERM do: one line on stderr, exit code 130 or 143, and an end within seconds.

Work unwinds by `KeyboardInterrupt`, so that files beside their place are removed and Prefect hears of it. A thread
watches, because that exception can be lost: in an import, in Prefect's threads, or in a call that takes long. When the
work has not ended after `GRACE_S`, the thread ends the process. Finished stages are whole on the disk at any moment.
"""

import atexit
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

LINE = "highlights: interrupted; finished stages are kept, the same command goes on from there\n"
GRACE_S = 3.0  # for the work to end by itself
SIGNALS = (signal.SIGINT, signal.SIGTERM)
SHOW_CURSOR = "\r\x1b[2K\x1b[?25h"  # a progress bar hides it


class Watch:
    """Watches for signals from now until the process has ended."""

    def __init__(self) -> None:
        self.caught: int | None = None
        self._code: int | None = None  # what the work has ended with
        self._said, self._saying = False, threading.Lock()
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        # a shell starts its background jobs with SIGINT ignored: that stays so
        self._watched = [sign for sign in SIGNALS if signal.getsignal(sign) is not signal.SIG_IGN]
        for sign in self._watched:
            signal.signal(sign, self._interrupt)
        threading.Thread(target=self._wait, daemon=True, name="interrupts").start()
        atexit.register(self._finish)  # the first that is registered is the last that runs

    def over(self, code: int) -> None:
        """Say what the work has ended with: leave now where it was interrupted, and at once where it will be."""
        self._code = code
        if self.caught is not None:
            self._end(self.caught)

    def _finish(self) -> None:
        """Leave before the interpreter takes its handlers away: large libraries take long to be torn down."""
        if self._code is not None:
            os._exit(self._code)

    def _interrupt(self, number: int, _frame: FrameType | None) -> None:
        self.caught = number
        raise KeyboardInterrupt

    def _wait(self) -> None:
        while (number := self._reader.recv(1)[0]) not in self._watched:
            pass  # some library's own signal
        self.caught = number  # Prefect has a handler of its own for SIGTERM while a flow runs
        self._say_once()
        if self._code is None:
            time.sleep(GRACE_S)
        self._end(number)

    def _say_once(self) -> None:
        with self._saying:
            if not self._said:
                _say_so()
            self._said = True

    def _end(self, number: int) -> NoReturn:
        self._say_once()
        _leave(number)


def _say_so() -> None:
    """Print the line as the last one: what libraries say while they are torn down helps nobody."""
    terminal = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    shown = SHOW_CURSOR + LINE if os.isatty(terminal) else LINE
    os.write(terminal, shown.encode())


def _leave(number: int) -> NoReturn:
    """End this process and the programs it has started."""
    for children in Path("/proc/self/task").glob("*/children"):  # on Linux; elsewhere they end with their pipes
        with suppress(OSError):  # a thread or a child that has just ended by itself
            for pid in children.read_text().split():
                os.kill(int(pid), signal.SIGKILL)
    os._exit(128 + number)
