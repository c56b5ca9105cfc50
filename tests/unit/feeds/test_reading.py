import pytest

from pipeline.errors import BadFeed
from pipeline.feeds.reading import read
from tests.feeds import item, rss

BASE = "https://x.test/feed.xml"


def test_all_transcripts_of_an_item_are_kept() -> None:
    more = "".join(f'<podcast:transcript url="/{n}.vtt" type="text/vtt"/>' for n in range(3))
    (one,) = read(rss(item(1, more=more)), BASE).items
    assert [t.url for t in one.extras.transcripts] == [f"https://x.test/{n}.vtt" for n in range(3)]


def test_an_item_is_read() -> None:
    more = """<itunes:duration>1:00:30</itunes:duration><itunes:episode>12</itunes:episode>
    <itunes:season>2</itunes:season><link>https://x.test/12</link>
    <description>&lt;p&gt;0:00 Tea&lt;/p&gt;</description><itunes:image href="/c.jpg"/>"""
    feed = read(rss(item(3, more=more), more='<itunes:image href="https://x.test/show.png"/>'), BASE)
    (one,) = feed.items
    assert (feed.title, feed.language, feed.image) == ("Deep Talk", "en-us", "https://x.test/show.png")
    assert (one.number, one.season, one.duration) == (12, 2, 3630)
    assert (one.published, one.page) == ("2026-03-04T06:00:00+00:00", "https://x.test/12")
    assert (one.enclosure, one.enclosure_bytes, one.image) == ("https://x.test/3.mp3", 50_000, "https://x.test/c.jpg")
    assert one.description == "<p>0:00 Tea</p>"


def test_atom_is_read() -> None:
    text = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>urn:1</id><title>One</title>
    <updated>2026-01-02T03:04:05Z</updated><link rel="enclosure" href="a.mp3" type="audio/mpeg"/></entry></feed>"""
    (one,) = read(text, BASE).items
    assert (one.guid, one.enclosure, one.published) == ("urn:1", "https://x.test/a.mp3", "2026-01-02T03:04:05+00:00")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "data:audio/mpeg;base64,AA", "ftp://x.test/a.mp3", "http://"]
)
def test_an_item_whose_sound_is_not_on_the_web_is_no_episode(url: str) -> None:
    assert read(rss(item(1, url=url), item(2)), BASE).items[0].guid == "ep-2"


def test_hostile_texts_become_plain_lines() -> None:
    feed = read(rss(item(1, title="A\u202e &lt;b&gt;bold&lt;/b&gt;\n title", guid="../../etc/passwd")), BASE)
    assert feed.items[0].title == "A bold title"
    assert feed.items[0].guid == "../../etc/passwd"  # a key, never a path


def test_a_truncated_feed_gives_what_is_whole() -> None:
    whole = rss(*(item(n) for n in range(1, 6)))
    assert [one.guid for one in read(whole[: int(len(whole) * 0.7)], BASE).items][:3] == ["ep-1", "ep-2", "ep-3"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "an empty file"),
        (b"<html><body>hello</body></html>", "a web page"),
        (b'{"a": 1}', "something else"),
        (b"\x89PNG\r\n", "something else"),
    ],
)
def test_what_is_no_feed_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(BadFeed, match=what):
        read(data, BASE)


def test_a_feed_that_defines_entities_is_refused() -> None:
    with pytest.raises(BadFeed, match="entities"):
        read(rss(item(1)).replace(b"?><rss", b'?><!DOCTYPE rss [<!ENTITY a "x">]><rss'), BASE)


def test_simple_chapters_are_read() -> None:
    more = """<psc:chapters xmlns:psc="http://podlove.org/simple-chapters" version="1.2">
    <psc:chapter start="0" title="In"/>
    <psc:chapter start="01:02" title="Tea"/></psc:chapters>"""
    (one,) = read(rss(item(1, more=more)), BASE).items
    assert [(mark.start, mark.title) for mark in one.extras.chapters] == [(0, "In"), (62, "Tea")]


def test_sound_goes_before_a_picture() -> None:
    picture = '<enclosure url="https://x.test/p.jpg" type="image/jpeg"/>'
    more = f'{picture}<enclosure url="https://x.test/a.m4a" type="audio/x-m4a"/>'
    (one,) = read(rss(item(1, url=None, more=more)), BASE).items
    assert one.enclosure == "https://x.test/a.m4a"


@pytest.mark.parametrize("length", [0, 1, 123])
def test_a_length_that_stands_for_unknown_is_none(length: int) -> None:
    assert read(rss(item(1, length=length)), BASE).items[0].enclosure_bytes is None
