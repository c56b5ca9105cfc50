"""A feed that keeps a parser busy ends in time, and costs no other show anything."""

import time

import pytest

from pipeline.errors import BadFeed
from pipeline.feeds import apart
from tests.feeds import item, rss


def test_a_large_feed_is_read_as_a_small_one_is() -> None:
    large = rss(*(item(n, title=f"茶 {n}") for n in range(1, 800)))
    assert len(large) > apart.SMALL
    feed = apart.read(large, "https://x.test/feed", within_s=60)
    assert (len(feed.items), feed.items[0].title) == (799, "茶 1")


def test_a_large_file_that_is_no_feed_says_so() -> None:
    with pytest.raises(BadFeed, match="a web page"):
        apart.read(b"<html><body>" + b"<p>talk</p>" * 20_000, "https://x.test/feed", within_s=60)


def test_a_feed_that_keeps_its_reader_busy_is_refused_in_time() -> None:
    attributes = b" ".join(b"a%d='x'" % n for n in range(200_000))
    start = time.monotonic()
    with pytest.raises(BadFeed, match="takes longer"):
        apart.read(b"<rss " + attributes + b"><channel><title>x</title></channel></rss>", "", within_s=3)
    assert time.monotonic() - start < 10
