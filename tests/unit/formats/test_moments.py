import pytest

from pipeline.formats.moments import (
    audio_sources,
    clock,
    guessed_in,
    length,
    moment,
    moment_link,
    one_line,
    safe_link,
    youtube_id,
)
from tests.builders import episode, speech


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.99, "0:59"), (221.9, "3:41"), (3600, "1:00:00"), (36_061, "10:01:01")]
)
def test_clock_rounds_down(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(41, "41 s"), (60, "1 min"), (5823, "1 h 37 min"), (3600, "1 h")])
def test_length_is_in_words(seconds: float, shown: str) -> None:
    assert length(seconds) == shown


def test_a_moment_is_as_sure_as_the_word_heard_there() -> None:
    talk = speech("0:01 Ada: One two | 0:10 Ada: three")
    words = [word.model_copy(update={"time_source": "interpolated"}) if word.i == 2 else word for word in talk.words]
    guessed = guessed_in(talk.model_copy(update={"words": tuple(words)}))
    assert [moment(s, guessed) for s in (1.0, 1.5, 9.0, 10.0)] == ["0:01", "0:01", "≈ 0:09", "≈ 0:10"]


def test_after_damage_in_the_file_no_time_is_exact() -> None:
    guessed = guessed_in(speech("0:01 Ada: One two | 0:10 Ada: three"), damaged_from=5.0)
    assert [moment(s, guessed) for s in (1.0, 10.0)] == ["0:01", "≈ 0:10"]


def test_a_stretch_is_as_sure_as_its_first_and_last_word() -> None:
    talk = speech("0:01 Ada: One two three")
    words = [word.model_copy(update={"time_source": "interpolated"}) if word.i == 1 else word for word in talk.words]
    guessed = guessed_in(talk.model_copy(update={"words": tuple(words)}))
    assert [moment(start, guessed, end) for start, end in ((1.0, 1.8), (1.4, 2.2), (1.0, 1.4), (1.0, 2.2))] == [
        "≈ 0:01–0:01", "≈ 0:01–0:02", "0:01–0:01", "0:01–0:02",
    ]  # fmt: skip


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


def test_one_line_drops_what_no_line_format_can_hold() -> None:
    assert one_line(" a\r\n\tb\x00\x9f\u2028c\ufffe ") == "a b c"
