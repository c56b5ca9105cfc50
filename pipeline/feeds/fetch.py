"""Fetches feeds, transcripts and audio: redirects checked at every hop, sizes and times capped, downloads resumed."""

import re
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from pipeline.errors import BadFeed, BadInput, Unreachable
from pipeline.feeds import addresses, sniff
from pipeline.feeds.connection import Guarded, Limit, Transport, network
from pipeline.feeds.partial import Partial

MOST_HOPS = 10  # measured chains of trackers before an audio file have up to six
TRIES = 5  # times that a download which broke off is resumed
PAUSE_S = 1.0  # before the first of them; doubled each time
LONGEST_WAIT_S = 7 * 86_400.0  # what a server may ask for
AGENT = "episode-highlights (podcast client; fetches each file once)"
_BREAKS = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException)
_REDIRECTS = (301, 302, 303, 307, 308)
_LASTING = (301, 308)
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


@dataclass(frozen=True)
class Got:
    """What a server answered."""

    body: bytes | None  # None: unchanged since the last time
    url: str  # where the answer came from
    moved: str | None  # the address that every hop said to use from now on
    etag: str | None
    modified: str | None
    kind: str  # the Content-Type as said


@dataclass(frozen=True)
class Downloaded:
    """A sound file that lies whole in a `Partial`."""

    ending: str
    etag: str | None
    modified: str | None


class Web:
    """A client of the web for other people's addresses; use it as a context manager."""

    def __init__(
        self, *, allow_private: bool = False, resolve: addresses.Resolve = addresses.resolve_here,
        connect: httpcore.NetworkBackend | None = None, sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._limit, self._sleep = Limit(), sleep
        backend = Guarded(resolve, connect or network(), self._limit, allow_private=allow_private)
        self._client = httpx.Client(
            transport=Transport(backend), follow_redirects=False, trust_env=False, headers={"User-Agent": AGENT}
        )

    def __enter__(self) -> "Web":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(
        self, url: str, *, most_bytes: int, within_s: float, etag: str | None = None, modified: str | None = None
    ) -> Got:
        """Return a document of at most `most_bytes` (unpacked), or that it is unchanged since `etag`/`modified`.

        `BadInput` for an address that must not be called, `BadFeed` for an answer that will not get better,
        `Unreachable` for one that may.
        """
        self._limit.begin(within_s)
        asked = _asked({"If-None-Match": etag, "If-Modified-Since": modified, "Accept-Encoding": "gzip"})
        with self._answer(url, asked) as (answer, final, moved):
            unchanged = answer.status_code == 304 and bool(etag or modified)
            if answer.status_code != 200 and not unchanged:
                raise _refusal(answer, final)
            body = None if unchanged else b"".join(_unpacked(answer, final, most_bytes))
            return Got(
                body, final, moved, answer.headers.get("etag"), answer.headers.get("last-modified"),
                answer.headers.get("content-type", ""),
            )  # fmt: skip

    def download(
        self, url: str, partial: Partial, *, most_bytes: int, within_s: float, etag: str | None = None,
        modified: str | None = None,
    ) -> Downloaded | None:  # fmt: skip
        """Fetch a sound file into `partial`, from where it ended; None where it is unchanged since `etag`/`modified`.

        `BadFeed` for what is no sound or too large; `Unreachable` keeps what came, for the next time.
        """
        self._limit.begin(within_s)
        for turn in range(TRIES + 1):
            before = partial.size()
            try:
                return self._piece(url, partial, most_bytes, {"If-None-Match": etag, "If-Modified-Since": modified})
            except Unreachable as error:
                broke_off = isinstance(error.__cause__, _BREAKS) and not self._limit.is_over()
                if not broke_off or turn == TRIES or (turn and partial.size() == before):
                    raise
            self._sleep(PAUSE_S * 2**turn)
        raise AssertionError("the last turn returns or raises")

    def _piece(
        self, url: str, partial: Partial, most_bytes: int, unless: Mapping[str, str | None]
    ) -> Downloaded | None:
        have, validator = partial.size(), partial.validator(url)
        resumed = bool(have and validator)
        asked = {"Range": f"bytes={have}-", "If-Range": validator} if resumed else dict(unless)
        with self._answer(url, _asked(asked | {"Accept-Encoding": "identity"})) as (answer, final, _):
            headers = answer.headers
            if answer.status_code == 304 and not resumed and any(unless.values()):
                return None
            if answer.status_code == 416 and resumed:
                partial.drop()
                raise Unreachable(f"{_named(final)} has changed its length; it is fetched anew") from _again()
            if answer.status_code == 206 and resumed:
                if not _continues(headers, have, validator):
                    partial.drop()
                    raise Unreachable(f"{_named(final)} has changed; it is fetched anew") from _again()
            elif answer.status_code == 200:
                partial.restart(url, _validator(headers))
            else:
                raise _refusal(answer, final)
            if headers.get("content-encoding", "identity").lower() != "identity":
                packed = headers["content-encoding"][:40]
                raise BadFeed(f"expected a sound file as it is, found one packed as {packed}: {_named(final)}")
            try:
                partial.append(_sound(answer, final, partial, most_bytes))
            except BadFeed:
                partial.drop()
                raise
            ending = sniff.audio_ending(partial.head(), final)
            if ending is None:
                found = sniff.told(partial.head())
                partial.drop()
                raise BadFeed(f"expected a sound file, found {found}: {_named(final)}")
            return Downloaded(ending, headers.get("etag"), headers.get("last-modified"))

    @contextmanager
    def _answer(self, url: str, headers: Mapping[str, str]) -> Iterator[tuple[httpx.Response, str, str | None]]:
        """Yield the answer at the end of all redirects, where it came from, and where it has moved to for good."""
        here, moved, lasting = url, None, True
        for _ in range(MOST_HOPS + 1):
            request = self._request(here, headers)
            with _told(here):
                answer = self._client.send(request, stream=True)
            try:
                if answer.status_code not in _REDIRECTS:
                    with _told(here):
                        yield answer, here, moved
                    return
                lasting &= answer.status_code in _LASTING
                here = _next(answer, here)
                moved = here if lasting else moved
            finally:
                answer.close()
        raise BadFeed(f"expected at most {MOST_HOPS} redirects, found more from {_named(url)} on")

    def _request(self, url: str, headers: Mapping[str, str]) -> httpx.Request:
        addresses.check_url(url)
        try:
            return self._client.build_request("GET", url, headers=headers)
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise BadInput(f"expected a web address, found {_named(url)!r}: {error}") from error


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Tell errors of the network as ours."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise Unreachable(f"{_named(url)} did not answer in time") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise Unreachable(f"{_named(url)} broke off: {error or type(error).__name__}") from error
    except httpx.RemoteProtocolError as error:  # httpx reads where a redirect leads, even if it does not follow
        raise BadFeed(f"expected a redirect to a web address, found another at {_named(url)}: {error}") from error
    except (httpcore.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise BadInput(f"expected a web address, found {_named(url)!r}: {error}") from error


def _again() -> httpcore.NetworkError:
    """Return the cause of an error after which a download begins anew at once."""
    return httpcore.NetworkError("begun anew")


def _asked(headers: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if value and value.isascii() and value.isprintable()}


def _named(url: str) -> str:
    return addresses.public(url)[:200]


def _next(answer: httpx.Response, here: str) -> str:
    """Return where a redirect leads, itself a web address without a password."""
    try:
        there = str(httpx.URL(here).join(answer.headers.get("location", "")))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise BadFeed(f"expected a redirect to a web address, found another at {_named(here)}") from error
    if not answer.headers.get("location") or addresses.public(there) != there:
        raise BadFeed(f"expected a redirect to a plain web address, found another at {_named(here)}")
    return addresses.check_url(there)


def _refusal(answer: httpx.Response, url: str) -> Exception:
    """Return the error for a status that brings nothing."""
    status = answer.status_code
    said = f"{_named(url)} answered {status} {answer.reason_phrase[:60]}".rstrip()
    if status in (408, 425, 429) or status >= 500 or status < 400:
        return Unreachable(said, retry_after_s=_wait(answer.headers.get("retry-after", "")))
    return BadFeed(said)


def _wait(said: str) -> float | None:
    """Return the seconds of a Retry-After: a number or a date."""
    if said.isascii() and said.strip().isdigit():
        return min(float(said.strip()[:12]), LONGEST_WAIT_S)
    try:
        when = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT_S)


def _check_length(answer: httpx.Response, url: str, most_bytes: int, have: int = 0) -> None:
    said = answer.headers.get("content-length", "")
    if said.isdigit() and int(said[:20]) + have > most_bytes:
        raise BadFeed(f"expected at most {most_bytes / 1e6:.0f} MB, found {int(said[:20]) / 1e6:.0f} MB: {_named(url)}")


def _unpacked(answer: httpx.Response, url: str, most_bytes: int) -> Iterator[bytes]:
    """Yield a body, unpacked in pieces no larger than what is still allowed: a bomb is never unpacked whole."""
    _check_length(answer, url, most_bytes)
    packed = answer.headers.get("content-encoding", "identity").lower().strip()
    if packed not in ("identity", "gzip", "x-gzip", ""):
        raise BadFeed(f"expected gzip or nothing, found a body packed as {packed[:40]}: {_named(url)}")
    inflate = zlib.decompressobj(wbits=31) if "gzip" in packed else None
    left = most_bytes
    for chunk in answer.iter_raw():
        try:
            piece = inflate.decompress(chunk, left + 1) if inflate else chunk
        except zlib.error as error:
            raise BadFeed(f"expected a gzip body, found a damaged one: {_named(url)}") from error
        left -= len(piece)
        if left < 0:
            raise BadFeed(f"expected at most {most_bytes / 1e6:.0f} MB, found more: {_named(url)}")
        yield piece
    if inflate and not inflate.eof:
        raise Unreachable(f"{_named(url)} broke off inside its gzip body")


def _sound(answer: httpx.Response, url: str, partial: Partial, most_bytes: int) -> Iterator[bytes]:
    """Yield the bytes of a sound file; `BadFeed` as soon as they are none, or too many."""
    have = partial.size() if answer.status_code == 206 else 0
    _check_length(answer, url, most_bytes, have)
    judged = bool(have)
    for chunk in answer.iter_raw():
        if not judged and len(chunk) >= 16:
            if sniff.audio_ending(chunk, url) is None:
                raise BadFeed(f"expected a sound file, found {sniff.told(chunk)}: {_named(url)}")
            judged = True
        have += len(chunk)
        if have > most_bytes:
            raise BadFeed(f"expected at most {most_bytes / 1e6:.0f} MB, found more: {_named(url)}")
        yield chunk


def _validator(headers: httpx.Headers) -> str | None:
    """Return what proves later that a file is the same: a strong ETag, else its date."""
    etag: str = headers.get("etag", "")
    date: str | None = headers.get("last-modified")
    return etag if etag.startswith('"') else date


def _continues(headers: httpx.Headers, have: int, validator: str | None) -> bool:
    """Tell whether a 206 is the rest of what there is: it begins there and its file has not changed."""
    found = _RANGE.fullmatch(headers.get("content-range", "").strip())
    same = _validator(headers) in (None, validator)
    return bool(found and int(found[1]) == have and same)
