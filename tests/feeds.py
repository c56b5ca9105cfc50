"""Small feeds for tests, written for them."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

FIRST = datetime(2026, 3, 1, 6, tzinfo=UTC)


def item(
    n: int, *, guid: str | None = "", url: str | None = "", title: str | None = None, day: int | None = -1,
    more: str = "", length: int = 50_000, base: str = "https://x.test",
) -> str:  # fmt: skip
    """Return the n-th episode; an empty text means the usual value, None leaves the tag out."""
    guid = f"ep-{n}" if guid == "" else guid
    url = f"{base}/{n}.mp3" if url == "" else url
    moment = FIRST + timedelta(days=n if day == -1 else day or 0)
    return "".join(
        [
            f"<item><title>{title if title is not None else f'Talk {n}'}</title>",
            f'<guid isPermaLink="false">{guid}</guid>' if guid is not None else "",
            f'<enclosure url="{url}" type="audio/mpeg" length="{length}"/>' if url is not None else "",
            f"<pubDate>{format_datetime(moment)}</pubDate>" if day is not None else "",
            more,
            "</item>",
        ]
    )


def rss(*items: str, title: str = "Deep Talk", more: str = "") -> bytes:
    """Return a feed of these items."""
    spaces = 'xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {spaces}><channel><title>{title}</title>'
        f"<language>en-us</language>{more}{''.join(items)}</channel></rss>"
    ).encode()


def captions(minutes: float = 2.0, *, every_s: float = 4.0, speakers: bool = True) -> bytes:
    """Return WebVTT of two people who talk for some minutes."""
    said = ("We measured the tea in the small pot every single morning.", "And what did the cold water do to it then?")
    rows = ["WEBVTT", ""]
    for k in range(int(minutes * 60 / every_s)):
        start, end = k * every_s, (k + 1) * every_s - 0.2
        voice = f"<v {('Ana Reyes', 'Ben Ito')[k % 2]}>" if speakers else ""
        rows += [f"{_clock(start)} --> {_clock(end)}", f"{voice}{said[k % 2]} Number {k}.", ""]
    return "\n".join(rows).encode()


def _clock(seconds: float) -> str:
    return f"{int(seconds // 3600):02}:{int(seconds // 60 % 60):02}:{seconds % 60:06.3f}"
