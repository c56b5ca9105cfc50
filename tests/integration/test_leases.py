"""A lease is one machine's at a time, and a dead machine's is taken over."""

import os
import threading
import time

import pytest

from pipeline import leases
from pipeline.errors import Busy
from pipeline.leases import Lease
from pipeline.objects import Objects


def lease(objects: Objects, wait_s: float = 0.0) -> Lease:
    return Lease(objects, "ep", "ep", wait_s=wait_s, say=lambda _: None)


def test_a_lease_is_held_by_one_and_free_at_once_when_given_back(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "RENEW_S", 0.3)
    with lease(objects) as held:
        held.check()
        with pytest.raises(Busy, match=f"process {os.getpid()}"), lease(objects):
            pass
    with lease(objects):
        pass


def test_of_many_who_wait_one_at_a_time_holds_it(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "POLL_S", 0.02)
    inside, most, done = [0], [0], [0]

    def work() -> None:
        with lease(objects, wait_s=60):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.05)
            inside[0] -= 1
            done[0] += 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (most[0], done[0]) == (1, 8)


def test_the_lease_of_a_dead_holder_is_taken_over_and_the_dead_one_writes_no_more(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LEASE_S", 0.6)
    monkeypatch.setattr(leases, "POLL_S", 0.05)
    monkeypatch.setattr(leases, "RENEW_S", 3600.0)  # it never shows that it lives
    dead = lease(objects)
    dead._take()
    dead.check()
    with lease(objects) as alive:
        alive.check()
        with pytest.raises(Busy, match="lost"):
            dead.check()
        assert not dead._put(dead._tag)
