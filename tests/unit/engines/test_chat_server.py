"""A server cannot take more time or more memory than it is given, whatever it sends."""

import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from pipeline.engines.chat_server import LONGEST_ANSWER, ChatServer

MEGABYTE = b" " * 1_000_000


@contextmanager
def answering(how: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the address of a server that misbehaves as it is told, and what it could send."""
    sent = {"bytes": 0}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(302 if how == "redirect" else 200)
            if how == "gzip":
                self.send_header("Content-Encoding", "gzip")
            if how == "redirect":
                self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            try:
                for _ in range(400 if how == "endless" else 1000 if how == "drip" else 1):
                    piece = {"endless": MEGABYTE, "drip": b" ", "gzip": gzip.compress(MEGABYTE * 100)}.get(how, b"{}")
                    self.wfile.write(piece)
                    self.wfile.flush()
                    sent["bytes"] += len(piece)
                    time.sleep(0.05 if how == "drip" else 0)
            except OSError:
                return  # nobody listens any more

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", sent
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("endless", "too long"),
        ("gzip", "packed as gzip"),
        ("redirect", "the server answered 302"),
        ("drip", "no answer within 0.5 s"),
    ],
)
def test_trouble_is_told_in_words(how: str, why: str) -> None:
    with answering(how) as (url, _):
        body, failure = ChatServer(url, None, 0.5 if how == "drip" else 20.0).post({"model": "m"})
    assert body == ""
    assert failure is not None
    assert why in failure


def test_an_answer_of_400_megabytes_is_not_read_to_its_end() -> None:
    with answering("endless") as (url, sent):
        ChatServer(url, None, 20.0).post({})
        time.sleep(0.2)
        assert sent["bytes"] < 100 * LONGEST_ANSWER


def test_a_server_that_drips_bytes_ends_in_the_time_it_has() -> None:
    with answering("drip") as (url, _):
        started = time.monotonic()
        ChatServer(url, None, 0.3).post({})
        assert time.monotonic() - started < 2.0


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/v1", "http://[::1/v1", "http://127.0.0.1:99999/v1", "http://\x00/"]
)
def test_an_address_that_cannot_be_asked_is_no_exception(address: str) -> None:
    body, failure = ChatServer(address, None, 5.0).post({})
    assert (body, bool(failure)) == ("", True)


def test_half_a_character_in_speech_is_no_exception() -> None:
    with answering("well") as (url, _):
        assert ChatServer(url, "kéy", 5.0).post({"content": "\ud83d"})[1] in (
            None,
            "cannot be asked: UnicodeEncodeError",
        )
        assert ChatServer(url, None, 5.0).post({"content": "\ud83d"}) == ("{}", None)
