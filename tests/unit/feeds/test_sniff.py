import pytest

from pipeline.feeds.sniff import audio_ending, picture_ending, told

MP3 = b"\xff\xfb\x90\x00" + bytes(60)


@pytest.mark.parametrize(
    ("head", "url", "ending"),
    [
        (b"ID3\x03" + bytes(60), "https://x.test/a.mp3", ".mp3"),
        (MP3, "https://x.test/a", ".mp3"),
        (b"\xff\xf1\x50\x80" + bytes(60), "https://x.test/a.mp3", ".aac"),
        (bytes(4) + b"ftypM4A " + bytes(60), "https://x.test/a.mp3", ".m4a"),
        (bytes(4) + b"ftypisom" + bytes(60), "https://x.test/a.mp4?b=c", ".mp4"),
        (b"OggS" + bytes(60), "https://x.test/a.opus", ".opus"),
        (b"OggS" + bytes(60), "https://x.test/a.mp3", ".ogg"),
        (b"fLaC" + bytes(60), "https://x.test/a.flac", ".flac"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(40), "https://x.test/a.wav", ".wav"),
        (b"\x1aE\xdf\xa3" + bytes(60), "https://x.test/a.mka", ".mka"),
    ],
)
def test_sound_is_known_by_its_first_bytes(head: bytes, url: str, ending: str) -> None:
    assert audio_ending(head, url) == ending


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"<!DOCTYPE html><title>404", "a web page"),
        (b"\xef\xbb\xbf \n<HTML>", "a web page"),
        (b"<?xml version='1.0'?><Error>AccessDenied", "XML"),
        (b'{"error": 1}', "JSON"),
        (b"#EXTM3U\n/etc/passwd", "a playlist"),
        (b"ffconcat version 1.0\nfile x", "a playlist"),
        (b"", "nothing"),
        (b"hello there, this is text", "text"),
        (b"\x7fELF" + bytes(60), "other bytes"),
        (b"PK\x03\x04" + bytes(60), "other bytes"),
        (bytes(64), "other bytes"),
        (b"\xff" * 64, "other bytes"),
        (b"GIF89a" + b"\x00" * 60, "other bytes"),
    ],
)
def test_what_is_no_sound_is_told_in_words(head: bytes, what: str) -> None:
    assert audio_ending(head, "https://x.test/a.mp3") is None
    assert told(head) == what


def test_only_pictures_that_a_page_shows_are_covers() -> None:
    assert picture_ending(b"\xff\xd8\xff\xe0" + bytes(20)) == ".jpg"
    assert picture_ending(b"\x89PNG\r\n\x1a\n") == ".png"
    assert picture_ending(b"<svg onload='alert(1)'>") is None
