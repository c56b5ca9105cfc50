"""A right that one machine has at a time, kept in an object store: the lease.

A holder renews its lease by a conditional put, which gives the object a new tag. Who waits watches the tag: one that
did not change for the time of a lease belongs to a holder that is gone, and is taken over by a conditional put on that
very tag, so that of two who wait one gets it. No clocks are compared: each side counts seconds of its own.
"""

import json
import os
import secrets
import socket
import threading
import time
from types import TracebackType
from typing import Self

from pipeline.errors import Busy, HighlightsError
from pipeline.lock import Say
from pipeline.objects import ChangedElsewhere, Objects

FOLDER = ".leases"
LEASE_S = 60.0  # a holder that is silent for so long has lost it
RENEW_S = 12.0  # five tries within one lease
POLL_S = 1.0  # between two looks of who waits
FREE = b"{}\n"


class Lease:
    """Held while the block runs; `check` says whether it still is."""

    def __init__(self, objects: Objects, name: str, what: str, *, wait_s: float, say: Say) -> None:
        self._objects, self._name, self._what, self._wait_s, self._say = objects, f"{FOLDER}/{name}", what, wait_s, say
        self._owner = f"process {os.getpid()} on {socket.gethostname()}"
        self._tag = ""
        self._renewed = 0.0  # monotonic seconds
        self._ended = threading.Event()
        self._lost = False

    def check(self) -> None:
        """Raise `Busy` where the lease may be another machine's by now: nothing may be written any more."""
        if self._lost or time.monotonic() - self._renewed > LEASE_S / 2:
            raise Busy(f"{self._what}: the lease in {self._objects.address} was lost; run the same command again")

    def __enter__(self) -> Self:
        """Take the lease; `Busy` where another machine keeps it for longer than the wait."""
        self._take()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Free it for others at once."""
        self._ended.set()
        self._thread.join()
        if not self._lost:
            try:
                self._objects.put(self._name, FREE, expected=self._tag)
            except HighlightsError:  # it frees itself after LEASE_S
                return

    def _take(self) -> None:
        """Wait for `wait_s` seconds for a holder that renews its lease, and for `LEASE_S` for one that does not."""
        began = since = time.monotonic()
        first = seen = None
        while True:
            data, tag = self._objects.get(self._name) or (FREE, None)
            now = time.monotonic()
            if tag != seen:
                seen, since = tag, now
            if (data == FREE or now - since >= LEASE_S) and self._put(tag):
                return
            if data != FREE and first is None:
                first = tag
                if self._wait_s:
                    self._say(f"{self._what} is in use by {_holder(data)}: waiting at most {self._wait_s:g} s for it")
            if data != FREE and tag != first and now - began >= self._wait_s:
                raise Busy(f"{self._what} is in use by {_holder(data)}; wait for it or stop it, then run it again")
            time.sleep(POLL_S)

    def _put(self, expected: str | None) -> bool:
        said = {"owner": self._owner, "since": time.strftime("%Y-%m-%d %H:%M:%S"), "beat": secrets.token_hex(8)}
        began = time.monotonic()
        try:
            self._tag = self._objects.put(self._name, json.dumps(said).encode() + b"\n", expected=expected)
        except ChangedElsewhere:
            return False
        self._renewed = began
        return True

    def _keep(self) -> None:
        while not self._ended.wait(RENEW_S):
            try:
                if not self._put(self._tag):
                    self._lost = True
                    return
            except HighlightsError:  # the network is away: tried again until `check` gives up
                continue


def _holder(data: bytes) -> str:
    try:
        return str(json.loads(data)["owner"])
    except (ValueError, LookupError, TypeError):
        return "another machine"
