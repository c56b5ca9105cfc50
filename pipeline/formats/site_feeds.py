"""Feeds of new highlights for readers of feeds: RSS 2.0 and JSON Feed 1.1, the newest episode first."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from pipeline.formats.look import Look, site_language
from pipeline.formats.publication import audio_type
from pipeline.formats.times import UNKNOWN_SPEAKER, clock, one_line
from pipeline.language.page_words import PageWords, page_words
from pipeline.language.tongues import in_marks
from pipeline.links import safe_link, youtube_id
from pipeline.records import Highlights

MOST_ITEMS = 50
ATOM = "http://www.w3.org/2005/Atom"
ABOUT = "Highlights of the newest episodes. Every quote is verified against the transcript."


@dataclass(frozen=True)
class Sound:
    """What a reader of the feed may play for an item: a file with its length in bytes, 0 where it is not known."""

    url: str
    size: int
    media_type: str


def feeds(
    records: Sequence[Highlights], *, base_url: str, look: Look | None = None, sounds: Mapping[str, Sound] | None = None
) -> dict[str, str]:
    """Return `feed.xml` and `feed.json`; `base_url` is the address that artifacts/ is served at.

    `sounds` are by episode id; for an episode without one the publisher's own audio is named.
    """
    look = look or Look()
    at_publisher = {
        r.episode.id: Sound(link, 0, audio_type(urlsplit(link).path)) for r in records if (link := _published_audio(r))
    }
    known = at_publisher | dict(sounds or {})
    newest = sorted(records, key=lambda r: (_day(r) or datetime.min.replace(tzinfo=UTC), r.episode.id), reverse=True)
    newest = newest[:MOST_ITEMS]
    words = page_words(own_language(newest, look))
    contents = [_content(record, base_url, words) for record in newest]
    return {
        "feed.xml": _rss(newest, contents, base_url, look, known),
        "feed.json": _json_feed(newest, contents, base_url, look, known),
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


def _content(record: Highlights, base_url: str, words: PageWords) -> str:
    """Return an episode's summary and best quotes as HTML, everything said or typed by somebody escaped."""
    page = page_address(record, base_url)
    parts = [f"<p>{escape(one_line(record.summary.text))}</p>"]
    best = {section.quote for section in record.sections if section.highlight}
    for said in (q for q in record.quotes if q.id in best):
        who = escape(one_line(said.speaker or words.say(UNKNOWN_SPEAKER)))
        parts.append(
            f"<blockquote><p>{escape(in_marks(one_line(said.text), record.episode.language or ''))}</p></blockquote>"
            f'<p>{who}, <a href="{escape(page)}#{escape(said.id)}">{clock(said.start)}</a></p>'
        )
    return "\n".join(parts)


def _rss(
    records: Sequence[Highlights], contents: Sequence[str], base_url: str, look: Look, sounds: Mapping[str, Sound]
) -> str:
    words = page_words(own_language(records, look))
    ElementTree.register_namespace("atom", ATOM)
    rss = ElementTree.Element("rss", {"version": "2.0"})
    channel = ElementTree.SubElement(rss, "channel")
    for name, text in (
        ("title", words.say(look.name)),
        ("link", f"{base_url}catalog/index.html"),
        ("description", look.about or words.say(ABOUT)),
    ):
        ElementTree.SubElement(channel, name).text = text
    if language := language_of(records, look):
        ElementTree.SubElement(channel, "language").text = language
    own = {"href": f"{base_url}catalog/feed.xml", "rel": "self", "type": "application/rss+xml"}
    ElementTree.SubElement(channel, f"{{{ATOM}}}link", own)
    for record, content in zip(records, contents, strict=True):
        item = ElementTree.SubElement(channel, "item")
        ElementTree.SubElement(item, "title").text = one_line(record.episode.title) or record.episode.id
        ElementTree.SubElement(item, "link").text = page_address(record, base_url)
        ElementTree.SubElement(item, "description").text = content
        ElementTree.SubElement(item, "guid", {"isPermaLink": "false"}).text = _guid(record)
        if sound := sounds.get(record.episode.id):
            about = {"url": sound.url, "length": str(sound.size), "type": sound.media_type}
            ElementTree.SubElement(item, "enclosure", about)
        if day := _day(record):
            ElementTree.SubElement(item, "pubDate").text = format_datetime(day)
    ElementTree.indent(rss)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(rss, encoding="unicode")}\n'


def _json_feed(
    records: Sequence[Highlights], contents: Sequence[str], base_url: str, look: Look, sounds: Mapping[str, Sound]
) -> str:
    items, words = [], page_words(own_language(records, look))
    for record, content in zip(records, contents, strict=True):
        day, sound = _day(record), sounds.get(record.episode.id)
        attached = {"url": sound.url, "mime_type": sound.media_type} if sound else {}
        items.append(
            {
                "id": _guid(record),
                "url": page_address(record, base_url),
                "title": one_line(record.episode.title) or record.episode.id,
                "summary": one_line(record.summary.text),
                "content_html": content,
                "tags": [one_line(topic.name) for topic in record.topics if topic.found],
            }
            | ({"date_published": day.isoformat()} if day else {})
            | ({"attachments": [attached | ({"size_in_bytes": sound.size} if sound.size else {})]} if sound else {})
        )
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": words.say(look.name),
        "description": look.about or words.say(ABOUT),
        "home_page_url": f"{base_url}catalog/index.html",
        "feed_url": f"{base_url}catalog/feed.json",
        "items": items,
    }
    if language := language_of(records, look):
        feed["language"] = language
    return json.dumps(feed, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def language_of(records: Sequence[Highlights], look: Look) -> str:
    """Return the language of the feeds: the one that was set, else that of most episodes; empty where none is known."""
    spoken = Counter(record.episode.language for record in records if record.episode.language)
    return look.language or next((language for language, _ in spoken.most_common(1)), "")


def own_language(records: Sequence[Highlights], look: Look) -> str:
    """Return the language of our own words in the feeds: the site's, else that of most of these pages."""
    return site_language([record.page_language for record in records], look)


def _published_audio(record: Highlights) -> str | None:
    link = safe_link(record.episode.audio.url)
    return link if link and not youtube_id(link) and audio_type(urlsplit(link).path).startswith("audio/") else None


def _guid(record: Highlights) -> str:
    """Return the name of an item for ever: no correction and no other transcript makes it a new one."""
    return f"episode-highlights:{record.episode.id}"
