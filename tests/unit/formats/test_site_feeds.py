"""Feeds of new highlights are read by feed readers, and hostile text stays text."""

import json
import re
from xml.etree import ElementTree

import feedparser
import pytest

from pipeline.formats.look import Look
from pipeline.formats.site_feeds import feeds
from pipeline.records import Audio
from tests.record_builder import highlights, poisoned
from tests.unit.formats.test_html import HOSTILE
from tests.unit.formats.test_site import BASE


@pytest.mark.parametrize("payload", ["Tea & <b>Patience</b>", *HOSTILE])
def test_rss_is_read_by_a_feed_reader_and_gives_the_title_back(payload: str) -> None:
    read = feedparser.parse(feeds([poisoned(payload)[0]], base_url=BASE)["feed.xml"])
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "rss20"
    assert read.entries[0].link == "https://pods.example/kettle-7/page.html"


def test_rss_item_has_a_date_and_an_id_that_no_correction_changes() -> None:
    record, _ = highlights()
    entry = feedparser.parse(feeds([record], base_url=BASE)["feed.xml"]).entries[0]
    assert (entry.published_parsed.tm_year, entry.published_parsed.tm_mon) == (2026, 3)
    revised = record.provenance.model_copy(update={"transcript_revision": "z"})
    other = record.model_copy(update={"provenance": revised, "quotes": record.quotes[1:]})
    assert feedparser.parse(feeds([other], base_url=BASE)["feed.xml"]).entries[0].id == entry.id
    assert json.loads(feeds([other], base_url=BASE)["feed.json"])["items"][0]["id"] == entry.id


def test_markup_in_a_feed_is_text_twice_over() -> None:
    text = ElementTree.fromstring(feeds([poisoned("<img src=x onerror=alert(1)>")[0]], base_url=BASE)["feed.xml"])
    description = text.findtext("channel/item/description") or ""
    assert "<img" not in description
    assert "&lt;img" in description


def test_json_feed_has_what_version_1_1_requires() -> None:
    feed = json.loads(feeds([highlights()[0]], base_url=BASE)["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert all(
        isinstance(item["id"], str) and ("content_html" in item or "content_text" in item) for item in feed["items"]
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]+(\+\d\d:\d\d|Z)", feed["items"][0]["date_published"])


def test_newest_episode_comes_first() -> None:
    record, _ = highlights()
    older = record.model_copy(
        update={"episode": record.episode.model_copy(update={"id": "old", "published": "2019-01-01"})}
    )
    read = feedparser.parse(feeds([older, record], base_url=BASE)["feed.xml"])
    assert [entry.link.split("/")[-2] for entry in read.entries] == ["kettle-7", "old"]


def test_feed_has_name_language_and_the_publisher_s_sound() -> None:
    record, _ = highlights(Audio(url="https://tea.example/7.mp3?x=1"))
    made = feeds([record], base_url=BASE, look=Look("Tea time", about="All about tea"))
    rss = feedparser.parse(made["feed.xml"])
    assert (rss.feed.title, rss.feed.description, rss.feed.language) == ("Tea time", "All about tea", "en")
    assert rss.entries[0].enclosures[0].href == "https://tea.example/7.mp3?x=1"
    assert json.loads(made["feed.json"])["items"][0]["attachments"] == [
        {"url": "https://tea.example/7.mp3?x=1", "mime_type": "audio/mpeg"}
    ]


def test_a_video_s_page_is_no_enclosure() -> None:
    record, _ = highlights(Audio(url="https://www.youtube.com/watch?v=abcdefghijk"))
    assert "<enclosure" not in feeds([record], base_url=BASE)["feed.xml"]
