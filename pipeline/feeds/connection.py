"""The one way to the web: connections to addresses that were judged, under a limit of time that nothing outlasts."""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import httpcore
import httpx

from pipeline.feeds.addresses import Resolve, checked

STEP_S = 20.0  # longest wait for one connection or one piece of an answer
MOST_OF_ONE_HOST = 2  # connections


class Limit:
    """The moment at which the present request ends, whatever the server still sends."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._until = clock, 0.0

    def begin(self, seconds: float) -> None:
        """Count from now."""
        self._until = self._clock() + seconds

    def is_over(self) -> bool:
        """Say whether the time is up."""
        return self._clock() >= self._until

    def left(self, timeout: float | None) -> float:
        """Return how long one step may take; `httpcore.ReadTimeout` where the time is up."""
        left = self._until - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this download is up")
        return min(left, STEP_S, timeout or STEP_S)


class _Stream(httpcore.NetworkStream):
    """A connection every step of which ends with the limit: a server that drips bytes cannot stretch it."""

    def __init__(self, stream: httpcore.NetworkStream, limit: Limit) -> None:
        self._stream, self._limit = stream, limit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._limit.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._limit.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> "_Stream":
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._limit.left(timeout)), self._limit)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class Guarded(httpcore.NetworkBackend):
    """Looks a name up, judges what it finds, and connects to exactly that: nothing can change in between."""

    def __init__(
        self, resolve: Resolve, network: httpcore.NetworkBackend, limit: Limit, *, allow_private: bool
    ) -> None:
        self._resolve, self._network, self._limit, self._private = resolve, network, limit, allow_private

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Return a connection to the first address of the host that answers; `BadInput` where one is forbidden."""
        *others, last = checked(host, port, self._resolve, allow_private=self._private)
        for address in others:
            try:
                return self._connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # the next address of the same host
        return self._connect(last, port, timeout)

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        return _Stream(self._network.connect_tcp(address, port, self._limit.left(timeout)), self._limit)

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Refuse: a feed lies on the web."""
        raise httpcore.ConnectError("no socket of this machine is called")

    def sleep(self, seconds: float) -> None:
        """Sleep, as the library asks for between its own tries."""
        self._network.sleep(seconds)


@cache
def _tls() -> ssl.SSLContext:
    """Return the context of all connections: reading the authorities takes a tenth of a second."""
    return httpx.create_ssl_context(trust_env=False)


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class Transport(httpx.BaseTransport):
    """httpx over guarded connections: no proxy of the environment, no HTTP/2, TLS checked against the name."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(), network_backend=backend, retries=0,
            max_connections=MOST_OF_ONE_HOST, max_keepalive_connections=1, keepalive_expiry=STEP_S,
        )  # fmt: skip

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer; its body is read while it is iterated."""
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw, content=b"", extensions=request.extensions,
        )  # fmt: skip
        answer = self._pool.handle_request(asked)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()


def network() -> httpcore.NetworkBackend:
    """Return the real network."""
    return httpcore.SyncBackend()
