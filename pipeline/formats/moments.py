"""How moments and links are written: clocks, guessed times marked as such, and only links that are safe to follow."""

import re
from bisect import bisect_right
from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

from pipeline.records import Episode, Transcript

Guessed = Callable[[float], bool]  # says whether the time of a moment was interpolated

LAST_WORD_S = 0.001  # this much before an exclusive end, the last word inside is still heard
UNKNOWN_SPEAKER = "Speaker unknown"
_YOUTUBE_ID = re.compile(r"^[\w-]{11}$")
_NOT_IN_A_LINK = re.compile(r"[\s\x00-\x1f\x7f<>\"'\\`]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def one_line(text: str) -> str:
    """Return text without control characters and with single spaces: safe to stand in any line format."""
    return " ".join(_CONTROL.sub("", text).split())


def clock(seconds: float) -> str:
    """Return whole seconds as people write them, rounded down: `221.9` → `"3:41"`, `5400` → `"1:30:00"`."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02d}:{second:02d}" if hour else f"{minute}:{second:02d}"


def length(seconds: float) -> str:
    """Return a duration in words: `5823` → `"1 h 37 min"`, `41` → `"41 s"`."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


def guessed_in(transcript: Transcript, damaged_from: float | None = None) -> Guessed:
    """Return a function that says of a moment whether the word heard there has an interpolated time.

    From `damaged_from` on, where the file is damaged, no time is exact.
    """
    words = transcript.words
    starts = [word.start for word in words]

    def guessed(seconds: float) -> bool:
        if damaged_from is not None and seconds >= damaged_from:
            return True
        at = max(bisect_right(starts, seconds + 1e-6) - 1, 0)
        here = words[at : at + 1]
        if here and seconds > here[0].end:  # in a pause: the word that follows counts as well
            here = words[at : at + 2]
        return any(word.time_source == "interpolated" for word in here)

    return guessed


def moment(start: float, guessed: Guessed, end: float | None = None) -> str:
    """Return a clock, or two, marked where one of them is not measured: `"3:41"`, `"≈ 3:41–3:48"`."""
    inexact = guessed(start) or (end is not None and guessed(max(end - LAST_WORD_S, start)))
    shown = clock(start) if end is None else f"{clock(start)}–{clock(end)}"
    return f"≈ {shown}" if inexact else shown


def safe_link(url: str | None) -> str | None:
    """Return an http(s) address as it is, and `None` for anything else (`javascript:`, `data:`, spaces, quotes)."""
    if not url or _NOT_IN_A_LINK.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and parts.hostname else None


def youtube_id(url: str) -> str | None:
    """Return the video id of a YouTube address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    found = ""
    if host == "youtu.be":
        found = parts.path.strip("/")
    elif host in ("youtube.com", "youtube-nocookie.com"):
        found = (parse_qs(parts.query).get("v") or [parts.path.rpartition("/")[2]])[0]
    return found if _YOUTUBE_ID.match(found) else None


def audio_sources(episode: Episode) -> tuple[str, ...]:
    """Return where a page finds the sound: the file beside it first, then the publisher's address.

    A video's page is no sound: it is linked, not played.
    """
    path, url = episode.audio.path, safe_link(episode.audio.url)
    local = quote(path.replace("\\", "/")) if path else None
    return tuple(source for source in (local, url) if source and not youtube_id(source))


def media_fragment(start: float, end: float | None = None) -> str:
    """Return a W3C media fragment: `"t=12.3,45.6"`, end exclusive."""
    span = f"t={round(start, 3)}"
    return span if end is None else f"{span},{round(end, 3)}"


def moment_link(episode: Episode, start: float, end: float | None = None) -> str | None:
    """Return a link that opens the published episode at a moment, or `None` where it was not published.

    YouTube takes whole seconds (rounded down, so that the first word is never lost); audio takes a media fragment.
    """
    audio = safe_link(episode.audio.url)
    for link in filter(None, map(safe_link, (*episode.links.values(), audio))):
        if video := youtube_id(link):
            return f"https://www.youtube.com/watch?v={video}&t={int(start)}s"
    return f"{audio.partition('#')[0]}#{media_fragment(start, end)}" if audio else None
