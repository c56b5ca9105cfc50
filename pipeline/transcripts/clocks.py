"""Times as transcripts write them: clocks with and without hours, decimals, frames, signs, full-width digits."""

import math
import re
import unicodedata
from typing import Any

LONGEST_S = 48 * 3600.0  # a later time is a mistake, not an episode
PLACES = 6  # decimals of a second that are kept: one time written in two ways is one number
FRAMES = 25.0  # a second, where a fourth field of two digits counts frames and nothing says how many there are
_FIELD = r"\s*[:：]\s*"
CLOCK = rf"[-−+]?\s*\d{{1,4}}(?:{_FIELD}\d{{1,3}}){{1,3}}(?:\s*[.,·]\s*\d{{1,9}})?"
_PLAIN = r"[-−+]?\d+(?:[.,]\d{1,9})?\s*s?"
ARROW = r"(?:--+\s*[>＞]|[–—=-]+\s*[>＞]|→|⟶)"
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d\d)\.(\d\d)[.,](\d{1,3})(?!\d)")  # 00.00.01.000
_TIMING = re.compile(rf"^\s*(?P<start>{CLOCK}|{_PLAIN})\s*{ARROW}\s*(?P<end>{CLOCK}|{_PLAIN})(?P<rest>(?:[\s<(].*)?)$")
_HALF = re.compile(rf"^\s*(?:(?P<start>{CLOCK})\s*{ARROW}|{ARROW}\s*(?P<end>{CLOCK}))(?P<rest>.*)$")
_BROKEN = re.compile(rf"^\s*[-−+]?\d[\dxX?_:.,;\s-]*{ARROW}\s*[-−+]?[\dxX?_:.,;\s-]*\s*$")
_BROKEN_START = re.compile(rf"^\s*\S*\d\S*\s*{ARROW}\s*(?P<end>{CLOCK})(?P<rest>(?:\s.*)?)$")


def seconds(text: str) -> float | None:
    """Return a clock or a number of seconds as seconds; `None` where it is neither.

    >>> seconds("1:02:03,5"), seconds("-00:01.25"), seconds("90.5s"), seconds("soon")
    (3723.5, -1.25, 90.5, None)
    """
    text = unicodedata.normalize("NFKC", text).replace("−", "-").strip().replace("·", ".")
    text = re.sub(r"\s+", "", text)
    sign = -1.0 if text.startswith("-") else 1.0
    text = text.lstrip("+-")
    if re.fullmatch(r"\d+(?:[.,]\d+)?s?", text):
        return sign * round(float(text.rstrip("s").replace(",", ".")), PLACES)
    if (match := re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:[.,]\d+)?)s)?", text)) and any(match.groups()):
        parts = zip(match.groups(), (3600, 60, 1), strict=True)
        return sign * round(sum(float((part or "0").replace(",", ".")) * unit for part, unit in parts), PLACES)
    if not re.fullmatch(r"\d+(?::\d+){1,3}(?:[.,]\d+)?", text):
        return None
    whole, _, fraction = text.replace(",", ".").partition(".")
    fields = whole.split(":")
    extra = 0.0
    if len(fields) == 4:
        last = fields.pop()
        extra = float(last) / (1000 if len(last) == 3 else FRAMES)
    total = 0.0
    for part in fields:
        total = total * 60 + float(part)  # int() refuses 5,000 digits
    return sign * round(total + extra + float(f"0.{fraction or 0}"), PLACES)


def timing(line: str) -> tuple[float | None, float | None, str, bool] | None:
    """Return (start, end, what follows, whether it is written as it should be); `None` where a line is no time.

    A line that only holds an arrow is speech: "A --> B and then it stops."
    """
    if not any(mark in line for mark in ("->", "→", "＞", "⟶", "=>", "—>", "–>", "- >")):
        return None
    line = _DOTTED.sub(r"\1:\2:\3.\4", line)
    if found := _TIMING.match(line):
        sound = "-->" in line and ":" in found["start"] and ":" in found["end"]
        return seconds(found["start"]), seconds(found["end"]), found["rest"].strip(), sound
    if "-->" not in line:
        return None
    if found := _BROKEN_START.match(line):
        return None, seconds(found["end"]), found["rest"].strip(), False
    if found := _HALF.match(line):
        rest = found["rest"].strip()
        if not found["start"]:
            return None, seconds(found["end"]), rest, False
        if odd := re.match(r"\S*\d\S*", rest):  # an end that is no time: "00:xx"
            rest = rest[odd.end() :].strip()
        return None if rest[:1].isalpha() else (seconds(found["start"]), None, rest, False)
    if _BROKEN.match(line):
        return None, None, "", False
    return None


def number(value: Any) -> float | None:
    """Return a JSON value as a finite number; `None` where it is none: a figure that nobody needs is ignored."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def moment(value: Any) -> float | None:
    """Return a JSON value as seconds: a number, or a string that holds a number or a clock.

    >>> moment(1), moment("7.5"), moment("00:00:08.000"), moment("PT1M2.5S"), moment(None)
    (1.0, 7.5, 8.0, 62.5, None)
    """
    if isinstance(value, str):
        return seconds(value.strip().lower().removeprefix("pt"))
    return number(value)
