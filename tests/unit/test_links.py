import pytest

from pipeline.links import audio_sources, moment_link, safe_link, youtube_id
from tests.builders import episode


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " https://a.example", "https://a.example/\n", 'https://a.example/"',
     "data:text/html,x", "//a.example", "https://", "http://[", "ftp://a.example", "", None, "https:a.example"],
)  # fmt: skip
def test_unsafe_links_are_no_links(url: str | None) -> None:
    assert safe_link(url) is None


@pytest.mark.parametrize("url", ["https://a.example", "HTTP://a.example/b?c=d#e", "http://localhost:8000/a"])
def test_web_links_stay_as_they_are(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    ("url", "video"),
    [("https://youtu.be/abcdefghijk?t=3", "abcdefghijk"),
     ("https://m.youtube.com/watch?v=abcdefghijk&t=1", "abcdefghijk"),
     ("https://www.youtube.com/embed/abcdefghijk", "abcdefghijk"), ("https://www.youtube.com/@channel", None),
     ("https://notyoutube.com/watch?v=abcdefghijk", None)],
)  # fmt: skip
def test_video_ids_are_found_only_at_youtube(url: str, video: str | None) -> None:
    assert youtube_id(url) == video


def test_sound_beside_the_page_comes_before_the_publishers() -> None:
    heard = episode(audio={"path": "a b#1.mp3", "url": "https://cdn.example/a.mp3"})
    assert audio_sources(heard) == ("a%20b%231.mp3", "https://cdn.example/a.mp3")


def test_a_video_is_linked_and_not_played() -> None:
    seen = episode(audio={"url": "https://youtu.be/abcdefghijk"})
    assert audio_sources(seen) == ()
    assert moment_link(seen, 61.9) == "https://www.youtube.com/watch?v=abcdefghijk&t=61s"


def test_published_sound_is_linked_by_media_fragment() -> None:
    heard = episode(audio={"url": "https://cdn.example/a.mp3#x"})
    assert moment_link(heard, 12.3, 45.6) == "https://cdn.example/a.mp3#t=12.3,45.6"


def test_unpublished_episode_has_no_link() -> None:
    assert moment_link(episode(links={"site": "https://kettle.example"}), 1.0) is None
