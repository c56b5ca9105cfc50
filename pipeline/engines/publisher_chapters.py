"""Reads a publisher's chapters: Podcasting 2.0 JSON (`podcast:chapters`), and the timestamps of a description.

Marks inside audio files (ID3 CHAP, MP4) come from ffmpeg, see `ffmpeg_report.parse_ffmetadata`.
"""

import html
import json
import math
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.engines.sidecar import is_there
from pipeline.errors import BadConfig
from pipeline.records import Chapter

ENDING = "chapters.json"
MAX_BYTES = 4_000_000  # the longest chapter files hold a few hundred chapters
LEAST_MARKS = 3  # YouTube's own rule; two times in a description are a date or a deal
LONGEST_TITLE = 200  # characters; a longer line is prose that mentions a time
FIRST_WITHIN_S = 180.0  # an outline starts with the episode: at 0:00, or where the talk begins
_TAG_BREAKS = re.compile(r"<\s*(?:br|/p|p|/li|li|/div|div|/h\d)\b[^>]*>", re.I)
_TAG = re.compile(r"<[^>]{0,2000}>")
_CLOCK = r"(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>[0-5]\d)(?:[.,]\d{1,3})?"
_LEADING = re.compile(rf"^[^\w(\[]{{0,4}}(?:\d{{1,2}}[.)] )?[(\[]?{_CLOCK}[)\]]?(?![\d:])(?P<title>.*)$")
_TRAILING = re.compile(rf"^(?P<title>.*?[^\d:(\[])[(\[]?{_CLOCK}[)\]]?$")
_JOIN = " \t\u00a0-–—:|•·.,~*#>»→"


def from_json(text: str, place: str) -> tuple[Chapter, ...]:
    """Return the chapters of a JSON chapters file (Podcasting 2.0, version 1.x), hidden and untitled ones left out.

    >>> from_json('{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Tea"}]}', "c.json")
    (Chapter(start=0.0, title='Tea'),)
    """
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadConfig(f"expected JSON chapters, found an error in {place}: {error}") from error
    listed = found.get("chapters") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise BadConfig(f'expected JSON chapters ({{"version": …, "chapters": […]}}), found other JSON: {place}')
    kept = []
    for n, one in enumerate(listed, start=1):
        start = one.get("startTime") if isinstance(one, dict) else None
        if isinstance(start, bool) or not isinstance(start, int | float) or not 0 <= start < math.inf:
            raise BadConfig(f"{place}: chapter {n}: expected startTime in seconds, found {start!r:.80}")
        title = one.get("title")
        if isinstance(title, str) and title.strip() and one.get("toc") is not False:
            kept.append(Chapter(start=float(start), title=" ".join(title.split())))
    return tuple(sorted(kept, key=lambda chapter: chapter.start))


def beside(path: Path) -> tuple[Chapter, ...]:
    """Return the chapters of `<name>.chapters.json` beside an episode's file; none where there is no such file."""
    place = path.parent / f"{path.stem}.{ENDING}"
    if not is_there(place):
        return ()
    try:
        if place.stat().st_size > MAX_BYTES:
            raise BadConfig(f"expected a chapters file of at most {MAX_BYTES} bytes, found more: {place}")
        return from_json(place.read_bytes().decode("utf-8-sig"), str(place))
    except OSError as error:
        raise BadConfig(f"expected JSON chapters, cannot read {place}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadConfig(f"expected JSON chapters in UTF-8, found other bytes: {place}") from error


def from_description(text: str, duration: float | None = None) -> tuple[Chapter, ...]:
    """Return the outline that a description holds; none unless three or more lines rise in time from near the start.

    A time stands first or last in its line, as m:ss, mm:ss or h:mm:ss, bare or in brackets. Where no time has hours
    and the whole outline would fit into a sixtieth of `duration` (seconds), the times are read as h:mm.

    >>> [c.start for c in from_description("(00:00) - Tea<br />(07:43) - Bread<br>(1:02:03) – Soup")]
    [0.0, 463.0, 3723.0]
    """
    plain = html.unescape(_TAG.sub(" ", _TAG_BREAKS.sub("\n", html.unescape(text))))
    lines = [" ".join(line.split()) for line in plain.splitlines()]
    best: tuple[Chapter, ...] = ()
    for pattern in (_LEADING, _TRAILING):
        matches = [m for line in lines if (m := pattern.match(line)) and _titled(m)]
        for run in _rising([(_seconds(m), _titled(m)) for m in matches]):
            if len(run) > len(best) and len(run) >= LEAST_MARKS and run[0].start <= FIRST_WITHIN_S:
                best = run
    hours = re.search(r"\d:\d\d:\d\d", plain)
    if best and not hours and duration and 60 * best[-1].start <= duration:
        best = tuple(c.model_copy(update={"start": 60 * c.start}) for c in best)
    return best


def _titled(match: re.Match[str]) -> str:
    """Return a mark's title without the signs that join it to its time; empty where it is none."""
    title = match["title"].strip(_JOIN)
    range_end = re.match(rf"(?:-|–|—|to)?\s*{_CLOCK}[)\]]?\s*", title)  # "0:00 - 7:43 Tea" names where it ends too
    title = title[range_end.end() :].strip(_JOIN) if range_end else title
    return title if re.search(r"\w", title) and len(title) <= LONGEST_TITLE else ""


def _seconds(match: re.Match[str]) -> float:
    return float(int(match["h"] or 0) * 3600 + int(match["m"]) * 60 + int(match["s"]))


def _rising(marks: list[tuple[float, str]]) -> list[tuple[Chapter, ...]]:
    """Cut marks into runs whose times rise."""
    chapters = [Chapter(start=start, title=title) for start, title in marks]
    breaks = [0, *(k + 1 for k, (a, b) in enumerate(pairwise(chapters)) if b.start <= a.start), len(chapters)]
    return [tuple(chapters[a:b]) for a, b in pairwise(breaks)]
