"""Feeds of new highlights for readers of feeds: RSS 2.0 and JSON Feed 1.1, the newest episode first."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree

from pipeline.formats.times import UNKNOWN_SPEAKER, clock, one_line
from pipeline.records import Highlights

MOST_ITEMS = 50
ATOM = "http://www.w3.org/2005/Atom"
TITLE = "New highlights"
ABOUT = "Highlights of the newest episodes. Every quote is verified against the transcript."


def feeds(records: Sequence[Highlights], *, base_url: str) -> dict[str, str]:
    """Return `feed.xml` and `feed.json`; `base_url` is the address that artifacts/ is served at."""
    newest = sorted(records, key=lambda r: (_day(r) or datetime.min.replace(tzinfo=UTC), r.episode.id), reverse=True)
    return {
        "feed.xml": _rss(newest[:MOST_ITEMS], base_url),
        "feed.json": _json_feed(newest[:MOST_ITEMS], base_url),
    }


def page_address(record: Highlights, base_url: str) -> str:
    """Return the whole address of an episode's page."""
    return f"{base_url}{quote(record.episode.id)}/page.html"


def _day(record: Highlights) -> datetime | None:
    try:
        day = datetime.fromisoformat(record.episode.published or "")
    except ValueError:
        return None
    return day if day.tzinfo else day.replace(tzinfo=UTC)


def _content(record: Highlights, base_url: str) -> str:
    """Return an episode's summary and best quotes as HTML, everything said or typed by somebody escaped."""
    page = page_address(record, base_url)
    parts = [f"<p>{escape(one_line(record.summary.text))}</p>"]
    best = {section.quote for section in record.sections if section.highlight}
    for said in (q for q in record.quotes if q.id in best):
        who = escape(one_line(said.speaker or UNKNOWN_SPEAKER))
        parts.append(
            f"<blockquote><p>“{escape(one_line(said.text))}”</p></blockquote>"
            f'<p>{who}, <a href="{escape(page)}#{escape(said.id)}">{clock(said.start)}</a></p>'
        )
    return "\n".join(parts)


def _rss(records: Sequence[Highlights], base_url: str) -> str:
    ElementTree.register_namespace("atom", ATOM)
    rss = ElementTree.Element("rss", {"version": "2.0"})
    channel = ElementTree.SubElement(rss, "channel")
    for name, text in (("title", TITLE), ("link", f"{base_url}catalog/index.html"), ("description", ABOUT)):
        ElementTree.SubElement(channel, name).text = text
    own = {"href": f"{base_url}catalog/feed.xml", "rel": "self", "type": "application/rss+xml"}
    ElementTree.SubElement(channel, f"{{{ATOM}}}link", own)
    for record in records:
        item = ElementTree.SubElement(channel, "item")
        ElementTree.SubElement(item, "title").text = one_line(record.episode.title) or record.episode.id
        ElementTree.SubElement(item, "link").text = page_address(record, base_url)
        ElementTree.SubElement(item, "description").text = _content(record, base_url)
        ElementTree.SubElement(item, "guid", {"isPermaLink": "false"}).text = _guid(record)
        if day := _day(record):
            ElementTree.SubElement(item, "pubDate").text = format_datetime(day)
    ElementTree.indent(rss)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(rss, encoding="unicode")}\n'


def _json_feed(records: Sequence[Highlights], base_url: str) -> str:
    items = []
    for record in records:
        day = _day(record)
        items.append(
            {
                "id": _guid(record),
                "url": page_address(record, base_url),
                "title": one_line(record.episode.title) or record.episode.id,
                "summary": one_line(record.summary.text),
                "content_html": _content(record, base_url),
                "tags": [one_line(topic.name) for topic in record.topics if topic.found],
            }
            | ({"date_published": day.isoformat()} if day else {})
        )
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "description": ABOUT,
        "home_page_url": f"{base_url}catalog/index.html",
        "feed_url": f"{base_url}catalog/feed.json",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _guid(record: Highlights) -> str:
    """Return the name of an item for ever: no correction and no other transcript makes it a new one."""
    return f"episode-highlights:{record.episode.id}"
