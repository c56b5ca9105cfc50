"""A small server for the site, on this machine only: files of artifacts/, and the sound that their pages play.

It answers GET and HEAD, knows byte ranges (a player seeks with them), lists no folder, and answers only to the name it
listens on, so that no page of another site can read it through a name of its own.
"""

import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urljoin, urlsplit

from pipeline.corpus import gathered
from pipeline.errors import MachineLacks
from pipeline.formats.moments import audio_sources
from pipeline.store import Store

HOST = "127.0.0.1"
FRONT = "/catalog/index.html"
TYPES = {
    ".html": "text/html; charset=utf-8", ".md": "text/markdown; charset=utf-8", ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".json": "application/json", ".jsonld": "application/ld+json", ".xml": "application/xml", ".opus": "audio/ogg",
    ".parquet": "application/vnd.apache.parquet",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-cache", "Accept-Ranges": "bytes",
}  # fmt: skip
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def sounds(store: Store) -> dict[str, Path]:
    """Return the sound files that pages name outside artifacts/, by the path a browser asks for, and no others."""
    found = {}
    for one in gathered(store):
        episode = one.record.episode
        if episode.audio.path:
            address = urljoin(f"/{episode.id}/", audio_sources(episode)[0])
            found[unquote(address)] = store.episode(episode.id).folder / episode.audio.path
    return found


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    root: Path
    sound: dict[str, Path]
    server_version, sys_version = "highlights", ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a file, or the part of it that was asked for."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Send a file's headers."""
        self._answer(body=False)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep quiet."""

    def _answer(self, *, body: bool) -> None:
        port = self.server.server_address[1]
        if self.headers.get("Host") not in (f"{HOST}:{port}", f"localhost:{port}"):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, body=body)
            return
        asked = unquote(urlsplit(self.path).path)
        if asked == "/":
            self.send_response(HTTPStatus.FOUND)
            self._head({"Location": FRONT, "Content-Length": "0"})
            return
        path = self._file(asked)
        if path is None:
            self._refuse(HTTPStatus.NOT_FOUND, body=body)
            return
        with path.open("rb") as file:
            self._send(file, path, body=body)

    def _file(self, asked: str) -> Path | None:
        """Return the file behind an address: a page's sound, or a plain file inside the folder that is no dot file."""
        if asked in self.sound:
            path = self.sound[asked].resolve()
            return path if path.is_file() else None
        parts = [part for part in asked.split("/") if part]
        if not parts or any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            return None
        path = self.root.joinpath(*parts).resolve()
        return path if path.is_relative_to(self.root) and path.is_file() else None

    def _send(self, file: BinaryIO, path: Path, *, body: bool) -> None:
        size = path.stat().st_size
        first, last = 0, size - 1
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        if asked and any(asked.groups()):
            first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
            last = min(int(asked[2]), last) if asked[1] and asked[2] else last
            if first > last:
                self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                self._head({"Content-Range": f"bytes */{size}", "Content-Length": "0"})
                return
            self.send_response(HTTPStatus.PARTIAL_CONTENT)
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        else:
            self.send_response(HTTPStatus.OK)
        kind = TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
        self._head({"Content-Type": kind, "Content-Length": str(last - first + 1)})
        if body:
            file.seek(first)
            _copy(file, self.wfile, last - first + 1)

    def _refuse(self, status: HTTPStatus, *, body: bool) -> None:
        text = f"{status.phrase}\n".encode()
        self.send_response(status)
        self._head({"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(text))})
        if body:
            self.wfile.write(text)

    def _head(self, headers: dict[str, str]) -> None:
        for name, value in {**headers, **HEADERS}.items():
            self.send_header(name, value)
        self.end_headers()


def _copy(source: BinaryIO, sink: BinaryIO, length: int) -> None:
    """Copy so many bytes; a browser that hangs up ends it, as players do whenever they seek."""
    try:
        while length > 0 and (block := source.read(min(length, 1 << 16))):
            sink.write(block)
            length -= len(block)
    except (BrokenPipeError, ConnectionResetError):
        return


def server(artifacts: Path, port: int) -> ThreadingHTTPServer:
    """Return a server that is ready to run; `port` 0 takes a free one."""
    handler = type("Here", (Handler,), {"root": artifacts.resolve(), "sound": sounds(Store(artifacts))})
    try:
        return ThreadingHTTPServer((HOST, port), handler)
    except OSError as error:
        raise MachineLacks(f"cannot listen on {HOST}:{port}: {error.strerror}; name another with --port") from error
