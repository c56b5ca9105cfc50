"""A real server that lies in every way: whatever it sends is refused or capped, in time, and what is good is kept."""

import gzip
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import BadFeed, BadInput, Unreachable
from pipeline.feeds.fetch import LONGEST_WAIT_S, Web
from pipeline.feeds.partial import Partial
from tests.lying_server import Asked, LyingServer, drip

SOUND = b"ID3\x03\x00\x00\x00\x00\x00\x00" + bytes(range(256)) * 400  # 102 kB
MOST = 200_000
SOON = 20.0  # seconds in which everything here ends on a busy machine


@pytest.fixture
def web() -> Iterator[Web]:
    with Web(allow_private=True, sleep=lambda _: None) as client:
        yield client


@pytest.fixture(autouse=True)
def _ends_in_time() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SOON


def get(web: Web, url: str, *, within_s: float = 10.0, etag: str | None = None) -> bytes | None:
    return web.get(url, most_bytes=MOST, within_s=within_s, etag=etag).body


def load(web: Web, url: str, folder: Path, *, within_s: float = 10.0) -> bytes:
    partial = Partial(folder, "ep")
    got = web.download(url, partial, most_bytes=MOST, within_s=within_s)
    assert got is not None
    return partial.finish(got.ending).read_bytes()


def test_this_machine_is_not_called_unless_that_is_allowed(server: LyingServer) -> None:
    with Web() as web, pytest.raises(BadInput, match="private"):
        get(web, f"{server.url}/feed")
    assert server.asked == []


def test_a_document_is_fetched_once_while_it_is_unchanged(server: LyingServer, web: Web) -> None:
    server.file("/feed", b"<rss/>", etag='"v1"', kind="application/rss+xml")
    first = web.get(f"{server.url}/feed", most_bytes=MOST, within_s=10)
    assert (first.body, first.etag) == (b"<rss/>", '"v1"')
    assert get(web, f"{server.url}/feed", etag=first.etag) is None


def test_an_unasked_304_is_no_answer(server: LyingServer, web: Web) -> None:
    server.answers["/feed"] = lambda asked: asked.send(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")
    with pytest.raises(Unreachable):
        get(web, f"{server.url}/feed")


def test_a_packed_document_is_unpacked(server: LyingServer, web: Web) -> None:
    server.answers["/feed"] = lambda a: a.answer("200 OK", gzip.compress(b"<rss/>"), Content_Encoding="gzip")
    assert get(web, f"{server.url}/feed") == b"<rss/>"


def bomb(asked: Asked) -> None:
    asked.answer("200 OK", gzip.compress(bytes(100_000_000)), Content_Encoding="gzip")


def deflated(asked: Asked) -> None:
    asked.answer("200 OK", zlib.compress(b"x" * 1000), Content_Encoding="deflate")


def no_gzip(asked: Asked) -> None:
    asked.answer("200 OK", b"plain", Content_Encoding="gzip")


def too_long(asked: Asked) -> None:
    asked.answer("200 OK", bytes(MOST + 1))


def says_too_long(asked: Asked) -> None:
    asked.answer("200 OK", b"x", Content_Length=10**15)


def endless(asked: Asked) -> None:
    drip(asked, b"HTTP/1.1 200 OK\r\n\r\n", bytes(50_000), seconds=10, every=0)


def endless_chunks(asked: Asked) -> None:
    drip(
        asked,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"4000\r\n" + bytes(0x4000) + b"\r\n",
        seconds=10,
        every=0,
    )


@pytest.mark.parametrize("lie", [bomb, deflated, no_gzip, too_long, says_too_long, endless, endless_chunks])
def test_a_document_that_cannot_be_good_is_refused(lie: object, server: LyingServer, web: Web) -> None:
    server.answers["/feed"] = lie  # type: ignore[assignment]
    with pytest.raises(BadFeed):
        get(web, f"{server.url}/feed")


def silent(asked: Asked) -> None:
    time.sleep(4)


def drips_head(asked: Asked) -> None:
    drip(asked, b"HTTP/1.1 200 OK\r\nX: ", b"y", seconds=4)


def drips_headers(asked: Asked) -> None:
    drip(asked, b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", seconds=4)


def drips_hints(asked: Asked) -> None:
    drip(asked, b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", seconds=4)


def drips_body(asked: Asked) -> None:
    drip(asked, b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"ID3" + bytes(20), seconds=4)


def drips_chunks(asked: Asked) -> None:
    drip(asked, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"3\r\nID3\r\n", seconds=4)


SLOW = [silent, drips_head, drips_headers, drips_hints, drips_body, drips_chunks]


@pytest.mark.parametrize("lie", SLOW)
def test_a_slow_server_cannot_hold_us_longer_than_the_limit(lie: object, server: LyingServer, web: Web) -> None:
    server.answers["/feed"] = lie  # type: ignore[assignment]
    start = time.monotonic()
    with pytest.raises(Unreachable):
        get(web, f"{server.url}/feed", within_s=0.5)
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("lie", SLOW)
def test_a_slow_server_cannot_hold_a_download(lie: object, server: LyingServer, web: Web, tmp_path: Path) -> None:
    server.answers["/a.mp3"] = lie  # type: ignore[assignment]
    start = time.monotonic()
    with pytest.raises(Unreachable):
        web.download(f"{server.url}/a.mp3", Partial(tmp_path, "ep"), most_bytes=MOST, within_s=0.5)
    assert time.monotonic() - start < 3


def garbage(asked: Asked) -> None:
    asked.send(b"\x00\xff\xfe not http at all\r\n\r\n")


def closes(asked: Asked) -> None:
    return


def short(asked: Asked) -> None:
    asked.answer("200 OK", b"half", Content_Length=1000)


def huge_header(asked: Asked) -> None:
    asked.send(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n")


def two_lengths(asked: Asked) -> None:
    asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef")


def bad_length(asked: Asked) -> None:
    asked.send(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabcdef")


def bad_chunks(asked: Asked) -> None:
    asked.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n")


def half_gzip(asked: Asked) -> None:
    asked.answer("200 OK", gzip.compress(bytes(1000))[:-9], Content_Encoding="gzip")


@pytest.mark.parametrize("lie", [garbage, closes, short, huge_header, two_lengths, bad_length, bad_chunks, half_gzip])
def test_a_broken_answer_is_no_document(lie: object, server: LyingServer, web: Web) -> None:
    server.answers["/feed"] = lie  # type: ignore[assignment]
    with pytest.raises(Unreachable):
        get(web, f"{server.url}/feed")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("404 Not Found", BadFeed),
        ("410 Gone", BadFeed),
        ("401 Unauthorized", BadFeed),
        ("403 Forbidden", BadFeed),
        ("500 Oops", Unreachable),
        ("503 Busy", Unreachable),
        ("429 Slow down", Unreachable),
        ("204 No Content", Unreachable),
        ("206 Partial Content", Unreachable),
        ("300 Choices", Unreachable),
        ("451 Law", BadFeed),
    ],
)
def test_a_status_says_whether_it_may_get_better(
    status: str, kind: type[Exception], server: LyingServer, web: Web
) -> None:
    server.answers["/feed"] = lambda asked: asked.answer(status)
    with pytest.raises(kind):
        get(web, f"{server.url}/feed")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("99999999999999", LONGEST_WAIT_S),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT_S),
        ("", None),
    ],
)
def test_a_busy_server_says_how_long_it_wants_to_be_left_alone(
    said: str, seconds: float | None, server: LyingServer, web: Web
) -> None:
    server.answers["/feed"] = lambda asked: asked.answer("429 Slow down", Retry_After=said)
    with pytest.raises(Unreachable) as caught:
        get(web, f"{server.url}/feed")
    assert caught.value.retry_after_s == seconds


def test_a_loop_of_redirects_ends(server: LyingServer, web: Web) -> None:
    server.answers["/a"] = lambda asked: asked.answer("302 Found", Location="/b")
    server.answers["/b"] = lambda asked: asked.answer("302 Found", Location="/a")
    with pytest.raises(BadFeed, match="redirects"):
        get(web, f"{server.url}/a")
    assert len(server.asked) == 11


@pytest.mark.parametrize("to", ["http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "http://[fe80::1]/"])
def test_allowing_private_addresses_allows_no_other(to: str, server: LyingServer, web: Web) -> None:
    server.answers["/a"] = lambda asked: asked.answer("302 Found", Location=to)
    with pytest.raises(BadInput):
        get(web, f"{server.url}/a")


def test_a_file_is_downloaded_whole(server: LyingServer, web: Web, tmp_path: Path) -> None:
    server.file("/a.mp3", SOUND, etag='"v1"')
    assert load(web, f"{server.url}/a.mp3", tmp_path) == SOUND


def cut(body: bytes, etag: str, at: int = 30_000) -> object:
    """Return an answer that breaks off `at` bytes after where it begins."""

    def answer(asked: Asked) -> None:
        start = int(asked.headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        if asked.headers.get("if-range", etag) != etag:
            start = 0
        status = (
            f"206 Partial Content\r\nContent-Range: bytes {start}-{len(body) - 1}/{len(body)}" if start else "200 OK"
        )
        head = f"HTTP/1.1 {status}\r\nETag: {etag}\r\nContent-Length: {len(body) - start}\r\nConnection: close\r\n\r\n"
        asked.send(head.encode() + body[start : start + at])

    return answer


def test_a_download_that_breaks_off_is_resumed_where_it_ended(server: LyingServer, web: Web, tmp_path: Path) -> None:
    server.answers["/a.mp3"] = cut(SOUND, '"v1"')  # type: ignore[assignment]
    assert load(web, f"{server.url}/a.mp3", tmp_path) == SOUND
    starts = [asked.headers.get("range") for asked in server.asked]
    assert starts == [None, "bytes=30000-", "bytes=60000-", "bytes=90000-"]


def test_a_file_that_changed_in_between_is_fetched_anew(server: LyingServer, web: Web, tmp_path: Path) -> None:
    other = SOUND[:10] + SOUND[20:]
    partial = Partial(tmp_path, "ep")
    partial.restart(f"{server.url}/a.mp3", '"old"')
    partial.append([SOUND[:500]])
    server.file("/a.mp3", other, etag='"new"')
    assert load(web, f"{server.url}/a.mp3", tmp_path) == other


@pytest.mark.parametrize("etag", ['"new"', '"old"'])
def test_a_rest_that_is_not_the_rest_is_not_joined(etag: str, server: LyingServer, web: Web, tmp_path: Path) -> None:
    """The server ignores If-Range, or answers with another range than was asked for."""
    partial = Partial(tmp_path, "ep")
    partial.restart(f"{server.url}/a.mp3", '"old"')
    partial.append([b"ID3" + bytes(497)])

    def answer(asked: Asked) -> None:
        if "range" in asked.headers:
            start = 500 if etag == '"new"' else 400
            asked.answer(
                "206 Partial Content",
                SOUND[start:],
                ETag=etag,
                Content_Range=f"bytes {start}-{len(SOUND) - 1}/{len(SOUND)}",
            )
        else:
            asked.answer("200 OK", SOUND, ETag=etag)

    server.answers["/a.mp3"] = answer
    assert load(web, f"{server.url}/a.mp3", tmp_path) == SOUND


def test_a_range_past_the_end_begins_anew(server: LyingServer, web: Web, tmp_path: Path) -> None:
    partial = Partial(tmp_path, "ep")
    partial.restart(f"{server.url}/a.mp3", '"v1"')
    partial.append([SOUND])

    def answer(asked: Asked) -> None:
        if "range" in asked.headers:
            asked.answer("416 Range Not Satisfiable", Content_Range=f"bytes */{len(SOUND)}")
        else:
            asked.answer("200 OK", SOUND, ETag='"v1"')

    server.answers["/a.mp3"] = answer
    assert load(web, f"{server.url}/a.mp3", tmp_path) == SOUND


def test_a_weak_etag_is_not_resumed(server: LyingServer, web: Web, tmp_path: Path) -> None:
    server.answers["/a.mp3"] = cut(SOUND, 'W/"v1"', at=len(SOUND) - 5)  # type: ignore[assignment]
    with pytest.raises(Unreachable):
        load(web, f"{server.url}/a.mp3", tmp_path)
    assert not any("range" in asked.headers for asked in server.asked)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"<!DOCTYPE html><html>" + bytes(100), "a web page"),
        (b'{"error": "not found"}' * 3, "JSON"),
        (b"", "nothing"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n" * 3, "a playlist"),
        (b"<?xml version='1.0'?><Error/>", "XML"),
    ],
)
def test_what_is_no_sound_is_refused_and_leaves_nothing(
    body: bytes, what: str, server: LyingServer, web: Web, tmp_path: Path
) -> None:
    server.file("/a.mp3", body)
    with pytest.raises(BadFeed, match=what):
        load(web, f"{server.url}/a.mp3", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lie", [says_too_long, endless_chunks])
def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(
    lie: object, server: LyingServer, web: Web, tmp_path: Path
) -> None:
    def answer(asked: Asked) -> None:
        if lie is says_too_long:
            says_too_long(asked)
        else:
            head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            drip(asked, head, b"4000\r\n" + SOUND[:0x4000] + b"\r\n", seconds=10, every=0)

    server.answers["/a.mp3"] = answer
    with pytest.raises(BadFeed, match="at most"):
        load(web, f"{server.url}/a.mp3", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_packed_sound_is_refused(server: LyingServer, web: Web, tmp_path: Path) -> None:
    server.answers["/a.mp3"] = lambda a: a.answer("200 OK", gzip.compress(SOUND), Content_Encoding="gzip")
    with pytest.raises(BadFeed, match="packed"):
        load(web, f"{server.url}/a.mp3", tmp_path)


def test_unchanged_sound_is_not_fetched_again(server: LyingServer, web: Web, tmp_path: Path) -> None:
    server.file("/a.mp3", SOUND, etag='"v1"')
    again = web.download(f"{server.url}/a.mp3", Partial(tmp_path, "ep"), most_bytes=MOST, within_s=10, etag='"v1"')
    assert again is None
