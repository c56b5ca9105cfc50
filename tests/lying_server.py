"""A small web server on this machine that answers as it is told, byte by byte, and so can lie in every way."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

Answer = Callable[["Asked"], None]


class Asked:
    """One request, and the way to answer it."""

    def __init__(self, connection: socket.socket, head: str) -> None:
        self._connection = connection
        first, *lines = head.split("\r\n")
        self.path = first.split(" ")[1]
        self.headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines if line)}

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._connection.sendall(data)

    def answer(self, status: str, body: bytes = b"", **headers: object) -> None:
        """Send a whole answer; `Content_Length=…` overrides the true one."""
        said = {"Content-Length": len(body)} | {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [
            f"HTTP/1.1 {status}",
            *(f"{name}: {value}" for name, value in said.items()),
            "Connection: close",
            "",
            "",
        ]
        self.send("\r\n".join(lines).encode() + body)


class LyingServer:
    """Serves `answers` (path → what to do) on 127.0.0.1 until it is closed; notes every request."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._open = True
        threading.Thread(target=self._accept, daemon=True).start()

    def file(self, path: str, body: bytes, *, etag: str | None = None, kind: str = "audio/mpeg") -> None:
        """Serve a file as an honest server does: ETag, conditional requests and ranges."""

        def answer(asked: Asked) -> None:
            said: dict[str, object] = {"Content_Type": kind} | ({"ETag": etag} if etag else {})
            if etag and asked.headers.get("if-none-match") == etag:
                asked.send(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\nConnection: close\r\n\r\n".encode())
            elif "range" in asked.headers and asked.headers.get("if-range") in (None, etag):
                start = int(asked.headers["range"].removeprefix("bytes=").rstrip("-"))
                said["Content_Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                asked.answer("206 Partial Content", body[start:], **said)
            else:
                asked.answer("200 OK", body, **said)

        self.answers[path] = answer

    def paths(self) -> list[str]:
        """Return what was asked for, in order."""
        return [asked.path for asked in self.asked]

    def close(self) -> None:
        """Stop answering."""
        self._open = False
        self._socket.close()

    def _accept(self) -> None:
        while self._open:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(4096)
                if not piece:
                    return
                head += piece
            asked = Asked(connection, head.partition(b"\r\n\r\n")[0].decode("latin-1"))
            self.asked.append(asked)
            path = asked.path.partition("?")[0]
            self.answers.get(path, lambda one: one.answer("404 Not Found", b"nothing here"))(asked)


def drip(asked: Asked, head: bytes, piece: bytes, *, seconds: float, every: float = 0.05) -> None:
    """Send a head, then a piece again and again."""
    asked.send(head)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        asked.send(piece)
        time.sleep(every)
