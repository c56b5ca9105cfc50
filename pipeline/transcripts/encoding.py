"""Turns the bytes of a transcript into text: one bad byte spoils one character, and text decoded twice is noticed."""

import codecs
import re
from typing import NamedTuple

from pipeline.records.flags import Flag

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
FEW = 0.35  # of letters beyond ASCII: an alphabet with accents, not another one
LEAST = 6  # bytes beyond ASCII; a guess from fewer is no better than Windows-1252
KANA, COMMON = 0.2, 0.08  # of the characters are what every text of the language is full of
_SIGNS = frozenset("–—‘’“”„…€«»¿¡°§©®·\u00a0")
_EASTERN = {
    "shift_jis": "[\u3041-\u30ff]", "euc_jp": "[\u3041-\u30ff]", "euc_kr": "[\uac00-\ud7a3]",
    "gb18030": "[的一是不了在有我他这中大来上个们到说]", "big5": "[的一是不了在有我他這中大來上個們到說]",
}  # fmt: skip
_CANDIDATES = """cp1252 cp1250 cp1251 koi8_r cp1253 cp1254 cp1255 cp1256 cp1257 iso8859_2 iso8859_5 iso8859_7 iso8859_9
    shift_jis euc_jp gb18030 big5 euc_kr cp874 mac_roman""".split()
_TWICE = re.compile(
    "[\u00c2-\u00f4\u0192\u0160\u0152][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}"
)


class DecodedText(NamedTuple):
    """The text, the encoding it was read in, and flags."""

    text: str
    encoding: str
    flags: frozenset[Flag] = frozenset()


def decode(data: bytes) -> DecodedText:
    """Return the text of a file, whatever its encoding."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = data.decode(name, "replace").lstrip("\ufeff")
            return DecodedText(text, name.removesuffix("-sig"), frozenset({"odd-bytes"} if "\ufffd" in text else ()))
    if (wide := _wide(data)) is not None:
        text = data.decode(wide, "replace")
        return DecodedText(text, wide, frozenset({"odd-bytes"} if "\ufffd" in text else ()))
    try:
        return _mended(data.decode("utf-8"), "utf-8", frozenset())
    except UnicodeDecodeError:
        pass
    odd: frozenset[Flag] = frozenset({"odd-bytes"})
    valid = len(_MULTIBYTE.findall(data))
    bad = sum(byte > 0x7F for byte in _MULTIBYTE.sub(b"", data))
    if valid and valid >= bad:
        return _mended(data.decode("utf-8", "replace"), "utf-8", odd)
    name = _guessed(data)
    return DecodedText(data.decode(name, "replace"), name, odd)


def _wide(data: bytes) -> str | None:
    """Return UTF-16 where every other byte is zero, as in Latin text without a mark of its order."""
    head = data[:4000]
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.3 * len(head) and even < 0.05 * len(head):
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * len(head) and odd < 0.05 * len(head) else None


def _guessed(data: bytes) -> str:
    """Return the legacy encoding that makes the most of these bytes."""
    beyond = sum(byte > 0x7F for byte in data)
    letters = sum(byte > 0x7F or chr(byte).isalpha() for byte in data) or 1
    western = [c for c in data.decode("cp1252", "replace") if ord(c) > 0x7F]
    fits = sum(c.isalpha() or c in _SIGNS for c in western)
    if beyond < LEAST or (beyond <= FEW * letters and fits >= 0.9 * len(western)):
        return _single(data)
    if (eastern := _eastern(data)) is not None:
        return eastern
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_CANDIDATES, enable_fallback=False).best()
    return best.encoding if best else _single(data)


def _eastern(data: bytes) -> str | None:
    """Return the encoding of Japanese, Korean or Chinese that makes letters of their kind of all bytes."""
    scores: dict[str, float] = {}
    for name, wanted in _EASTERN.items():
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        far = [c for c in text if ord(c) > 0x7F]
        scores[name] = len(re.findall(wanted, "".join(far))) / (len(far) or 1)
    best = max(scores, key=lambda name: scores[name], default="")
    return best if scores.get(best, 0.0) >= (COMMON if best in ("gb18030", "big5") else KANA) else None


def _single(data: bytes) -> str:
    """Return Windows-1252, which is what Latin-1 is in practice; Latin-1 where that has no character for a byte."""
    return "latin-1" if any(byte in data for byte in b"\x81\x8d\x8f\x90\x9d") else "cp1252"


def _mended(text: str, name: str, flags: frozenset[Flag]) -> DecodedText:
    """Undo UTF-8 that was read as Windows-1252 and written again: "MÃ¼ller" is "Müller"."""
    if text.isascii() or not _TWICE.search(text):
        return DecodedText(text.lstrip("\ufeff"), name, flags)
    mended = _TWICE.sub(_undone, text)
    return DecodedText(mended.lstrip("\ufeff"), name, flags | {"mojibake"} if mended != text else flags)


def _undone(match: re.Match[str]) -> str:
    for length in range(len(match[0]), 1, -1):
        head = match[0][:length]
        raw = b"".join(_byte(char) for char in head)
        try:
            return raw.decode("utf-8") + match[0][length:]
        except UnicodeDecodeError:
            continue
    return match[0]


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(char)]) if ord(char) < 256 else b"\xff"
