"""The site, served on this machine only: files of artifacts/, the sound that their pages play, and answers of search.

It answers GET and HEAD, and POST where a page of its own corrects an episode. It knows byte ranges (a player seeks with
them), lists no folder, and answers only to the name it listens on, so that no page of another site can read it through
a name of its own.
"""

import asyncio
import re
import secrets
import socket
from http import HTTPStatus
from mimetypes import guess_type
from pathlib import Path
from types import TracebackType
from typing import Self

import h11
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from flows.correction_answer import MOST_BYTES, CorrectionDesk
from flows.correction_page import correctable
from flows.json_api import json_api
from flows.sounds import Sounds, real_file
from pipeline.corpus.generations import KEPT, SHARED
from pipeline.errors import MachineLacks
from pipeline.store import CATALOG, RUN, Store

HOST = "127.0.0.1"
FRONT, API, CORRECT = "/catalog/index.html", "/api", "/api/correct"
PAGE, LLMS = "page.html", "/llms.txt"  # the latter is looked for at the root of a site
PRIVATE = frozenset({RUN, "stages"})  # of an episode's folder: the diary names this machine's folders
TYPES = {
    ".html": "text/html; charset=utf-8", ".md": "text/markdown; charset=utf-8", ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".json": "application/json", ".jsonld": "application/ld+json", ".xml": "application/xml",
    ".parquet": "application/vnd.apache.parquet", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".m4b": "audio/mp4",
    ".aac": "audio/aac", ".opus": "audio/ogg", ".ogg": "audio/ogg", ".oga": "audio/ogg", ".flac": "audio/flac",
    ".wav": "audio/wav", ".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-cache", "Accept-Ranges": "bytes",
}  # fmt: skip
NO_PAGE = {"Content-Security-Policy": "default-src 'none'"}  # pages bring their own policy; a refusal needs nothing
MOST_CONNECTIONS = 256  # a browser opens six to one host; 1,024 files are open at most on many systems
REQUEST_S = 10.0  # a request that took longer to arrive is given up
MOST_DIGITS = 18  # of a position in a range: more than any file has
_RANGE = re.compile(rb"bytes=(?:\d+-\d*|-\d+)")
_TOO_LONG = re.compile(rb"\d{%d,}" % (MOST_DIGITS + 1))


class Site:
    """Answers requests with files of the site."""

    def __init__(self, root: Path, sounds: Sounds, port: int) -> None:
        self.root, self.sounds = root.resolve(), sounds
        self.token = secrets.token_urlsafe(32)
        self.origins = (f"http://{HOST}:{port}", f"http://localhost:{port}")
        self.desk = CorrectionDesk(self.root, self.token)

    def answer(self, request: Request) -> Response:
        """Send a file, or the part of it that was asked for."""
        asked = str(request.scope["path"])
        if asked == "/":
            return RedirectResponse(FRONT, HTTPStatus.FOUND)
        if asked == LLMS:
            return RedirectResponse(f"/{CATALOG}{LLMS}", HTTPStatus.FOUND)
        path = self._file(asked) or self.sounds.at(asked)
        if path is None:
            return PlainTextResponse("Not Found\n", HTTPStatus.NOT_FOUND)
        if path.name == PAGE and path.parent.parent == self.root:
            page = correctable(path.read_text(encoding="utf-8"), path.parent.name, self.token)
            return HTMLResponse(page)
        kind = TYPES.get(path.suffix.lower()) or guess_type(path.name)[0] or "application/octet-stream"
        request.scope["headers"] = [pair for pair in map(_sensible, request.scope["headers"]) if pair]
        return FileResponse(path, media_type=kind, stat_result=path.stat())

    async def correct(self, request: Request) -> Response:
        """Correct an episode, as a page of this server asks."""
        refused = self.desk.refused(dict(request.headers), self.origins)
        if refused:
            return JSONResponse({"error": refused}, HTTPStatus.FORBIDDEN)
        parts: list[bytes] = []
        async for part in request.stream():
            parts.append(part)
            if sum(map(len, parts)) > MOST_BYTES:
                return JSONResponse({"error": "expected a correction, found more"}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        status, told = await run_in_threadpool(self.desk.answer, b"".join(parts))
        return JSONResponse(told, status)

    def _file(self, asked: str) -> Path | None:
        """Return the file behind an address: a plain one inside the folder that is neither hidden nor private."""
        parts = [part for part in asked.split("/") if part]
        if not parts or any(part.startswith(".") or "\\" in part for part in parts):
            return None
        folder, inner = self._folder(parts)
        path = real_file(folder.joinpath(*inner))
        if path is not None and folder != self.root and path.parent == self.root / SHARED:
            return path  # the database, to which each generation of the catalog links
        if path is None or not path.is_relative_to(folder):
            return None
        inside = path.relative_to(folder).parts  # again: a symlink may lead to a hidden one
        hidden = any(part.startswith(".") for part in inside)
        private = folder == self.root and any(part.casefold() in PRIVATE for part in inside[1:2])
        return None if hidden or private else path

    def _folder(self, parts: list[str]) -> tuple[Path, list[str]]:
        """Return the folder in which a file must lie, and its way from there.

        The catalog is a link to one of its generations, a hidden folder of the artifacts.
        """
        generation = (self.root / CATALOG).resolve()
        if parts[0] == CATALOG and generation.parent == self.root / KEPT:
            return generation, parts[1:]
        return self.root, parts


def _sensible(pair: tuple[bytes, bytes]) -> tuple[bytes, bytes] | None:
    """Return a header; of ranges, one in bytes with numbers of a length that can be counted with, and no other.

    A server may ignore any range (RFC 9110, 14.2): the whole file is sent then.
    """
    name, value = pair
    if name != b"range":
        return pair
    short = _TOO_LONG.sub(b"9" * MOST_DIGITS, value)
    return (name, short) if _RANGE.fullmatch(short) else None


class Guard:
    """Refuses what was not asked under the server's own name, and puts the guarding headers on every answer."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app, self.names = app, (f"{HOST}:{port}".encode(), f"localhost:{port}".encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                page = {} if message["status"] < HTTPStatus.BAD_REQUEST else NO_PAGE
                MutableHeaders(scope=message).update(HEADERS | page)
            await send(message)

        hosts = [value for name, value in scope["headers"] if name == b"host"]
        own = len(hosts) == 1 and hosts[0] in self.names
        misdirected = PlainTextResponse("Misdirected Request\n", HTTPStatus.MISDIRECTED_REQUEST)
        await (self.app if own else misdirected)(scope, receive, guarded)


class Patient(H11Protocol):
    """A connection that ends where a request takes too long to arrive, and with the server."""

    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, unless there are too many."""
        super().connection_made(transport)
        self._time_request()
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take a part of a request."""
        super().data_received(data)
        self._time_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_timing()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End at once: a player may take an hour for what it asked for."""
        self.transport.abort()

    def _time_request(self) -> None:
        arrived = self.conn.their_state not in (h11.IDLE, h11.SEND_BODY)
        if arrived:
            self._stop_timing()
        elif self._limit is None:
            self._limit = self.loop.call_later(REQUEST_S, self.transport.abort)

    def _stop_timing(self) -> None:
        if self._limit:
            self._limit.cancel()
            self._limit = None


class SiteServer:
    """Listens as soon as it is made; `run` answers until `stop` or a signal ends it."""

    def __init__(self, artifacts: Path, port: int, sounds: Sounds, listen: str = HOST) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((listen, port))
            self._socket.listen()
        except OSError as error:
            self._socket.close()
            raise MachineLacks(
                f"cannot listen on {listen}:{port}: {error.strerror}; name another with --port"
            ) from error
        self.port: int = self._socket.getsockname()[1]
        self.address = f"http://{HOST}:{self.port}/"
        site = Site(artifacts, sounds, self.port)
        app = Starlette(
            routes=[
                Route(CORRECT, site.correct, methods=["POST"]),
                Mount(API, json_api(Store(site.root))),
                Route("/{path:path}", site.answer),
            ]
        )
        self._server = Server(
            Config(
                Guard(app, self.port), http=Patient, ws="none", lifespan="off", loop="asyncio", interface="asgi3",
                proxy_headers=False, server_header=False, log_config=None, log_level="error", access_log=False,
            )
        )  # fmt: skip

    def run(self) -> None:
        """Answer requests; `KeyboardInterrupt` after Ctrl-C."""
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """End `run`, called from another thread."""
        self._server.should_exit = True

    def __enter__(self) -> Self:
        """Return the server."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Listen no longer."""
        self._socket.close()


def server(artifacts: Path, port: int, folders: tuple[Path, ...] = ()) -> SiteServer:
    """Return a server that listens; `port` 0 takes a free one, sound may lie in `folders` besides artifacts/."""
    return SiteServer(artifacts, port, Sounds(Store(artifacts), folders))
