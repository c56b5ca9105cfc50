"""The site of an artifacts folder, served in this process while a block runs."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.site_server import HOST, SiteServer, server


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Served:
    """A running server, and how to ask it."""

    running: SiteServer

    def ask(self, path: str, method: str = "GET", *, hosts: tuple[str, ...] | None = None, **headers: str) -> Answer:
        """Ask for a path exactly as it is written, under the server's own name or under others."""
        line = http.client.HTTPConnection(HOST, self.running.port, timeout=60)
        line.putrequest(method, path, skip_host=hosts is not None)
        for host in hosts or ():
            line.putheader("Host", host)
        for name, value in headers.items():
            line.putheader(name, value)
        line.endheaders()
        answer = line.getresponse()
        found = Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        line.close()
        return found


@contextmanager
def served(artifacts: Path, *folders: Path) -> Iterator[Served]:
    """Serve a folder while the block runs; sound may lie in `folders` besides."""
    with server(artifacts, 0, folders) as running:
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        yield Served(running)
        running.stop()
        thread.join()
