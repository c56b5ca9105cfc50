"""Reads a feed: feedparser for its tolerance, our own reader for the `podcast:` tags that it loses."""

import calendar
import html
import math
import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from pipeline.errors import BadFeed, BadInput
from pipeline.feeds import markup
from pipeline.feeds.addresses import check_url
from pipeline.feeds.items import Extras, Feed, FeedItem, Mark

MOST_ITEMS = 20_000  # a daily show of fifty years
LONGEST_TEXT = 100_000  # characters of show notes that are kept
LONGEST_S = 48 * 3600.0  # an episode


def read(data: bytes, url: str) -> Feed:
    """Return the feed that `data` is; `BadFeed` where it has neither a title nor an item. Nothing is fetched.

    `url` is where it came from: relative addresses are relative to it.
    """
    import feedparser

    markup.refuse_entities(data)
    try:
        parsed: Any = feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
        show, by_key = markup.extras(data)
    except (ValueError, RecursionError, OverflowError) as error:  # such as a number that stands for no character
        raise BadFeed(f"expected a feed (RSS or Atom), found one that cannot be read: {str(error)[:120]!r}") from error
    said = parsed.feed
    items = tuple(
        item for entry in parsed.entries[:MOST_ITEMS] if (item := _item(entry, by_key, url)) is not None
    )  # fmt: skip
    title = _line(said.get("title"))
    if not items and not (title and parsed.get("version")):
        raise BadFeed(f"expected a feed (RSS or Atom), found {_what(data)}")
    return Feed(
        title=title, link=_web(said.get("link"), url), language=_language(said.get("language")),
        image=_web((said.get("image") or {}).get("href"), url), new_url=_web(said.get("itunes_new-feed-url"), url),
        extras=show, items=items,
    )  # fmt: skip


def _item(entry: Any, by_key: dict[str, Extras], base: str) -> FeedItem | None:
    """Return one entry; None where it has neither sound nor a transcript."""
    sound = _enclosure(entry)
    address = _web(sound.get("href"), base)
    guid = _line(entry.get("id"))
    keys = (guid, sound.get("href"), entry.get("link"), _line(entry.get("title")))
    extras = next((by_key[k] for k in keys if k and k in by_key), Extras())
    extras = extras.model_copy(
        update={
            "transcripts": tuple(
                one.model_copy(update={"url": there}) for one in extras.transcripts if (there := _web(one.url, base))
            ),
            "chapters_url": _web(extras.chapters_url, base),
            "chapters": extras.chapters or _simple_chapters(entry),
        }
    )
    if not address and not extras.transcripts:
        return None
    number = markup.seconds(extras.episode or entry.get("itunes_episode"))
    season = markup.seconds(extras.season or entry.get("itunes_season"))
    duration = markup.seconds(entry.get("itunes_duration"))
    return FeedItem(
        guid=guid, title=_line(entry.get("title")), number=number,
        season=int(season) if season is not None and season < 1e6 else None, published=_moment(entry),
        page=_web(entry.get("link"), base), enclosure=address, enclosure_type=str(sound.get("type") or ""),
        enclosure_bytes=_bytes(sound.get("length")), duration=duration if duration and duration < LONGEST_S else None,
        description=_notes(entry), image=_web((entry.get("image") or {}).get("href"), base), extras=extras,
    )  # fmt: skip


def _enclosure(entry: Any) -> Any:
    """Return an item's sound: the first enclosure that says it is sound or video, else the first that does not say."""
    found = [one for one in entry.get("enclosures") or () if one.get("href")]
    found += [{**one, "href": one.get("url")} for one in entry.get("media_content") or () if one.get("url")]
    kinds = [str(one.get("type") or one.get("medium") or "").lower() for one in found]
    for wanted in ("audio", "video", ""):
        for one, kind in zip(found, kinds, strict=True):
            if kind.startswith(wanted) if wanted else not kind.startswith(("image", "text")):
                return one
    return {}


def _simple_chapters(entry: Any) -> tuple[Mark, ...]:
    """Return Podlove Simple Chapters, as feedparser has them."""
    said = entry.get("psc_chapters")
    listed = getattr(said, "chapters", None) or (said.get("chapters") if isinstance(said, dict) else None) or ()
    found = ((markup.seconds(str(one.get("start") or "")), _line(one.get("title"))) for one in listed)
    return tuple(Mark(start=start, title=title) for start, title in found if start is not None and title)


def _moment(entry: Any) -> str | None:
    """Return when an item was published, in UTC."""
    said = entry.get("published_parsed")
    if not said and "updated_parsed" in entry:  # asked for without being there it would be a deprecated guess
        said = entry["updated_parsed"]
    if not said:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(said), UTC).isoformat()
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _notes(entry: Any) -> str | None:
    """Return the longest text of an item: its chapters often stand there."""
    texts = [str(one.get("value") or "") for one in entry.get("content") or ()]
    longest = max([*texts, str(entry.get("summary") or "")], key=len).strip()
    return longest[:LONGEST_TEXT] or None


def _line(said: object) -> str | None:
    """Return a text as one line of plain characters, without tags."""
    plain = html.unescape(re.sub(r"<[^<>]{0,500}>", " ", str(said or "")))
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", " ", plain)
    return " ".join(plain.split())[:1000] or None


def _language(said: object) -> str | None:
    text = str(said or "").strip().replace("_", "-")
    found = re.fullmatch(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]+)*)", text)
    return found[1].lower() + found[2] if found else None


def _web(said: object, base: str) -> str | None:
    """Return a web address, relative ones made whole; None for any other (`javascript:`, `file:`, a path)."""
    if not said:
        return None
    try:
        return check_url(urljoin(base, str(said).strip().replace(" ", "%20")) if base else str(said).strip())
    except (BadInput, ValueError):
        return None


def _bytes(said: object) -> int | None:
    number = markup.seconds(said)
    return int(number) if number and number < math.inf and number >= 1000 else None  # 0, 1 and 123 stand for unknown


def _what(data: bytes) -> str:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:100].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return "an empty file" if not start else "something else"
