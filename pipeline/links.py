"""Links to an episode and to moments of it, and only those that are safe to follow."""

import re
from urllib.parse import parse_qs, quote, urlsplit

from pipeline.records import Episode

_YOUTUBE_ID = re.compile(r"^[\w-]{11}$")
_NOT_IN_A_LINK = re.compile(r"[\s\x00-\x1f\x7f<>\"'\\`]")


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
