"""Says what a downloaded file is by its first bytes: a server's word and an address's ending are not to be trusted."""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

HEAD = 4096  # bytes that are looked at
# (where, what, the ending it is stored under)
_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"ID3", ".mp3"), (0, b"OggS", ".ogg"), (0, b"fLaC", ".flac"), (4, b"ftyp", ".m4a"), (8, b"WAVE", ".wav"),
    (8, b"AIFF", ".aiff"), (8, b"AIFC", ".aiff"), (0, b"\x1aE\xdf\xa3", ".webm"), (0, b"caff", ".caf"),
    (0, b"#!AMR", ".amr"), (0, b"0&\xb2u\x8ef\xcf\x11", ".wma"),
)  # fmt: skip
_FAMILIES = (
    frozenset({".m4a", ".mp4", ".m4b", ".mov"}),
    frozenset({".ogg", ".opus", ".oga"}),
    frozenset({".webm", ".mka", ".mkv"}),
)
_PICTURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", ".jpg"), (0, b"\x89PNG\r\n\x1a\n", ".png"), (8, b"WEBP", ".webp"),
)  # fmt: skip


def audio_ending(head: bytes, url: str) -> str | None:
    """Return the ending for a sound file that begins with `head`, None where it is none (a page, a playlist, text)."""
    found = _sign(head, _SIGNS) or (".mp3" if _is_mpeg(head) else ".aac" if _is_adts(head) else None)
    said = PurePosixPath(urlsplit(url).path).suffix.lower()
    return said if any(found in family and said in family for family in _FAMILIES) else found


def picture_ending(head: bytes) -> str | None:
    """Return the ending for a picture that begins with `head`, None where it is none that a page shows."""
    return _sign(head, _PICTURES)


def told(head: bytes) -> str:
    """Say in words what the first bytes look like, for an error."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "a web page"
    if start.startswith(b"<"):
        return "XML"
    if start.startswith((b"{", b"[")):
        return "JSON"
    if start.startswith((b"#extm3u", b"[playlist]", b"ffconcat")):
        return "a playlist"
    return "nothing" if not head else "text" if start.isascii() and b"\0" not in start else "other bytes"


def _sign(head: bytes, signs: tuple[tuple[int, bytes, str], ...]) -> str | None:
    return next((ending for at, sign, ending in signs if head[at : at + len(sign)] == sign), None)


def _is_mpeg(head: bytes) -> bool:
    """Tell whether an MPEG audio frame begins here: sync, a layer, a bit rate and a sample rate that exist."""
    return (
        len(head) >= 4 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0
        and head[1] & 0x18 != 0x08 and head[2] & 0xF0 not in (0x00, 0xF0) and head[2] & 0x0C != 0x0C
    )  # fmt: skip


def _is_adts(head: bytes) -> bool:
    return len(head) >= 4 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and (head[2] >> 2) & 0x0F < 13
