"""Reads a publisher's chapters: Podcasting 2.0 JSON (`podcast:chapters`), and the timestamps of a description.

Marks inside audio files (ID3 CHAP, MP4) come from ffmpeg, see `ffmpeg_report.parse_ffmetadata`.
"""

import html
import json
import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from pipeline.errors import BadConfig
from pipeline.formats.times import one_line
from pipeline.records import Chapter
from pipeline.sources.sidecar import is_there
from pipeline.transcripts.clocks import LONGEST_S, moment

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
_ALONE = re.compile(rf"^[^\w(\[]{{0,4}}[(\[]?{_CLOCK}[)\]]?\s*[-–—:|]?$")
_ANY = re.compile(rf"(?<![\d:.,/=])[(\[]?{_CLOCK}[)\]]?(?![\d:]|\s?[ap]\.?m)")
_LETTERED = re.compile(r"\b(?:(?P<h>\d{1,2})h\s?)?(?P<m>\d{1,3})m(?:in)?\s?(?:(?P<s>[0-5]?\d)s(?:ec)?)?\b", re.I)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_WIDE = {0xFF10 + k: str(k) for k in range(10)} | {0xFF1A: ":"}  # full-width digits and colon
_JOIN = " \t\u00a0-–—:|•·.,~*#>»→@"


def from_json(text: str, place: str) -> tuple[Chapter, ...]:
    """Return the chapters of a JSON chapters file (Podcasting 2.0, version 1.x), hidden and untitled ones left out.

    `BadConfig` names `place` where the text is not of that form.

    >>> from_json('{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Tea"}]}', "c.json")
    (Chapter(start=0.0, title='Tea'),)
    """
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadConfig(f"expected JSON chapters, found an error in {place}: {error}") from error
    listed = found.get("chapters") if isinstance(found, dict) else found
    if not isinstance(listed, list) or (listed is found and not any(isinstance(one, dict) for one in listed)):
        raise BadConfig(f'expected JSON chapters ({{"version": …, "chapters": […]}}), found other JSON: {place}')
    kept = []
    for one in listed:
        title = one.get("title") if isinstance(one, dict) else None
        if not isinstance(title, str) or not one_line(title) or one.get("toc") is False:
            continue
        if (start := _start(one)) is not None:
            kept.append(Chapter(start=start, title=one_line(title)))
    return tuple(sorted(kept, key=lambda chapter: chapter.start))


def left_out(path: Path) -> int:
    """Return how many titled chapters of `<name>.chapters.json` have no time that can be read."""
    place = path.parent / f"{path.stem}.{ENDING}"
    if not is_there(place) or not beside(path):
        return 0
    found = json.loads(place.read_bytes().decode("utf-8-sig"))
    listed = found["chapters"] if isinstance(found, dict) else found
    return sum(not isinstance(one, dict) or (bool(one.get("title")) and _start(one) is None) for one in listed)


def _start(chapter: dict[str, Any]) -> float | None:
    """Return where a chapter starts: seconds, also as text, or a clock; one before the start begins with it."""
    start = next(
        (s for key in ("startTime", "start", "start_time") if (s := moment(chapter.get(key))) is not None), None
    )
    return None if start is None or start > LONGEST_S else max(start, 0.0)


def beside(path: Path) -> tuple[Chapter, ...]:
    """Return the chapters of `<name>.chapters.json` beside an episode's file; none where there is no such file.

    `BadConfig` where the file is not of that form.
    """
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

    A time stands first or last in its line, as m:ss, mm:ss, h:mm:ss or 1h02m03s, bare, in brackets or as a link; on the
    line before its title; or with all others on one line. Lines out of order are put in order where one is 0:00.
    Where no time has hours and the whole outline would fit into a sixtieth of `duration` (seconds), the times are read
    as h:mm.

    >>> [c.start for c in from_description("(00:00) - Tea<br />(07:43) - Bread<br>(1:02:03) – Soup")]
    [0.0, 463.0, 3723.0]
    """
    text = text.translate(_WIDE)
    plain = html.unescape(_TAG.sub(" ", _TAG_BREAKS.sub("\n", html.unescape(text))))
    plain = _LETTERED.sub(_clock, _LINK.sub(r"\1", plain)).replace("**", "").replace("__", "")
    lines = [one_line(line) for line in plain.splitlines()]
    best = _outline(lines)
    for other in (_joined(lines), _parted(lines)):
        best = best or _outline(other)
    hours = re.search(r"\d:\d\d:\d\d", plain)
    if best and not hours and duration and 60 * best[-1].start <= duration:
        best = tuple(c.model_copy(update={"start": 60 * c.start}) for c in best)
    return best


def _outline(lines: Sequence[str]) -> tuple[Chapter, ...]:
    """Return the longest list of times in these lines that rises, or can be put in order."""
    best: tuple[Chapter, ...] = ()
    for pattern in (_LEADING, _TRAILING):
        matches = [m for line in lines if (m := pattern.match(line)) and _titled(m)]
        runs = _rising([(_seconds(m), _titled(m)) for m in matches])
        runs += _unordered([line for line in lines if line], pattern)
        for run in runs:
            if len(run) > len(best) and len(run) >= LEAST_MARKS and run[0].start <= FIRST_WITHIN_S:
                best = run
    return best


def _unordered(lines: Sequence[str], pattern: re.Pattern[str]) -> list[tuple[Chapter, ...]]:
    """Return lists of lines that all have a time, put in order; only those that begin at 0:00."""
    found: list[tuple[Chapter, ...]] = []
    for timed, group in groupby((pattern.match(line) for line in lines), key=lambda m: bool(m and _titled(m))):
        marks = sorted((_seconds(m), _titled(m)) for m in group if m) if timed else []
        if marks and marks[0][0] == 0 and len({start for start, _ in marks}) == len(marks):
            found.append(tuple(Chapter(start=start, title=title) for start, title in marks))
    return found


def _joined(lines: Sequence[str]) -> list[str]:
    """Return lines in which a time alone on its line stands before the title on the next."""
    filled = [line for line in lines if line]
    return [f"{a} {b}" for a, b in pairwise(filled) if _ALONE.match(a) and not _ALONE.match(b)]


def _parted(lines: Sequence[str]) -> list[str]:
    """Return the parts of lines that hold several times, each with its title: hosts drop line breaks."""
    found: list[str] = []
    for line in lines:
        times = list(_ANY.finditer(line))
        if len(times) < LEAST_MARKS:
            continue
        edges = [m.start() for m in times]
        if re.search(r"\w", line[times[-1].end() :]):
            found += [line[a:b].rstrip(f"{_JOIN}[(;/") for a, b in pairwise([*edges, len(line)])]
        else:
            found += [line[a:b].lstrip(f"{_JOIN}])") for a, b in pairwise([0, *(m.end() for m in times)])]
    return found


def _clock(match: re.Match[str]) -> str:
    """Return 1h02m03s as 1:02:03."""
    hours, minutes, seconds = (int(match[name] or 0) for name in ("h", "m", "s"))
    return f"{hours}:{minutes:02}:{seconds:02}" if match["h"] else f"{minutes}:{seconds:02}"


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
