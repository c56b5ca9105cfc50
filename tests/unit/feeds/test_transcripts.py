import pytest

from pipeline.feeds.items import Published
from pipeline.feeds.transcripts import ending, in_order, why_poor
from tests.feeds import captions


def test_good_captions_are_good_enough() -> None:
    assert why_poor(captions(2), "a.vtt", language="en", duration=121.0) is None
    assert why_poor(captions(2, speakers=False), "a.vtt", language="en", duration=None) is None


@pytest.mark.parametrize(
    ("data", "duration", "why"),
    [
        (captions(2), 600.0, "end at 120 s of 600 s"),
        (captions(10), 120.0, "after the published"),
        (captions(4, every_s=20), 240.0, "words a minute"),
        (b"<!DOCTYPE html><html><p>moved</p>", None, "expected"),
        (b"", None, "expected"),
        (b"\x00\x01" * 500, None, "expected"),
        (
            captions(3)
            .replace(b".", b"")
            .replace(b"?", b"")
            .replace(b"000 -->", b".000 -->")
            .replace(b"800\n", b".800\n"),
            180.0,
            "ends of sentences",
        ),
    ],
)
def test_a_poor_transcript_says_why(data: bytes, duration: float | None, why: str) -> None:
    assert why in str(why_poor(data, "a.vtt", language="en", duration=duration))


def test_the_most_useful_form_comes_first_and_other_languages_are_left_out() -> None:
    offered = [
        Published(url="https://x.test/t", kind="text/plain"),
        Published(url="https://x.test/s", kind="application/srt"),
        Published(url="https://x.test/d", kind="text/vtt", language="de"),
        Published(url="https://x.test/v", kind="text/vtt"),
        Published(url="https://x.test/e", kind="application/json", language="en-GB"),
    ]
    assert [one.url[-1] for one in in_order(offered, "en-us")] == ["v", "e", "s", "t"]
    assert len(in_order(offered, None)) == 5


@pytest.mark.parametrize(
    ("kind", "url", "said", "found"),
    [
        ("text/vtt", "https://x.test/a", "", ".vtt"),
        ("", "https://x.test/a.SRT?x=1", "", ".srt"),
        ("", "https://x.test/a", "application/json; charset=utf-8", ".json"),
        ("", "https://x.test/../../a.sh", "x/y", ".txt"),
    ],
)
def test_a_transcript_is_stored_under_a_known_ending(kind: str, url: str, said: str, found: str) -> None:
    assert ending(Published(url=url, kind=kind), said) == found
